"""Pictures of the guide for leaders, taken of the running product: `SHOTS=1` takes them anew.

They lie in static/guide/, where the page of the guide and docs/huong-dan/to-truong.md show them.
"""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import cards, grants
from teams.models import Session, Topic
from teams.services import membership, reviewing
from tests.browser.conftest import PHONE
from tests.browser.guide_pictures import shot_of, take
from tests.browser.leader import begin, go_on, send, states, visit_team
from tests.browser.learner import wait_until
from tests.browser.photos import CAMERA
from tests.browser.test_attending import mark, type_card, write_name
from tests.courses.editions import make_edition
from tests.people import sign_in as factor_passed
from tests.teams import planned as plans
from tests.teams.conftest import send as sent

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "docs" / "screenshots"

pytestmark = pytest.mark.skipif(not os.environ.get("SHOTS"), reason="takes pictures, tests nothing")


def evening():
    """A drawn hall with people who sit before a board: nobody's face need be shown."""
    hall = Image.new("RGB", (1600, 1200), "#f1eada")
    pen = ImageDraw.Draw(hall)
    pen.rectangle((0, 860, 1600, 1200), fill="#b88a55")
    pen.rectangle((420, 130, 1180, 560), fill="#0f5b47", outline="#7a5a2e", width=18)
    pen.rectangle((700, 230, 900, 470), fill="#fffdf6")
    for nth, colour in enumerate(("#234b8a", "#a32a1d", "#f6be3b", "#465349", "#7ed3b0")):
        left = 130 + nth * 290
        pen.rounded_rectangle((left, 820, left + 200, 1190), 70, fill=colour)
        pen.ellipse((left + 35, 690, left + 165, 840), fill="#1b2520")
    out = BytesIO()
    hall.save(out, "JPEG", quality=85)
    return out.getvalue()


def keep_screen(shot, name):
    shot.quantize(64, dither=Image.Dither.NONE).save(SCREENS / f"{name}.png", optimize=True)


def office(page, person, site):
    client = Client()
    factor_passed(client, person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    page.context.add_cookies([cookie])
    return page


def make_month(lan, team, bich, hoa):
    """A team as it stands in the middle of a month."""
    Topic.objects.filter(code="vneid").update(course=make_edition().course)
    membership.join(team, hoa, role="deputy", on=clock.today() - timedelta(days=300), by=None)
    grants.grant(bich, "commune_manager", unit=team.unit.parent, by=None)
    plans.plan(team, lan, venue="Nhà văn hóa thôn An Hòa")
    plans.ask(team.unit, name="bác Mùi")
    day = clock.today() - timedelta(days=3)
    helpers = [lan.public_id, hoa.public_id]
    first = sent(lan, team, held_on=day.isoformat(), turns={"vneid": 12}, helpers=helpers).session
    assert reviewing.verify(first, by=bich, now=clock.now())


def of_the_team(page, team):
    page.goto(f"/to/{team.code}/")
    page.wait_for_load_state("networkidle")
    keep_screen(take(page, "to"), "team")
    take(page, "viec-khac", at=page.get_by_role("heading", name="Việc khác của tổ"))
    page.goto(f"/to/{team.code}/lich/moi/")
    take(page, "len-lich")
    page.goto(f"/to/{team.code}/hen/")
    take(page, "loi-nho")


def of_the_log(page, team, card):
    begin(page, team)
    page.locator("input[name=topics][value=vneid]").check()
    take(page, "ghi-1")
    page.locator("[name=start_time]").fill("19:30")
    page.locator("[name=venue]").fill("Nhà văn hóa xóm 5")
    go_on(page, 2)
    page.locator("[name=heads]").fill("18")
    page.locator("[name=female]").fill("11")
    take(page, "ghi-2")
    page.get_by_role("link", name="Điểm danh từng người").click()
    expect(page.get_by_role("heading", name="Điểm danh", exact=True)).to_be_visible()
    take(page, "diem-danh")
    type_card(page, card.code)
    write_name(page, "Nguyễn Thị Mùi", "1954")
    mark(page, "Nguyễn Thị Mùi", "Cài, kích hoạt VNeID", "Tự làm được")
    take(page, "lam-duoc-gi", at=page.locator("[data-line]", has_text="Nguyễn Thị Mùi"))
    page.get_by_role("link", name="Xong, ghi tiếp buổi này").click()
    expect(page.locator("[data-part='2']")).to_be_visible()
    go_on(page, 3)
    take(page, "ghi-3")
    heading = page.get_by_role("heading", name="Ảnh buổi hướng dẫn")
    expect(heading).to_be_visible()
    page.locator("[data-pick-file]").set_input_files([{**CAMERA, "buffer": evening()}])
    expect(page.locator("canvas:visible")).to_have_count(1)
    page.get_by_text("Người trong ảnh đồng ý cho chụp", exact=True).click()
    take(page, "anh", at=heading)
    go_on(page, 4)
    take(page, "ghi-4")
    send(page)
    take(page, "da-ghi")


def of_what_waits(page, team):
    page.goto("/buoi/")
    expect(page.locator("article .chip:visible", has_text="Chờ gửi")).to_be_visible()
    take(page, "cho-gui")
    fold = page.get_by_text("Lâu chưa có mạng?")
    fold.click()
    take(page, "gui-ho", at=fold)
    page.goto(f"/buoi/ban/?to={team.code}")
    page.wait_for_timeout(1000)
    take(page, "ban-tro-giup")
    page.goto(f"/buoi/ghi/?to={team.code}&thu=1")
    expect(page.get_by_text("Đang ghi thử")).to_be_visible()
    take(page, "ghi-thu")


def of_what_came_back(page, team, bich):
    page.goto("/buoi/")
    wait_until(page, lambda: "waiting" not in states(page))
    row = Session.objects.latest("created_at")
    reason = "Ghi thêm giúp: hôm đó có bao nhiêu người từ 60 tuổi?"
    assert reviewing.return_for_fix(row, by=bich, reason=reason, now=clock.now())
    begin(page, team)
    page.locator("[name=venue]").fill("Chợ Cồn")
    wait_until(page, lambda: "draft" in states(page))
    page.goto("/buoi/")
    expect(page.get_by_text("hôm đó có bao nhiêu người").first).to_be_visible()
    take(page, "can-sua")


def test_pictures_of_the_guide_for_leaders(page, visit, line, team, lan, bich, hoa):
    make_month(lan, team, bich, hoa)
    visit_team(page, team)
    of_the_team(page, team)
    line.cut()
    card = cards.issue(hoa, card_id=uuid7(), by=lan, now=clock.now() - timedelta(days=30))
    of_the_log(page, team, card)
    of_what_waits(page, team)
    line.mend()
    of_what_came_back(page, team, bich)
    boss = office(visit({**PHONE, "service_workers": "block"}, line.address), bich, line.address)
    boss.goto(f"/xa/{team.unit.parent.code}/")
    boss.wait_for_load_state("networkidle")
    keep_screen(shot_of(boss), "commune")
