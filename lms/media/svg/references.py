"""Drawings that point into themselves, so often that a phone would never finish drawing."""

import re
from xml.etree.ElementTree import Element

from django.utils.translation import gettext

from lms.media.refusals import SvgRefused

MAX_DRAWN = 20_000
MAX_CHAIN = 150

_LOCAL = re.compile(r"url\(\s*#([\w.:-]+)\s*\)")


def check(root: Element) -> None:
    """Raise SvgRefused when following all references draws too much or goes in circles."""
    named = {element.get("id", ""): element for element in root.iter()}
    _Weigher(named).weigh(root, ())


class _Weigher:
    """Counts what is drawn when every reference is followed, each element once."""

    def __init__(self, named: dict[str, Element]) -> None:
        self.named = named
        self.known: dict[int, int] = {}

    def weigh(self, element: Element, chain: tuple[int, ...]) -> int:
        key = id(element)
        if key in self.known:
            return self.known[key]
        if key in chain or len(chain) > MAX_CHAIN:
            raise _too_much()
        inside = [*element, *self._targets(element)]
        total = 1 + sum(self.weigh(part, (*chain, key)) for part in inside)
        if total > MAX_DRAWN:
            raise _too_much()
        self.known[key] = total
        return total

    def _targets(self, element: Element) -> list[Element]:
        names = [name for value in element.attrib.values() for name in _LOCAL.findall(value)]
        if href := element.get("href"):
            names.append(href.removeprefix("#"))
        return [self.named[name] for name in names if name in self.named]


def _too_much() -> SvgRefused:
    return SvgRefused(
        gettext(
            "Hình SVG này lặp lại chính nó quá nhiều lần nên điện thoại không vẽ nổi. "
            "Vẽ đơn giản hơn, hoặc xuất thành ảnh PNG rồi tải lên."
        )
    )
