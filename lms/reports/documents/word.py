"""A text in the format of Word (Office Open XML): the few parts of it a state paper needs.

A4, the margins and letters of Decree 30/2020, the number of the page in the middle of the top
margin from the second page on.
"""

import zipfile
from collections.abc import Sequence
from html import escape
from io import BytesIO

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FACE = "Times New Roman"
MADE_AT = (2020, 1, 1, 0, 0, 0)
"""Of every file inside, so that the same words are the same bytes."""
SIZE, SMALL = 28, 22
"""Half points: 14 and 11 points."""


def _twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def _run(said: str, *, is_bold: bool = False, is_italic: bool = False, size: int = SIZE) -> str:
    looks = ("<w:b/>" if is_bold else "") + ("<w:i/>" if is_italic else "")
    looks += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _clean(said).split("\n")
    )
    return f"<w:r><w:rPr>{looks}</w:rPr>{lines}</w:r>"


def _clean(said: str) -> str:
    """Without signs that no XML may hold."""
    return "".join(one for one in said if one in "\t\n" or ord(one) >= 32)


def _paragraph(inner: str, *, align: str = "both", first: float = 0, after: int = 60) -> str:
    indent = f'<w:ind w:firstLine="{_twips(first)}"/>' if first else ""
    looks = f'<w:spacing w:before="0" w:after="{after}"/>{indent}<w:jc w:val="{align}"/>'
    return f"<w:p><w:pPr>{looks}</w:pPr>{inner}</w:p>"


def _grid(widths: Sequence[float]) -> str:
    return "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)


def _cell(inner: str, width: float, *, over: int = 1) -> str:
    span = f'<w:gridSpan w:val="{over}"/>' if over > 1 else ""
    looks = f'<w:tcW w:w="{_twips(width)}" w:type="dxa"/>{span}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{inner}</w:tc>"


class Table:
    """A table with lines; its first row is repeated on every page."""

    def __init__(self, heads: Sequence[str], widths: Sequence[float], *, numbers_from: int) -> None:
        self._widths, self._numbers_from = widths, numbers_from
        self._rows = [self._line(heads, is_head=True)]

    def row(self, cells: Sequence[str]) -> None:
        self._rows.append(self._line(cells))

    def heading(self, said: str) -> None:
        """One cell over all columns."""
        run = _run(said, is_bold=True, size=SMALL)
        inner = _paragraph(run, align="left", after=0)
        self._rows.append(f"<w:tr>{_cell(inner, sum(self._widths), over=len(self._widths))}</w:tr>")

    def _line(self, cells: Sequence[str], *, is_head: bool = False) -> str:
        made = []
        for number, (said, width) in enumerate(zip(cells, self._widths, strict=True)):
            align = "center" if is_head else "right" if number >= self._numbers_from else "left"
            run = _run(said, is_bold=is_head, size=SMALL)
            made.append(_cell(_paragraph(run, align=align, after=0), width))
        again = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else ""
        return f"<w:tr>{again or '<w:trPr><w:cantSplit/></w:trPr>'}{''.join(made)}</w:tr>"

    def content(self) -> str:
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>' for side in sides)
        looks = f'<w:tblW w:w="{_twips(sum(self._widths))}" w:type="dxa"/>'
        looks += f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        grid = _grid(self._widths)
        rows = "".join(self._rows)
        return f"<w:tbl><w:tblPr>{looks}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


