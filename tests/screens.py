"""Photos of a phone's screens as an author takes them: the app is made up, its size is real."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE = (1080, 2340)
INK, PAPER, BAR, BUTTON = "#202124", "#ffffff", "#b3261e", "#0b57d0"
NAMES = ("Mở ứng dụng", "Tìm thủ tục", "Chọn thủ tục", "Nộp trực tuyến", "Gửi hồ sơ")


@cache
def screen(number, *, share=1):
    """The picture of one screen, and where its button lies in per cent.

    With `share` 2 half as wide and high, for what does not depend on how much there is of it.
    """
    image = Image.new("RGB", SIZE, PAPER)
    drawn = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=52)
    drawn.rectangle((0, 0, SIZE[0], 90), fill=INK)
    drawn.text((60, 20), "9:41", fill=PAPER, font=font)
    drawn.rectangle((0, 90, SIZE[0], 300), fill=BAR)
    drawn.text((60, 160), "Cong dich vu cong", fill=PAPER, font=font)
    for row in range(6):
        top = 420 + row * 240
        drawn.rounded_rectangle((60, top, 1020, top + 180), 24, outline="#9aa0a6", width=4)
        drawn.line((120, top + 90, 320 + 100 * ((row + number) % 4), top + 90), fill=INK, width=12)
    top = 420 + 240 * (number % 6)
    drawn.rounded_rectangle((60, top, 1020, top + 180), 24, fill=BUTTON)
    drawn.text((420, top + 60), f"Nut so {number}", fill=PAPER, font=font)
    out = BytesIO()
    image.reduce(share).save(out, "PNG")
    return out.getvalue(), (100 * 60 / 1080, 100 * top / 2340, 100 * 960 / 1080, 100 * 180 / 2340)
