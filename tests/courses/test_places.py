"""What an author is warned of about places to touch, on whichever page."""

import json
from pathlib import Path

import pytest

from courses.drafting import places
from courses.services import publishing
from tests.courses import desk

CASES = json.loads(Path(__file__).with_name("places.json").read_text(encoding="utf-8"))


def told(case):
    """As `static/desk/places.js` is asked in the browser."""
    spots = case["spots"]
    found = [_of_one(at, role, box, case["frame"]) for at, (role, box) in enumerate(spots)]
    drawn = [box or (0, 0, 0, 0) for _role, box in spots]
    pairs = [f"{pair.winner} overlap {pair.loser}" for pair in places.overlaps(drawn)]
    return [one for one in found if one] + pairs


def _of_one(at, role, box, frame):
    if box is None:
        return f"{at} missing"
    if places.is_flat(box):
        return f"{at} flat"
    if places.is_outside(box):
        return f"{at} outside"
    if role == "target" and places.is_small(box, frame):
        return f"{at} small {' '.join(map(str, places.size(box, frame)))}"
    return ""


@pytest.mark.parametrize("case", CASES, ids=[case["told"] for case in CASES])
def test_a_place_is_judged(case):
    assert told(case) == case["faults"]


def warnings(page, *spots):
    desk.set_steps(page, desk.simulate_step(desk.make_image(), spots=list(spots)))
    return [str(problem.message) for problem in publishing.review(desk.fresh(page)).problems]


def test_publishing_warns_of_a_flat_button_and_of_places_upon_each_other(page):
    flat = desk.spot("thap", box=(6, 20, 88, 11), label="Gửi")
    said = warnings(page, flat, desk.spot("de", "decoy", (20, 22, 30, 5), label="Hủy"))
    assert "Chỗ đúng hơi nhỏ, ngón tay khó chạm." in said
    assert "“Hủy” đè lên “Gửi”. Chạm phần chung thì tính là “Hủy”." in said


def test_places_side_by_side_need_no_warning(page):
    high = desk.spot("cao", box=(6, 20, 88, 15))
    (nameless,) = warnings(page, high, desk.spot("duoi", "decoy", (6, 35, 88, 10)))
    assert nameless.startswith("Chưa ghi hình chụp ở ứng dụng nào.")
