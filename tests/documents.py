"""Documents as offices write them: Word files put together by hand, PDFs drawn from HTML."""

import zipfile
from html import escape
from io import BytesIO

from PIL import Image, ImageFile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
STYLES = {
    "Tiu": "Title",
    "u1": "heading 1",
    "u2": "heading 2",
    "Chuthich": "caption",
    "TOC1": "toc 1",
}
PAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text, *, bold=False, italic=False, font=""):
    looks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    looks += f'<w:rFonts w:ascii="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs, style="", numbers=""):
    """`runs` are texts or markup of their own; `numbers` is "1" for points, "2" for numbers."""
    looks = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbers:
        looks += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbers}"/></w:numPr>'
    inner = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{looks}</w:pPr>{inner}</w:p>"


def table(*rows):
    cells = (f"<w:tc>{paragraph(cell)}</w:tc>" for row in rows for cell in row)
    return (
        "<w:tbl>"
        + "".join(f"<w:tr>{''.join(next(cells) for _ in row)}</w:tr>" for row in rows)
        + "</w:tbl>"
    )


def picture(relation="rIdA", alt=""):
    return (
        f'<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:inline><wp:docPr descr="{alt}"/>'
        f'<a:blip r:embed="{relation}"/></wp:inline></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:t>bản cũ</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )


def photo(colour="#0f5b47", size=(300, 400)):
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def whole(tag, inner):
    return f"<w:{tag} {NAMESPACES}>{inner}</w:{tag}>"


def word(*body, extra=None, pictures=1):
    """A Word file with this body."""
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in STYLES.items()
    )
    numbers = "".join(
        f'<w:abstractNum w:abstractNumId="{key}"><w:lvl w:ilvl="0"><w:numFmt w:val="{kind}"/>'
        f'</w:lvl></w:abstractNum><w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'
        for key, kind in (("1", "bullet"), ("2", "decimal"))
    )
    relations = "".join(
        f'<Relationship Id="rId{"ABCDEFGH"[at]}" Target="media/image{at}.png"/>'
        for at in range(pictures)
    )
    link = '<Relationship Id="rIdZ" Target="https://dichvucong.gov.vn/" TargetMode="External"/>'
    link += '<Relationship Id="rIdY" Target="javascript:alert(1)" TargetMode="External"/>'
    related = f'<Relationships xmlns="{PAGE}">{relations}{link}</Relationships>'
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": whole("document", f"<w:body>{''.join(body)}</w:body>"),
        "word/styles.xml": whole("styles", styles),
        "word/numbering.xml": whole("numbering", numbers),
        "word/_rels/document.xml.rels": related,
        **{f"word/media/image{at}.png": photo(f"#0{at}5b47") for at in range(pictures)},
        **(extra or {}),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def leaflet():
    """Two pages as a commune's office would write them."""
    return word(
        paragraph("Làm thẻ căn cước cho người cao tuổi", style="Tiu"),
        paragraph("Chuẩn bị giấy tờ", style="u1"),
        paragraph("Bà con mang theo ", run("giấy tờ gốc", bold=True), "."),
        paragraph("Thẻ cũ hoặc giấy khai sinh.", numbers="1"),
        paragraph("Sổ tạm trú nếu ở nơi khác.", numbers="1"),
        table(("Việc", "Bao lâu", "Lệ phí"), ("Làm mới", "7 ngày", "Không mất tiền")),
        paragraph("Đến nơi làm", style="u1"),
        paragraph(picture(alt="Quầy số 3 ở trụ sở công an xã")),
        paragraph("Quầy số 3, tầng một", style="Chuthich"),
        paragraph("Lấy số thứ tự.", numbers="2"),
        paragraph("Đợi gọi tên rồi vào quầy.", numbers="2"),
        paragraph("Nhận thẻ", style="u1"),
        paragraph("Thẻ gửi về nhà qua bưu điện, bà con không phải đi lấy."),
    )


HTML = """
<style>@page {{ margin: 60pt 60pt; @bottom-center {{ content: "Trang " counter(page); }} }}
body {{ font: 12pt/1.4 'DejaVu Sans', sans-serif; }} h1 {{ font-size: 20pt; }}
h2 {{ font-size: 15pt; }} p, li {{ margin: 0 0 8pt; }} img {{ width: 200pt; display: block; }}
</style>{body}
"""


def pdf(body, **options):
    # Takes a second or two to import; few tests want it.
    import weasyprint

    # WeasyPrint has Pillow take half pictures for whole ones, for all in this process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint.HTML(string=HTML.format(body=body)).write_pdf(**options)


def locked(content, password="mat-khau"):
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as file:
        file.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
    return out.getvalue()


def scanned(pages=2):
    """Pictures of pages, as a scanner makes them."""
    shots = [Image.new("RGB", (600, 800), "#f6f7f9") for _ in range(pages)]
    out = BytesIO()
    shots[0].save(out, "PDF", save_all=True, append_images=shots[1:])
    return out.getvalue()
