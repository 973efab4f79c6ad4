"""A drawing made anew from what is known to be harmless."""

import re
import unicodedata
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext

from lms.media.refusals import SvgRefused
from lms.media.svg import references, sizes, styles
from lms.media.svg.minifying import written
from lms.media.svg.vocabulary import (
    ACTIVE,
    ELEMENTS,
    GEOMETRY,
    LINK,
    MEANING,
    PICTURES,
    PRESENTATION,
    SVG,
    TEXTS,
    XHTML,
    XLINK,
    XML,
)

MAX_BYTES = 1_000_000
MAX_ELEMENTS = 5_000
MAX_DEPTH = 50

_NAME = re.compile(r"[\w.:-]{1,80}")
_LOCAL_HREF = re.compile(r"#[\w.:-]{1,80}")
_URL = re.compile(r"url\(", re.IGNORECASE)
_LOCAL_URL = re.compile(r"""url\(\s*(["']?)#([\w.:-]{1,80})\1\s*\)""", re.IGNORECASE)


def clean(data: bytes) -> bytes:
    """The same drawing with only shapes, text and their looks; raises SvgRefused.

    What merely draws nothing (comments, editors' notes, animation) is left out. What runs,
    embeds or points out of the file refuses the whole file. Cleaning twice changes nothing.
    """
    root = _parse(data)
    sheets = [element.text or "" for element in root.iter() if _names(element)[1] == "style"]
    drawing = _element(root, styles.rules_of(sheets), depth=0)
    if drawing is None or drawing.tag != "svg":
        raise _not_a_drawing()
    sizes.settle(drawing)
    references.check(drawing)
    return written(drawing)


def _parse(data: bytes) -> Element:
    if len(data) > MAX_BYTES:
        raise SvgRefused(
            gettext("Hình SVG nặng quá 1 MB. Vẽ đơn giản hơn, hoặc xuất thành ảnh PNG.")
        )
    try:
        root = fromstring(data)
    except DefusedXmlException as error:
        raise _active() from error
    except (ParseError, ValueError, LookupError) as error:
        raise _not_a_drawing() from error
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise SvgRefused(
            gettext("Hình SVG có quá nhiều nét. Vẽ đơn giản hơn, hoặc xuất thành ảnh PNG.")
        )
    return root


def _element(source: Element, rules: list[styles.Rule], *, depth: int) -> Element | None:
    namespace, tag = _names(source)
    _refuse_active(namespace, tag)
    if depth > MAX_DEPTH:
        raise SvgRefused(
            gettext("Hình SVG lồng nhau quá sâu. Bỏ bớt nhóm (Ungroup) rồi lưu và tải lên lại.")
        )
    if namespace not in {SVG, ""} or (tag not in ELEMENTS and tag != LINK):
        _refuse_hidden(source)
        return None
    made = Element("g" if tag == LINK else tag, _attributes(source, tag, rules))
    if tag in TEXTS:
        made.text = _text(source.text)
    for child in source:
        part = _element(child, rules, depth=depth + 1)
        if part is not None:
            made.append(part)
            if tag in TEXTS:
                part.tail = _text(child.tail)
    return made


def _attributes(source: Element, tag: str, rules: list[styles.Rule]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for full_name, value in source.attrib.items():
        namespace, name = _split(full_name)
        if name.lower().startswith("on"):
            raise _active()
        if namespace == XML and name == "lang":
            kept["lang"] = value
        elif name == "href" and namespace in {"", XLINK}:
            kept |= _href(value, tag)
        elif not namespace and _is_kept(name):
            kept[name] = value
    kept |= styles.values_for(source, tag, rules)
    return {name: _safe(name, value) for name, value in kept.items() if _is_sound(name, value)}


def _is_kept(name: str) -> bool:
    return name in PRESENTATION or name in GEOMETRY or name in MEANING or name.startswith("aria-")


def _is_sound(name: str, value: str) -> bool:
    if name in MEANING:
        return bool(_NAME.fullmatch(value))
    # CSS may write any word with backslashes, "url" among them.
    return name.startswith("aria-") or "\\" not in value


def _href(value: str, tag: str) -> dict[str, str]:
    if tag == LINK:
        return {}
    if not _LOCAL_HREF.fullmatch(value.strip()):
        raise _points_outside()
    return {"href": value.strip()}


def _safe(name: str, value: str) -> str:
    if name.startswith("aria-"):
        return _text(value)
    if len(_URL.findall(value)) != len(_LOCAL_URL.findall(value)):
        raise _points_outside()
    return _text(_LOCAL_URL.sub(r"url(#\2)", value))


def _text(value: str | None) -> str:
    composed = unicodedata.normalize("NFC", value or "")
    return "".join(s for s in composed if s in "\n\t" or unicodedata.category(s)[0] != "C")


def _names(element: Element) -> tuple[str, str]:
    return _split(element.tag)


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition("}")
    return namespace.removeprefix("{"), local


def _refuse_hidden(source: Element) -> None:
    for element in source.iter():
        _refuse_active(*_names(element))


def _refuse_active(namespace: str, tag: str) -> None:
    if tag.lower() in ACTIVE or namespace == XHTML:
        raise _active()
    if tag.lower() in PICTURES and namespace in {SVG, ""}:
        raise SvgRefused(
            gettext(
                "Hình SVG này có ảnh chụp nhúng bên trong. Xuất cả hình thành ảnh PNG rồi tải lên."
            )
        )


def _active() -> SvgRefused:
    return SvgRefused(
        gettext(
            "Hình SVG này có mã chạy được bên trong nên không nhận. "
            "Mở bằng phần mềm vẽ, lưu thành SVG đơn giản (Plain SVG) rồi tải lên."
        )
    )


def _points_outside() -> SvgRefused:
    return SvgRefused(
        gettext(
            "Hình SVG này lấy thứ khác từ bên ngoài tệp. "
            "Mở bằng phần mềm vẽ, lưu thành SVG đơn giản (Plain SVG) rồi tải lên."
        )
    )


def _not_a_drawing() -> SvgRefused:
    return SvgRefused(
        gettext(
            "Tệp này không phải hình vẽ SVG, hoặc đã hỏng. Xuất lại từ phần mềm vẽ rồi tải lên."
        )
    )
