"""Pictures of the guides that are pages of the product; they lie in static/."""

import os
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import product as products
from tests.browser.chromium import ARGUMENTS, CHROMIUM, PHONE

STATIC = Path(__file__).resolve().parents[2] / "static"
WIDTH = 480
# Whose screens of the demo are shown to offices, by the name of the picture.
OFFICES = {
    "Quản trị tỉnh": {"chi-tieu": "/chi-tieu/", "bang": "/bang/"},
    "Quản lý xã": {"xa": "/xa/"},
}

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")


def shot_of(page):
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def take(page, name, *, folder="guide", at=None):
    """What stands on the phone, or from `at` on, where `SHOTS=1` takes the pictures anew."""
    if not os.environ.get("SHOTS"):
        return None
    if at is not None:
        at.evaluate("(it) => scrollTo(0, it.getBoundingClientRect().top + scrollY - 84)")
    page.emulate_media(color_scheme="light")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.wait_for_timeout(300)
    shot = shot_of(page)
    height = round(shot.height * WIDTH / shot.width)
    small = shot.resize((WIDTH, height), Image.Resampling.LANCZOS)
    (STATIC / folder).mkdir(exist_ok=True)
    small.save(STATIC / folder / f"{name}.webp", quality=60, method=6)
    return shot


def of_the_demo():
    """`python -m tests.browser.guide_pictures`: offices' own screens, of the demo province."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        product = products.start(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            for who, shown in OFFICES.items():
                page = browser.new_context(base_url=product.address, **PHONE).new_page()
                _come_in(page, product, who)
                for name, address in shown.items():
                    page.goto(address, wait_until="networkidle")
                    take(page, name, folder="guide-office")
        finally:
            browser.close()
            product.stop()


def _come_in(page, product, who):
    email, password = product.sign_in_of(who)
    page.goto("/dang-nhap/can-bo/")
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("heading", name="Mã trên ứng dụng").wait_for()
    page.get_by_role("textbox").first.fill(product.factor_code(email))
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("heading", name="Mã trên ứng dụng").wait_for(state="hidden")


if __name__ == "__main__":
    os.environ["SHOTS"] = "1"
    of_the_demo()
