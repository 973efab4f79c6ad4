"""Style sheets inside a drawing become attributes, because our pages allow no inline style."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import tinycss2
from django.utils.translation import gettext

from lms.media.refusals import SvgRefused
from lms.media.svg.vocabulary import PRESENTATION

_SIMPLE_SELECTOR = re.compile(r"(?P<tag>\*|[A-Za-z]+)?(?:(?P<kind>[.#])(?P<name>[\w-]+))?")


@dataclass(frozen=True)
class Rule:
    """One simple selector and what it sets."""

    tag: str
    kind: str
    name: str
    values: dict[str, str]

    def matches(self, element: Element, tag: str) -> bool:
        if self.tag not in {"", "*", tag}:
            return False
        if self.kind == "#":
            return element.get("id") == self.name
        return not self.kind or self.name in element.get("class", "").split()

    @property
    def weight(self) -> tuple[bool, bool, bool]:
        return self.kind == "#", self.kind == ".", self.tag not in {"", "*"}


def rules_of(sheets: list[str]) -> list[Rule]:
    """The rules of all style sheets, weakest first; raises SvgRefused."""
    rules = [rule for sheet in sheets for rule in _rules(sheet)]
    return sorted(rules, key=lambda rule: rule.weight)


def values_for(element: Element, tag: str, rules: list[Rule]) -> dict[str, str]:
    """What style sheets and the element's own style say, the stronger last."""
    values: dict[str, str] = {}
    for rule in rules:
        if rule.matches(element, tag):
            values |= rule.values
    return values | _declarations(element.get("style", ""))


def _rules(sheet: str) -> Iterator[Rule]:
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            raise SvgRefused(
                gettext(
                    "Hình SVG này lấy kiểu dáng từ nơi khác trên mạng. "
                    "Lưu lại thành SVG đơn giản (Plain SVG) rồi tải lên."
                )
            )
        if rule.type == "qualified-rule":
            values = _declarations(rule.content)
            for selector in tinycss2.serialize(rule.prelude).split(","):
                yield _rule(selector.strip(), values)


def _rule(selector: str, values: dict[str, str]) -> Rule:
    parts = _SIMPLE_SELECTOR.fullmatch(selector)
    if not parts or not selector:
        raise SvgRefused(
            gettext(
                "Hình SVG này có bảng kiểu quá rắc rối. Khi xuất hình, chọn kiểu ghi thành "
                "“Presentation attributes” rồi tải lên lại."
            )
        )
    return Rule(parts["tag"] or "", parts["kind"] or "", parts["name"] or "", values)


def _declarations(source: object) -> dict[str, str]:
    parsed = tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
    return {
        item.lower_name: tinycss2.serialize(item.value).strip()
        for item in parsed
        if item.type == "declaration" and item.lower_name in PRESENTATION
    }
