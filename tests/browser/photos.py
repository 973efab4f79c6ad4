"""Photos of a session in the form, and what a phone keeps of them."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from teams.models import Evidence
from tests.browser.leader import begin, go_on, send
from tests.browser.learner import kept, wait_until
from tests.teams.pictures import crowd, with_position

AGREED = "Người trong ảnh đồng ý cho chụp"
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"
PUT = "**/api/v1/field/photos/**"
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


def to_photos(page, team, *, venue="Nhà văn hóa xóm 5"):
    begin(page, team)
    page.locator("input[name=topics][value=vneid]").check()
    page.locator("[name=start_time]").fill("19:30")
    page.locator("[name=venue]").fill(venue)
    go_on(page, 2)
    page.locator("[name=heads]").fill("18")
    go_on(page, 3)
    expect(page.get_by_role("heading", name="Ảnh buổi hướng dẫn")).to_be_visible()


def with_photos(page, team, *seeds, **more):
    """Log a session with photos, up to sending it."""
    to_photos(page, team, **more)
    add(page, *seeds)
    expect(page.locator("canvas:visible")).to_have_count(len(seeds))
    page.get_by_text(AGREED, exact=True).click()
    go_on(page, 4)
    expect(page.locator("[data-review]")).to_contain_text(f"{len(seeds)} ảnh")
    send(page)


def all_there(page, count):
    wait_until(page, lambda: Evidence.objects.filter(state="kept").count() == count)
    wait_until(page, lambda: photos_kept(page) == [])