class Paper:
    """A paper that is written from top to bottom."""

    WIDTH = 165
    """Millimetres between the margins."""

    def __init__(self, *, title: str) -> None:
        self._title = title
        self._body: list[str] = []

    def head(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Who writes on the left, the nation and its motto on the right; the last line of each is
        the number, and place and day."""
        *names, number = left
        nation, motto, day = right
        one = "".join(
            _paragraph(
                _run(said, is_bold=place == len(names) - 1, size=24), align="center", after=0
            )
            for place, said in enumerate(names)
            if said
        )
        one += _paragraph(_run(number, size=26), align="center", after=0)
        other = _paragraph(_run(nation, is_bold=True, size=24), align="center", after=0)
        other += _paragraph(_run(motto, is_bold=True, size=26), align="center", after=0)
        other += _paragraph(_run(day, is_italic=True, size=26), align="center", after=0)
        self._two(one, other, (68, 97))
        self._body.append(_paragraph(""))

    def centred(self, said: str, *, is_bold: bool = False) -> None:
        self._body.append(_paragraph(_run(said, is_bold=is_bold), align="center"))

    def heading(self, said: str) -> None:
        self._body.append(_paragraph(_run(said, is_bold=True), align="left", first=12.7))

    def paragraph(self, said: str) -> None:
        self._body.append(_paragraph(_run(said), first=12.7, after=120))

    def table(self, table: Table) -> None:
        self._body.append(table.content() + _paragraph("", after=0))

    def new_page(self) -> None:
        self._body.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def foot(self, recipients: Sequence[str], signature: Sequence[str], name: str) -> None:
        """Who gets it on the left, who signs on the right."""
        one = _paragraph(
            _run("Nơi nhận:", is_bold=True, is_italic=True, size=24), align="left", after=0
        )
        for number, said in enumerate(recipients, start=1):
            mark = "." if number == len(recipients) else ";"
            one += _paragraph(_run(f"- {said}{mark}", size=22), align="left", after=0)
        other = "".join(
            _paragraph(_run(said, is_bold=True), align="center", after=0) for said in signature
        )
        other += _paragraph("", after=0) * 4
        other += _paragraph(_run(name, is_bold=True), align="center", after=0)
        self._two(one, other, (80, 85))

    def _two(self, one: str, other: str, widths: tuple[float, float]) -> None:
        """Two blocks beside each other, without lines."""
        cells = _cell(one, widths[0]) + _cell(other, widths[1])
        cells = cells.replace('<w:vAlign w:val="center"/>', '<w:vAlign w:val="top"/>')
        looks = f'<w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
        grid = _grid(widths)
        self._body.append(
            f"<w:tbl><w:tblPr>{looks}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{row}</w:tbl>"
        )

    def content(self) -> bytes:
        """The file; the same words, the same bytes."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, said in self._parts().items():
                package.writestr(zipfile.ZipInfo(name, MADE_AT), said, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _parts(self) -> dict[str, str]:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        types = "".join(
            f'<Override PartName="/word/{part}.xml" ContentType="{kind}.{what}+xml"/>'
            for part, what in (
                ("document", "document.main"),
                ("styles", "styles"),
                ("header1", "header"),
            )
        )
        core = "application/vnd.openxmlformats-package.core-properties+xml"
        return {
            "[Content_Types].xml": _xml(
                f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/>'
                f'{types}<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>'
            ),
            "_rels/.rels": _relations(
                (f"{RELATED}/officeDocument", "word/document.xml"),
                (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ),
            "docProps/core.xml": _xml(
                f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/">'
                f"<dc:title>{escape(_clean(self._title))}</dc:title>"
                "<dc:language>vi</dc:language></cp:coreProperties>"
            ),
            "word/_rels/document.xml.rels": _relations(
                (f"{RELATED}/styles", "styles.xml"), (f"{RELATED}/header", "header1.xml")
            ),
            "word/document.xml": _xml(
                f'<w:document xmlns:w="{MAIN}" xmlns:r="{RELATED}"><w:body>'
                f"{''.join(self._body)}{_SECTION}</w:body></w:document>"
            ),
            "word/styles.xml": _xml(_STYLES),
            "word/header1.xml": _xml(_HEADER),
        }


def _xml(said: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{said}'


def _relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return _xml(f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>')


_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/>'
    f'<w:pgSz w:w="{_twips(210)}" w:h="{_twips(297)}"/>'
    f'<w:pgMar w:top="{_twips(20)}" w:right="{_twips(15)}" w:bottom="{_twips(20)}" '
    f'w:left="{_twips(30)}" w:header="{_twips(10)}" w:footer="{_twips(10)}" w:gutter="0"/>'
    "<w:titlePg/></w:sectPr>"
)
_STYLES = (
    f'<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
    f'<w:rFonts w:ascii="{FACE}" w:hAnsi="{FACE}" w:eastAsia="{FACE}" w:cs="{FACE}"/>'
    f'<w:sz w:val="{SIZE}"/><w:szCs w:val="{SIZE}"/><w:lang w:val="vi-VN"/>'
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "</w:style></w:styles>"
)
_FIELD = "".join(
    f"<w:r>{inner}</w:r>"
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="end"/>',
    )
)
_HEADER = (
    f'<w:hdr xmlns:w="{MAIN}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{_FIELD}</w:p></w:hdr>'
)
