from io import BytesIO

import pytest
from PIL import Image

from lms.media import phone_sizes, pictures
from lms.media.refusals import FileRefused
from tests import files

TRACES = (b"SAMSUNG", b"Exif", b"NGUYEN", b"2026:11:20", b"xmp", b"ICC_PROFILE", b"iCCP", b"ICCP")


def refusal(content):
    with pytest.raises(FileRefused) as refused:
        pictures.clean(content)
    return str(refused.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_nothing_the_camera_wrote_is_left(kind):
    dirty = files.photo(kind)
    clean = pictures.clean(dirty).content
    assert any(trace in dirty for trace in TRACES)
    assert not any(trace in clean for trace in TRACES)
    image = Image.open(BytesIO(clean))
    assert not image.getexif()
    assert not image.info.keys() & {"exif", "xmp", "icc_profile", "comment"}


def test_what_hides_behind_the_picture_is_left_behind():
    assert b"PK\x03\x04" not in pictures.clean(files.photo() + files.docx()).content


# Where the red upper left quarter of the stored points is seen, for each way to hold a camera.
@pytest.mark.parametrize(
    ("turned", "red_corner"), [(1, 0), (2, 1), (3, 3), (4, 2), (5, 0), (6, 1), (7, 3), (8, 2)]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_upright_as_the_camera_meant(kind, turned, red_corner):
    size, corners = files.points(pictures.clean(files.photo(kind, turned=turned)).content)
    assert size == ((640, 480) if turned < 5 else (480, 640))
    assert [files.is_red(corner) for corner in corners] == [
        number == red_corner for number in range(4)
    ]


def test_a_large_photo_is_made_as_small_as_any_screen_needs():
    picture = pictures.clean(files.photo(size=(6000, 4000)))
    assert (picture.width, picture.height) == (2560, 1707)


def test_a_photo_of_forty_megapixels_is_taken_and_one_of_fifty_is_refused_with_words():
    """As phones with 48- and 50-megapixel cameras make them."""
    assert max(pictures.clean(files.photo(size=(7296, 5472))).content[:2]) == 0xFF
    assert "trên 40 triệu" in refusal(files.photo(size=(8160, 6120)))


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_a_real_photo_of_an_iphone_is_refused_with_the_way_out(kind):
    assert "chụp màn hình rồi tải ảnh chụp lên" in refusal(files.iphone(kind))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_picture_that_moves_is_refused_with_the_way_out(kind):
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "green")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    assert "Lưu một hình đứng yên" in refusal(out.getvalue())


def test_a_picture_cleaned_twice_loses_nothing():
    once = pictures.clean(files.photo()).content
    twice = pictures.clean(once).content
    assert abs(len(twice) - len(once)) < len(once) // 20
    assert files.points(once) == files.points(twice)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "1"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("PNG", "I;16"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGBA"),
        ("GIF", "L"),
    ],
)
def test_every_way_to_store_colours_is_understood(kind, mode):
    image = Image.new("L", (40, 30), 128)
    if mode == "I;16":
        image = image.convert("I").point(lambda level: level * 256)
    out = BytesIO()
    image.convert(mode).save(out, kind)
    clean = pictures.clean(out.getvalue()).content
    shade = Image.open(BytesIO(clean)).convert("L").getpixel((9, 9))
    assert shade in ({0, 255} if mode == "1" else range(115, 142))
    assert phone_sizes.for_phone(clean).width == 40


def test_transparency_stays():
    out = BytesIO()
    Image.new("RGBA", (9, 9), (255, 0, 0, 0)).save(out, "PNG", icc_profile=files._profile())
    assert Image.open(BytesIO(pictures.clean(out.getvalue()).content)).getpixel((1, 1))[3] == 0


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_notes_nobody_can_read_do_not_matter():
    broken = files.photo(exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0garbage", icc_profile=b"garbage")
    assert pictures.clean(broken).width == 640


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "không phải ảnh"),
        (b"xin chao", "không phải ảnh"),
        (files.PDF, "không phải ảnh"),
        (b"MZ\x90\x00" + b"\0" * 200, "không phải ảnh"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (files.photo()[:2000], "bị hỏng"),
        (files.photo("PNG")[:300], "bị hỏng"),
        (files.animation(), "ảnh động"),
        (b"<html></html>", "không phải hình vẽ SVG"),
        (files.photo("BMP"), "không phải ảnh"),
    ],
    ids=files.words_only,
)
def test_a_file_that_is_no_picture_is_refused_in_words(content, words):
    assert words in refusal(content)


def test_a_picture_of_too_many_points_is_refused_before_it_is_read():
    header = Image.new("1", (9000, 9000))
    out = BytesIO()
    header.save(out, "PNG")
    assert "quá nhiều điểm ảnh" in refusal(out.getvalue())


def test_a_bomb_of_points_is_refused():
    out = BytesIO()
    Image.new("1", (30000, 10000)).save(out, "PNG")
    assert "quá nhiều điểm ảnh" in refusal(out.getvalue())


def test_a_picture_of_too_many_bytes_says_how_many(settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1_000_000
    assert "1,5 MB, quá mức 1 MB" in refusal(b"x" * (1_500_000))


def test_a_phone_gets_a_small_picture():
    picture = phone_sizes.for_phone(files.photo(size=(1080, 2400)))
    assert (picture.extension, picture.width, picture.height) == (".webp", 720, 1600)
    assert len(picture.content) <= 30 * 1024


def test_a_noisy_photo_is_made_smaller_still_for_a_phone():
    noise = Image.effect_noise((900, 900), 80)
    out = BytesIO()
    noise.save(out, "JPEG")
    picture = phone_sizes.for_phone(out.getvalue())
    assert picture.width == 320
    assert len(picture.content) <= 30 * 1024


def test_a_phone_gets_a_drawing_as_a_drawing():
    picture = phone_sizes.for_phone(pictures.clean(files.DRAWING).content)
    assert (picture.extension, picture.width, picture.height) == (".svg", 360, 640)
