"""Every way into the picture library, through the admin's own addresses."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from wagtail.models import UploadedFile

from lms.media.models import CustomImage
from tests import files
from tests.people import sign_in

ADD = "/quan-tri/images/add/"
MANY = "/quan-tri/images/multiple/add/"
CHOOSER = "/quan-tri/images/chooser/create/"
WORDS = "Màn hình đăng nhập, nút xanh ở dưới"

BAD = [
    ("virus.exe", b"MZ\x90\x00" + b"\0" * 99, "không phải ảnh"),
    ("anh.jpg", files.PDF, "không phải ảnh"),
    ("anh.jpg", files.photo()[:999], "bị hỏng"),
    ("anh.svg", b'<svg viewBox="0 0 9 9" onload="x()"/>', "mã chạy được"),
    ("anh.png", b"", "trống"),
]
bad_files = pytest.mark.parametrize(("name", "content", "words"), BAD, ids=files.words_only)


def add(client, file, **fields):
    return client.post(ADD, {"title": "Ảnh", "description": WORDS, "file": file} | fields)


def add_many(client, file, **fields):
    return client.post(
        MANY,
        {"title": "Ảnh", "files[]": file} | fields,
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


def choose(client, file, **fields):
    values = {"title": "Ảnh", "description": WORDS, "file": file} | fields
    return client.post(CHOOSER, {f"image-chooser-upload-{name}": v for name, v in values.items()})


def fill_in(client, waiting, **fields):
    values = {"title": "Ảnh", "description": WORDS, "tags": ""} | fields
    return client.post(
        f"/quan-tri/images/multiple/create_from_uploaded_image/{waiting.pk}/",
        {f"uploaded-image-{waiting.pk}-{name}": value for name, value in values.items()},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


def stored():
    """Every byte anywhere in the media folder."""
    return b"".join(file.read_bytes() for file in Path(settings.MEDIA_ROOT).rglob("*.*"))


def assert_clean(image):
    assert b"SAMSUNG" not in stored()
    assert b"NGUYEN" not in stored()
    with image.open_file() as file:
        original = file.read()
    assert not Image.open(BytesIO(original)).getexif()
    size, corners = files.points(original)
    assert size == (image.width, image.height) == (480, 640)
    assert files.is_red(corners[1])


def dirty():
    return files.upload("Ảnh của Nguyễn Văn A.JPG", files.photo(turned=6))


def test_the_plain_upload_keeps_nothing_of_the_camera(admin):
    assert add(admin, dirty()).status_code == 302
    image = CustomImage.objects.get()
    assert_clean(image)
    assert image.description == WORDS
    assert image.filename == "anh-cua-nguyen-van-a.jpg"


def test_the_multiple_upload_asks_for_the_words_and_keeps_nothing_of_the_camera(admin):
    asked = add_many(admin, dirty()).json()
    assert asked["success"]
    assert "Mô tả hình" in asked["form"]
    assert b"SAMSUNG" not in stored()
    waiting = UploadedFile.objects.get()
    assert "tả hình" in fill_in(admin, waiting, description="").json()["form"]
    assert fill_in(admin, waiting).json()["success"]
    assert_clean(CustomImage.objects.get())


def test_the_multiple_upload_gives_no_door_to_other_people(admin, client, tuan):
    add_many(admin, dirty())
    waiting = UploadedFile.objects.get()
    tuan.is_superuser = True
    tuan.save()
    sign_in(client, tuan)
    assert fill_in(client, waiting).status_code == 403
    assert not CustomImage.objects.exists()


def test_the_chooser_upload_keeps_nothing_of_the_camera(admin):
    assert choose(admin, dirty()).json()["step"] == "chosen"
    assert_clean(CustomImage.objects.get())


def test_a_new_file_on_the_edit_page_keeps_nothing_of_the_camera(admin):
    add(admin, files.upload("a.svg", files.DRAWING))
    image = CustomImage.objects.get()
    changed = {"title": "Ảnh", "description": WORDS, "file": dirty()}
    assert admin.post(f"/quan-tri/images/{image.pk}/", changed).status_code == 302
    image.refresh_from_db()
    assert_clean(image)
    assert b"<svg" not in stored()


def test_an_edit_without_a_new_file_keeps_the_picture(admin):
    add(admin, dirty())
    image = CustomImage.objects.get()
    admin.post(f"/quan-tri/images/{image.pk}/", {"title": "Tên khác", "description": WORDS})
    image.refresh_from_db()
    assert image.title == "Tên khác"
    assert_clean(image)


@pytest.mark.parametrize("door", [add, choose])
def test_a_picture_without_words_is_asked_for_them(admin, door):
    answer = door(admin, dirty(), description=" ")
    assert "Ghi một câu tả hình" in answer.content.decode(
        "unicode-escape" if door is choose else "utf-8"
    )
    assert not CustomImage.objects.exists()


@bad_files
def test_the_plain_upload_says_what_is_wrong(admin, name, content, words):
    answer = add(admin, files.upload(name, content))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not CustomImage.objects.exists()


@bad_files
def test_the_multiple_upload_says_what_is_wrong(admin, name, content, words):
    answer = add_many(admin, files.upload(name, content)).json()
    assert not answer["success"]
    assert words in answer["error_message"]
    assert not UploadedFile.objects.exists()


@bad_files
def test_the_chooser_upload_says_what_is_wrong(admin, name, content, words):
    answer = choose(admin, files.upload(name, content))
    assert answer.status_code == 200
    assert words in answer.json()["htmlFragment"]
    assert not CustomImage.objects.exists()


@bad_files
def test_the_edit_page_says_what_is_wrong_and_keeps_the_old_picture(admin, name, content, words):
    add(admin, dirty())
    image = CustomImage.objects.get()
    changed = {"title": "Ảnh", "description": WORDS, "file": files.upload(name, content)}
    answer = admin.post(f"/quan-tri/images/{image.pk}/", changed)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    image.refresh_from_db()
    assert_clean(image)


@pytest.mark.parametrize("door", [add, add_many, choose])
def test_fifty_megabytes_are_answered_in_words(admin, door):
    answer = door(admin, files.upload("anh.jpg", files.photo() + b"\0" * (50_000_000)))
    assert answer.status_code == 200
    assert b"50,1 MB" in answer.content
    assert not CustomImage.objects.exists()


def test_a_picture_with_another_ending_gets_its_own(admin):
    add(admin, files.upload("chup.png", files.photo("WEBP")))
    assert CustomImage.objects.get().filename == "chup.webp"


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>.svg", "\u202egpj.exe", "a" * 250 + ".svg"]
)
def test_hostile_names_do_no_harm(admin, name):
    assert add(admin, files.upload(name, files.DRAWING), title=name[:255]).status_code == 302
    page = admin.get("/quan-tri/images/").content.decode()
    assert "<script>alert" not in page
    assert CustomImage.objects.get().filename.endswith(".svg")


def test_a_stranger_finds_no_door(client, db):
    for door in (add, add_many, choose):
        assert door(client, dirty()).status_code in {302, 403}
    assert not CustomImage.objects.exists()
