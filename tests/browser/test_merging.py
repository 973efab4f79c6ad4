"""The commune makes two records of one person one, having seen both beside each other."""

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment
from courses.services import events
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.users.models import LearningCard
from lms.users.services import cards, grants, people
from tests.browser import driving
from tests.browser.test_rosters import looked_over, signed_in
from tests.courses.editions import make_edition
from tests.courses.phones import NOW, Phone
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person

NUMBER = "+84912345678"


@pytest.fixture
def commune(transactional_db):
    return make_commune("Xã Ý Yên", province=make_province(), code="13741")


@pytest.fixture
def manager(commune):
    manager = make_person("Tạ Văn Quý", email="quy@demo.test", password="mat-khau-cua-quy")
    grants.grant(manager, "commune_manager", unit=commune, by=None)
    return manager


@pytest.fixture
def pair(commune, manager):
    """What she learnt by phone years ago, and what she learns with a card now."""
    village, edition = make_village("Thôn An Hòa", commune=commune), make_edition()
    by_phone = make_person("Trần Thị Hoa", birth_year=1958, home_unit=village)
    people.attach_phone(by_phone, NUMBER, verified_at=clock.now(), by=None)
    by_card = make_person("Trần Thị Hòa", birth_year=1958, home_unit=village)
    cards.issue(by_card, card_id=uuid7(), by=manager, now=clock.now())
    for person, step in ((by_phone, "tim"), (by_card, "trang-that")):
        events.receive(person, [Phone(edition).opened(step)], now=NOW)
    return by_phone, by_card


@pytest.mark.large
@pytest.mark.parametrize("screen", driving.SCREENS)
def test_two_records_are_found_looked_at_and_made_one(request, screen, commune, manager, pair):
    by_phone, by_card = pair
    page = signed_in(request.getfixturevalue(screen)(), manager)
    page.goto(f"/xa/{commune.code}/")
    page.get_by_role("link", name="Gộp hồ sơ trùng").click()
    looked_over(page, "merge")
    page.get_by_label("Họ và tên").fill("tran thi hoa")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("button", name="Đặt cạnh nhau để xem").click()
    expect(page.get_by_role("alert")).to_contain_text("Chọn đúng hai hồ sơ")
    looked_over(page, "merge-error")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Đặt cạnh nhau để xem").click()
    expect(page.get_by_role("heading", name="Gộp hai hồ sơ này?")).to_be_visible()
    looked_over(page, "merge-preview")
    by_card.refresh_from_db()
    assert not by_card.merged_into
    page.get_by_role("button", name="Trần Thị Hoa").click()
    page.get_by_role("status").filter(has_text="Đã gộp hai hồ sơ làm một").wait_for()
    by_card.refresh_from_db()
    assert by_card.merged_into == by_phone
    assert Enrolment.objects.get().learner == by_phone
    assert LearningCard.objects.open().get().person == by_phone
    assert AuditEvent.objects.get(action="person.merged").actor_id == manager.pk
