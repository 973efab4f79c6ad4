"""Photos of a session in the form, and what a phone keeps of them."""

from io import BytesIO

from PIL import Image

from tests.browser.learner import kept
from tests.teams.pictures import crowd, with_position

# As a camera of today writes it: several megapixels, and where it stood.
CAMERA = {"name": "anh.jpg", "mimeType": "image/jpeg"}


def camera_photo(seed=1, size=(2400, 1800)):
    """A photo of a hall: coarse noise, so that it weighs what such a photo weighs."""
    coarse = Image.open(BytesIO(crowd(seed=seed, size=(100, 75))))
    out = BytesIO()
    coarse.resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=92)
    return with_position(out.getvalue())


def add(page, *seeds):
    """Choose photos from the phone."""
    chosen = [{**CAMERA, "buffer": camera_photo(seed)} for seed in seeds]
    page.locator("[data-pick-file]").set_input_files(chosen)


def photos_kept(page):
    return [row for row in kept(page, "kv") if row["key"].startswith("photo/")]
