"""Fewer bytes for the same drawing on a phone."""

import re
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

from lms.media.svg.vocabulary import GEOMETRY, SVG

# In a smaller view box a thousandth of a unit might be seen.
MIN_SIDE_TO_CUT = 16

# Digits are cut, not rounded: paths glue numbers together ("1.9995.5"), and a carry would
# run into the neighbour.
_LONG_FRACTION = re.compile(r"(\.\d{3})\d+(?!\d*e)", re.IGNORECASE)


def minify(cleaned: bytes) -> bytes:
    """What `clean` wrote, with coordinates to a thousandth where nobody can see it."""
    root = fromstring(cleaned)
    is_cut = min(float(side) for side in root.get("viewBox").split()[2:]) >= MIN_SIDE_TO_CUT
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in GEOMETRY.intersection(element.attrib) if is_cut else ():
            element.set(name, _LONG_FRACTION.sub(r"\1", element.get(name)))
    return written(root)


def written(root: Element) -> bytes:
    """The drawing as text, with the name of its language at its head."""
    root.attrib = {"xmlns": SVG} | root.attrib
    # Text and attributes hold ">" only as "&gt;", so this meets the ends of elements alone.
    return tostring(root, encoding="utf-8").replace(b" />", b"/>")
