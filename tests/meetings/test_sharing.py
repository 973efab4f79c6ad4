"""A month as a picture for Zalo: big numbers, nobody's name, nothing of fewer than five."""

import io

import pytest
from PIL import Image

from lms.common import clock
from lms.meetings.services import sharing
from teams.services import reviewing
from tests.people import sign_in
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(lan, team, reviewer):
    found = send(lan, team, heads=14, acts={"e_identity": 3}).session
    reviewing.verify(found, by=reviewer, now=clock.now())
    return found


def first_of(day):
    return day.replace(day=1)


def test_counts_stand_with_their_words_and_few_are_hidden(held, y_yen, team):
    for said in (
        sharing.of_commune(y_yen, first_of(held.held_on)),
        sharing.of_team(team, first_of(held.held_on)),
    ):
        told = [(number, label) for number, label, _meaning in said.rows]
        assert told == [
            ("14", "người đến"),
            ("chưa có", "lượt hướng dẫn"),
            ("dưới 5", "kết quả"),
        ]
        assert "Lan" not in f"{said.title}{said.place}{said.foot}"


@pytest.mark.parametrize(
    ("count", "told"), [(0, "dưới 5"), (4, "dưới 5"), (5, "5"), (1234, "1.234"), (None, "chưa có")]
)
def test_what_may_be_told(count, told):
    assert sharing.shown(count) == told


def test_the_picture_has_the_size_zalo_shows_whole(client, held, team, lan):
    client.force_login(lan)
    answer = client.get(f"/to/{team.code}/chia-se/anh.png?thang={held.held_on:%Y-%m}")
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.size) == ("PNG", (1080, 1350))
    assert answer["Content-Type"] == "image/png"
    page = client.get(f"/to/{team.code}/chia-se/").text
    assert "anh.png?thang=" in page


def test_the_longest_names_stay_on_the_picture():
    long_name = "Tổ công nghệ số cộng đồng tổ dân phố Nguyễn Thượng Hiền " * 3
    rows = [("1.234.567.890", "lượt hướng dẫn", "mỗi nội dung một lượt")] * 3
    said = sharing.Shared(long_name, long_name, "12/2026", rows, "37 buổi " * 20)
    picture = Image.open(io.BytesIO(sharing.draw(said))).convert("RGB")
    # Nothing is written over the edge.
    edge = {picture.getpixel((1075, y)) for y in range(1350)}
    assert edge == {(15, 91, 71), (251, 247, 236)}


def test_a_stranger_gets_no_picture(client, minh, held, team, y_yen):
    sign_in(client, minh)
    for address in (f"/to/{team.code}/chia-se/anh.png", "/xa/13741/chia-se/anh.png"):
        assert client.get(address).status_code == 403
