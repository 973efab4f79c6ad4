"""Photos of an evening are made small and bare, whoever hands them in."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from lms.media import snapshots
from lms.media.refusals import FileRefused
from tests import files
from tests.teams.pictures import crowd

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_kind_becomes_a_bare_jpeg(kind):
    made = snapshots.snapshot(files.photo(kind, (2000, 1500)))
    image = Image.open(BytesIO(made.content))
    assert (image.format, image.size, made.extension) == ("JPEG", (1600, 1200), ".jpg")
    assert not image.getexif()
    assert b"NGUYEN" not in made.content


@pytest.mark.parametrize("size", [(3000, 2000), (500, 3000)])
def test_even_the_busiest_photo_weighs_at_most_150_kilobytes(size):
    made = snapshots.snapshot(crowd(size=size, quality=90))
    assert len(made.content) <= snapshots.MAX_BYTES
    assert max(made.width, made.height) <= snapshots.SIDE


def test_what_is_small_enough_is_not_made_worse():
    once = snapshots.snapshot(files.photo(size=(640, 480)))
    again = snapshots.snapshot(once.content)
    before, after = (Image.open(BytesIO(one.content)) for one in (once, again))
    assert max(ImageStat.Stat(ImageChops.difference(before, after)).mean) < 1


def test_it_stands_as_the_camera_was_held():
    made = snapshots.snapshot(files.photo(size=(640, 480), turned=6))
    assert (made.width, made.height) == (480, 640)


def test_what_shines_through_becomes_white():
    out = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    made = snapshots.snapshot(out.getvalue())
    assert min(Image.open(BytesIO(made.content)).getpixel((25, 25))) > 250


def test_the_small_one_is_for_lists():
    made = snapshots.small(snapshots.snapshot(files.photo(size=(1600, 1200))))
    assert (made.width, made.height) == (400, 300)
    assert len(made.content) < 30 * 1024


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", files.PDF, files.animation()])
def test_what_is_no_photo_is_refused_in_words(content):
    with pytest.raises(FileRefused) as refused:
        snapshots.snapshot(content)
    assert str(refused.value).endswith(".")
