import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.media import svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"'


def drawn(inside, attributes=""):
    return svg.clean(f"{HEAD} {attributes}>{inside}</svg>".encode()).decode()


def refused(source):
    with pytest.raises(svg.SvgRefused) as refusal:
        svg.clean(source if isinstance(source, bytes) else source.encode())
    return str(refusal.value)


def test_shapes_text_gradients_and_words_for_the_blind_are_kept():
    cleaned = drawn(
        "<title>Màn hình</title><desc>Hai nút</desc>"
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient>'
        '<clipPath id="c"><circle r="5"/></clipPath></defs>'
        '<g clip-path="url(#c)" aria-hidden="true" transform="rotate(5)"><path d="M0 0h5"/></g>'
        '<rect width="9" height="9" rx="2" fill="url(#g)"/>'
        '<text x="1" y="2" font-size="12" text-anchor="middle">Nút '
        '<tspan font-weight="700">Tiếp tục</tspan> ở dưới</text>',
        'role="img" aria-label="Đăng nhập"',
    )
    for part in (
        "<title>Màn hình</title>",
        "<desc>Hai nút</desc>",
        'stop-color="#fff"',
        'clip-path="url(#c)"',
        'fill="url(#g)"',
        'role="img"',
        'aria-label="Đăng nhập"',
        'Nút <tspan font-weight="700">Tiếp tục</tspan> ở dưới</text>',
    ):
        assert part in cleaned


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<SCRIPT>alert(1)</SCRIPT>",
        '<g><script href="//x"/></g>',
        '<metadata><script xmlns="http://www.w3.org/2000/svg"/></metadata>',
        '<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>',
        "<foreignObject><p>x</p></foreignObject>",
        '<b xmlns="http://www.w3.org/1999/xhtml">x</b>',
        '<rect onclick="x()"/>',
        '<rect ONLOAD="x()"/>',
        '<a onfocus="x()"><rect/></a>',
        '<use href="http://evil.test/#a"/>',
        '<use xlink:href="//evil.test#a" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        '<use href="data:image/svg+xml,x"/>',
        '<linearGradient href="javascript:x"/>',
        '<image href="data:image/png;base64,AA"/>',
        '<filter><feImage href="http://evil.test"/></filter>',
        '<rect fill="url(http://evil.test)"/>',
        '<rect fill="URL( //evil.test )"/>',
        '<rect fill="url(&#104;ttp://evil.test#a)"/>',
        "<rect style=\"fill:url('https://evil.test')\"/>",
        "<style>rect{fill:url(//evil.test)}</style><rect/>",
        '<style>@import "https://evil.test/a.css";</style>',
        "<style>@IMPORT url(//evil.test);</style>",
    ],
)
def test_what_runs_embeds_or_points_outside_is_refused(inside):
    assert refused(f"{HEAD}>{inside}</svg>").startswith("Hình SVG này")


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"xin chao",
        b"<svg",
        b"<html><body/></html>",
        b'<?xml version="1.0" encoding="utf-7"?><svg/>',
        b'<?xml version="1.0" encoding="no-such"?><svg/>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 9 9"><text>&a;</text></svg>',
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg><text>&a;</text></svg>',
        b"<svg/>",
        b'<svg viewBox="0 0 nan 9"/>',
        b'<svg viewBox="0 0 9"/>',
        b'<svg width="1e999" height="9"/>',
        b'<svg viewBox="0 0 99999999 9"/>',
    ],
)
def test_what_is_no_sound_drawing_is_refused(source):
    assert refused(source)


@pytest.mark.parametrize(
    "inside",
    [
        "<g>" * 60 + "</g>" * 60,
        "<rect/>" * 5001,
        '<g id="a"><use href="#a"/></g>',
        '<mask id="a"><rect mask="url(#b)"/></mask><mask id="b"><rect mask="url(#a)"/></mask>',
        "".join(f'<g id="a{n}">{f"""<use href="#a{n + 1}"/>""" * 10}</g>' for n in range(9)),
    ],
    ids=["deep", "many", "round", "round_twice", "exploding"],
)
def test_a_drawing_no_phone_could_draw_is_refused(inside):
    assert refused(f"{HEAD}>{inside}</svg>")


