"""`python -m tests.browser.screenshots`: the main screens of the demo as people may set them, drawn
into docs/screenshots/looks/.
"""

import os
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import product as products
from tests.browser.chromium import ARGUMENTS, CHROMIUM, PHONE

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots" / "looks"
COURSE = "/khoa-hoc/nhan-biet-lua-dao/"
KINDS = ("read", "simulate", "drill", "question", "teach")
LOOKS = {
    "100": {},
    "200": {"text": 200},
    "clear": {"contrast": True},
    "dark": {"theme": "dark"},
}
QUALITY = 70

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")


def addresses(page):
    """Each screen by its name; steps by their kind."""
    found = {"home": "/", "course": COURSE, "sign-in": "/dang-nhap/", "placement": "/thu-suc/"}
    page.goto(COURSE)
    links = page.locator("[data-outline] .steplist a")
    for address in links.evaluate_all("(all) => all.map((one) => one.getAttribute('href'))"):
        page.goto(address)
        step = page.locator("[data-step]")
        kind = step.get_attribute("data-kind") if step.count() else ""
        if kind in KINDS:
            found.setdefault(kind, address)
    return {**found, "kept": "/da-tai/", "help": "/nho-giup/", "not-found": "/khong-co/"}


def draw(page, address, *, text=100):
    page.goto(address, wait_until="networkidle")
    if address == "/thu-suc/":
        page.get_by_role("button", name="Bắt đầu").click()
    page.evaluate("(text) => { document.documentElement.style.fontSize = text + '%'; }", text)
    page.evaluate("document.activeElement.blur()")
    return Image.open(BytesIO(page.screenshot()))


def main():
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        product = products.start(Path(folder))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            # A phone of its own: what is looked at waits to be sent, and is counted on every page.
            finder = browser.new_context(base_url=product.address, **PHONE)
            screens = addresses(finder.new_page())
            finder.close()
            for look, wishes in LOOKS.items():
                options = {**PHONE, "device_scale_factor": 1.5, "locale": "vi-VN"}
                options |= {"color_scheme": wishes.get("theme", "light")}
                context = browser.new_context(base_url=product.address, **options)
                if wishes.get("contrast"):
                    context.add_init_script("localStorage.setItem('hocso.contrast', 'more')")
                page = context.new_page()
                for name, address in screens.items():
                    drawn = draw(page, address, text=wishes.get("text", 100))
                    drawn.save(FOLDER / f"{name}-{look}.webp", quality=QUALITY, method=6)
                context.close()
        finally:
            browser.close()
            product.stop()


if __name__ == "__main__":
    main()
