"""Files that people upload, harmless and not."""

import zipfile
from io import BytesIO

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageDraw

ORIENTATION = 0x0112
GPS = 0x8825
RED, BLUE = (230, 20, 20), (20, 20, 230)

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 640">'
    '<title>Màn hình đăng nhập</title><rect width="360" height="640" fill="#fff"/></svg>'
).encode()


def camera_notes(*, turned=1):
    """EXIF as a phone writes it: who made it, when, and where it was held."""
    notes = Image.Exif()
    notes[0x010F] = "SAMSUNG"
    notes[0x0132] = "2026:11:20 08:15:00"
    notes[ORIENTATION] = turned
    position = notes.get_ifd(GPS)
    position[1], position[2] = "N", (20.0, 25.0, 10.0)
    position[3], position[4] = "E", (106.0, 10.0, 5.0)
    return notes


def photo(kind="JPEG", size=(640, 480), *, mode="RGB", turned=1, **options):
    """A picture, red in its upper left quarter and blue elsewhere, with all a camera adds."""
    image = Image.new("RGB", size, BLUE)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), fill=RED)
    if kind in {"JPEG", "PNG", "WEBP"}:
        options.setdefault("exif", camera_notes(turned=turned))
        options.setdefault("icc_profile", _profile())
        options.setdefault("xmp", b"<x:xmpmeta>NGUYEN VAN A</x:xmpmeta>")
    if kind in {"JPEG", "GIF"}:
        options.setdefault("comment", b"NGUYEN VAN A")
    out = BytesIO()
    image.convert(mode).save(out, kind, **options)
    return out.getvalue()


def iphone(kind="HEIF"):
    """A photo as newer phones keep them."""
    pillow_heif.register_heif_opener()
    out = BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(out, kind)
    return out.getvalue()


def animation():
    frames = [Image.new("L", (20, 20), 80 * number) for number in range(3)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def points(content):
    """The picture's size, and its colours a little inside the four corners."""
    image = Image.open(BytesIO(content)).convert("RGB")
    right, low = image.width - 9, image.height - 9
    return image.size, [image.getpixel(at) for at in ((8, 8), (right, 8), (8, low), (right, low))]


def is_red(colour):
    return colour[0] > 180 and colour[2] < 90


def archive(**parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def docx(**more):
    parts = {"[Content_Types].xml": "<Types/>", "word__document.xml": "<document/>"}
    return archive(**parts, **more)


def odt():
    kind = "application/vnd.oasis.opendocument.text"
    return archive(mimetype=kind, **{"content.xml": "<office/>"})


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def words_only(value):
    """A name for a test case: its words; bytes have none."""
    return value if isinstance(value, str) else ""


def upload(name, content, kind="application/octet-stream"):
    return SimpleUploadedFile(name, content, kind)


def _profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