def test_a_drawing_of_more_than_a_megabyte_is_refused():
    assert "1 MB" in refused(HEAD.encode() + b">" + b" " * svg.MAX_BYTES + b"</svg>")


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ("<!-- Nguyễn Văn A --><rect/>", "<rect/>"),
        ('<metadata><x xmlns="urn:rdf">A</x></metadata><rect/>', "<rect/>"),
        ('<rect data-owner="A" tabindex="0" class="b" xml:space="preserve"/>', "<rect/>"),
        ('<rect fill="r\\65 d"/>', "<rect/>"),
        ('<rect id="a b"/>', "<rect/>"),
        ('<rect><animate attributeName="x"/></rect>', "<rect/>"),
        ('<a href="https://evil.test"><rect/></a>', "<g><rect/></g>"),
        ("chữ ngoài <rect/> lề", "<rect/>"),
    ],
)
def test_what_draws_nothing_is_left_out(inside, kept):
    assert re.search(r">(.*)</svg>", drawn(inside))[1] == kept


def test_style_sheets_become_attributes_in_their_order_of_strength():
    cleaned = drawn(
        "<style>#n{opacity:.5} .nut{fill:red;stroke-width:2px} rect{fill:blue} *{stroke:#000}"
        "@media print{rect{fill:none}}</style>"
        '<rect id="n" class="x nut" fill="green" style="stroke:white; -inkscape-a: 1"/>'
    )
    for part in ('fill="red"', 'stroke-width="2px"', 'opacity=".5"', 'stroke="white"'):
        assert part in cleaned
    assert "style" not in cleaned
    assert "class" not in cleaned


def test_a_style_sheet_nobody_can_follow_is_refused_with_the_way_out():
    assert "Presentation attributes" in refused(f"{HEAD}><style>g > rect{{}}</style></svg>")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 360 640"', (360, 640)),
        ('viewBox="0,0,100,50" width="200"', (200, 100)),
        ('viewBox="0 0 100 50" height="25px"', (50, 25)),
        ('width="1in" height="48"', (96, 48)),
        ('viewBox="0 0 100 50" width="100%" height="auto"', (100, 50)),
        ('viewBox="0 0 100 50" width="-5" preserveAspectRatio="bad"', (100, 50)),
    ],
)
def test_every_drawing_says_its_size_in_pixels(attributes, size):
    assert svg.size(svg.clean(f"<svg {attributes}/>".encode())) == size


def test_cleaning_twice_changes_nothing():
    once = drawn('<rect width="1.23456" style="fill:red"/><text>A <tspan>b</tspan></text>')
    assert svg.clean(once.encode()).decode() == once


def test_minifying_cuts_what_nobody_can_see():
    cleaned = drawn('<path d="M10.123456-0.00321 1.99955.5 1.23456e-7"/><text>1.23456</text>')
    minified = svg.minify(cleaned.encode()).decode()
    assert 'd="M10.123-0.003 1.999.5 1.23456e-7"' in minified
    assert "<text>1.23456</text>" in minified
    assert svg.clean(minified.encode()).decode() == minified


def test_minifying_leaves_a_small_view_box_alone():
    cleaned = svg.clean(b'<svg viewBox="0 0 10 10"><path d="M1.23456 0"/></svg>')
    assert b"M1.23456" in svg.minify(cleaned)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_come_out_as_words(name, words):
    root = ElementTree.Element("svg", viewBox="0 0 9 9", **{"aria-label": name})
    ElementTree.SubElement(root, "title").text = words
    try:
        cleaned = svg.clean(ElementTree.tostring(root, encoding="utf-8"))
    except svg.SvgRefused:
        # XML has no way to write some control characters.
        return
    assert [
        element.tag.rpartition("}")[2] for element in ElementTree.fromstring(cleaned).iter()
    ] == [
        "svg",
        "title",
    ]
