"""The commune finds two records of one person and makes them one."""

import pytest

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.notifications.models import Message
from lms.users.models import User
from lms.users.services import grants, people
from tests.access import walking
from tests.people import make_person, sign_in

NUMBER = "+84912345678"


@pytest.fixture
def pair(y_yen, village):
    one = make_person("Trần Thị Hoa", birth_year=1958, home_unit=village)
    people.attach_phone(one, NUMBER, verified_at=clock.now(), by=None)
    return one, make_person("Trần Thị Hòa", birth_year=1958, home_unit=y_yen)


@pytest.fixture
def desk(client, manager, y_yen):
    sign_in(client, manager)
    return lambda **sent: client.post(
        f"/xa/{y_yen.code}/gop/", {"full_name": "tran thi hoa", **sent}, follow=True
    )


def ids(*people):
    return [person.public_id for person in people]


def test_two_are_found_looked_at_and_made_one(desk, pair, manager):
    one, other = pair
    found = desk()
    assert all(name in found.text for name in ids(*pair))
    beside = desk(ai=ids(*pair), chon="1")
    assert "Nơi ở: Thôn An Hòa" in beside.text
    done = desk(ai=ids(*pair), chon="1", ten=other.public_id)
    assert "Đã gộp hai hồ sơ làm một" in done.text
    one.refresh_from_db()
    other.refresh_from_db()
    assert other.merged_into == one
    assert one.full_name == "Trần Thị Hòa"
    assert one.home_unit.name == "Thôn An Hòa"
    assert AuditEvent.objects.get(action="person.merged").actor_id == manager.pk
    assert Message.objects.get(kind="records_merged").address == NUMBER
    again = desk(ai=ids(*pair), chon="1", ten=other.public_id)
    assert "Không gộp được" in again.text


@pytest.mark.parametrize("count", [0, 1])
def test_exactly_two_are_chosen(desk, pair, count):
    page = desk(ai=ids(*pair)[:count], chon="1")
    assert page.status_code == 422
    assert "Chọn đúng hai hồ sơ" in page.text


def test_a_sign_no_text_has_is_nobody(desk, pair):
    with walking.strict_database():
        page = desk(ai=["\0", pair[0].public_id], chon="1")
    assert "Không gộp được hai hồ sơ này" in page.text


def test_people_elsewhere_and_people_with_an_office_are_no_pair(
    desk, pair, hai_hau, y_yen, manager
):
    one, _other = pair
    far = make_person("Trần Thị Hoa", home_unit=hai_hau)
    official = make_person("Trần Thị Hoa", home_unit=y_yen)
    grants.grant(official, "commune_reviewer", unit=y_yen, by=None)
    User.objects.filter(pk=manager.pk).update(home_unit=y_yen)
    shown = desk().text
    for stranger in (far, official, manager):
        assert stranger.public_id not in shown
        page = desk(ai=ids(one, stranger), chon="1", ten=one.public_id)
        assert "Không gộp được" in page.text
    assert not User.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("name", ["", "1", "x" * 400])
def test_a_name_that_is_none_is_told_so(client, manager, y_yen, name):
    sign_in(client, manager)
    page = client.post(f"/xa/{y_yen.code}/gop/", {"full_name": name})
    assert page.status_code == 422
    assert "Xem lại giúp mình" in page.text
