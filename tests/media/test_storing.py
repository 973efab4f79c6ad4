"""What scripts and the shell store is looked at like what people upload."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from lms.media import services
from lms.media.models import CustomDocument, CustomImage
from lms.media.refusals import FileRefused
from tests import files


def make(content=None, name="anh.jpg"):
    return services.make_image(
        title="Màn hình",
        description="Nút xanh",
        file=ContentFile(content or files.photo(turned=6), name),
    )


def bytes_of(image):
    with image.open_file() as file:
        return file.read()


def content_of(rendition):
    with rendition.file.open() as file:
        return file.read()


def test_a_picture_made_by_a_program_is_cleaned(son, db):
    image = services.make_image(
        title="Màn hình",
        description="Nút xanh",
        file=ContentFile(files.photo(turned=6), "Ảnh.jpg"),
        by=son,
    )
    image = CustomImage.objects.get(pk=image.pk)
    assert b"SAMSUNG" not in bytes_of(image)
    assert (image.width, image.height, image.uploaded_by_user) == (480, 640, son)
    assert image.file_size == len(bytes_of(image))
    assert image.collection.is_root()


def test_a_row_written_past_every_form_is_cleaned(db):
    image = CustomImage.objects.create(title="A", file=ContentFile(files.photo(turned=6), "a.png"))
    assert b"SAMSUNG" not in bytes_of(image)
    assert (image.width, image.height, image.filename) == (480, 640, "a.jpg")


def test_a_program_cannot_store_anything_else(db):
    with pytest.raises(FileRefused):
        make(files.PDF)
    assert not CustomImage.objects.exists()


@pytest.mark.parametrize(
    ("model", "size"), [(CustomImage, {"width": 1, "height": 1}), (CustomDocument, {})]
)
def test_a_row_with_anything_else_is_refused(db, model, size):
    file = ContentFile(b"MZ\x90\0", "a.pdf")
    with pytest.raises(FileRefused), transaction.atomic():
        model.objects.bulk_create([model(title="A", file=file, **size)])
    assert not model.objects.exists()


def test_a_document_written_past_every_form_gets_a_safe_name(db):
    document = CustomDocument.objects.create(title="A", file=ContentFile(files.PDF, "Đơn <b>.PDF"))
    assert document.filename == "don-b.pdf"


@pytest.mark.parametrize(
    "spec", ["original", "max-165x165", "fill-100x100", "width-320|format-png"]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_rendition_carries_what_the_camera_wrote(db, kind, spec):
    image = make(files.photo(kind))
    # As if somebody had put the camera's own file into the folder.
    with default_storage.open(image.file.name, "wb") as file:
        file.write(files.photo(kind))
    image = CustomImage.objects.get()
    assert b"SAMSUNG" in bytes_of(image)
    rendition = content_of(image.get_rendition(spec))
    assert b"SAMSUNG" not in rendition
    assert not Image.open(BytesIO(rendition)).getexif()


def test_several_renditions_made_at_once_are_clean_too(db):
    made = make(files.photo("PNG")).get_renditions("max-165x165", "width-300")
    assert [b"SAMSUNG" in content_of(rendition) for rendition in made.values()] == [False, False]


def test_a_drawing_has_renditions(db):
    assert make(files.DRAWING, "a.svg").get_rendition("max-165x165").file.name.endswith(".svg")


def test_a_phone_gets_a_small_webp(db):
    picture = services.phone_picture(make(files.photo(size=(1080, 2400))))
    assert (picture.content_type, picture.width, picture.height) == ("image/webp", 720, 1600)
    assert len(picture.content) < 30 * 1024


def test_a_phone_gets_a_drawing_as_it_is(db):
    picture = services.phone_picture(make(files.DRAWING, "a.svg"))
    assert picture.content_type == "image/svg+xml"
    assert "Màn hình đăng nhập".encode() in picture.content
