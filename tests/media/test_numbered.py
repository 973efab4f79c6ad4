"""One picture of several screens: frames and numbers, wherever a place lies."""

from io import BytesIO

import pytest
from PIL import Image

from lms.media import numbered
from tests import files


def test_a_frame_is_white_on_both_sides_so_that_any_button_lets_it_be_seen():
    blue = BytesIO()
    Image.new("RGB", (720, 1560), (11, 87, 208)).save(blue, "PNG")
    sheet = Image.open(BytesIO(numbered.strips([(blue.getvalue(), (25, 45, 50, 10))])))
    across = [sheet.convert("RGB").getpixel((x, sheet.height // 2)) for x in range(170, 200)]
    seen = [one for at, one in enumerate(across) if at == 0 or across[at - 1] != one]
    blue_, white, green = (11, 87, 208), (255, 255, 255), (14, 107, 77)
    assert seen == [blue_, white, green, white, blue_]


WIDE, TALL = (2340, 1080), (1080, 2340)


@pytest.mark.parametrize("size", [WIDE, TALL], ids=["sideways", "upright"])
@pytest.mark.parametrize(
    "spot",
    [(0, 0, 8, 3), (40, 0, 10, 2), (92, 98, 8, 2), (0, 98, 100, 2), (50, 50, 0.01, 0.01)],
    ids=["corner", "top", "far corner", "bottom", "a point"],
)
def test_a_number_stands_beside_a_small_place_wherever_it_lies(size, spot):
    screen = files.photo("PNG", size)
    sheet = Image.open(BytesIO(numbered.strips([(screen, spot)]))).convert("RGB")
    assert sheet.height <= numbered.HEIGHT
    green = [
        (at % sheet.width, at // sheet.width)
        for at, colour in enumerate(sheet.get_flattened_data())
        if colour == (14, 107, 77)
    ]
    assert green
    # The middle of the place is not under the disc: it shows the screen.
    tall = round(size[1] * numbered.WIDTH / size[0])
    over = min(
        max(0, (spot[1] + spot[3] / 2) * tall / 100 - sheet.height / 2),
        max(0, tall - sheet.height),
    )
    x = int(min(max((spot[0] + spot[2] / 2) * 7.2, 21), 698))
    y = int(min(max((spot[1] + spot[3] / 2) * tall / 100 - over, 21), sheet.height - 22))
    assert (x, y) not in set(green)


def test_a_slip_of_a_screen_makes_a_low_strip():
    sheet = numbered.strips([(files.photo("PNG", (2560, 300)), (80, 40, 8, 30))])
    assert Image.open(BytesIO(sheet)).height < numbered.HEIGHT / 2
