"""Units and agencies merge: what committees gave is gone on with, and what they held is read."""

import pytest

from lms.common import clock
from lms.meetings import policies
from lms.meetings.models import Meeting
from lms.meetings.services import acting, minding, packing
from lms.notifications.models import Notice
from lms.places.models import Unit
from lms.users import policies as users
from lms.users.models import Agency
from lms.users.reorganising import carrying
from lms.users.services import grants
from tests.factories import make_agency
from tests.meetings.asking import again, call, decide, give, report, task
from tests.people import make_person, sign_in
from tests.users.acts import Wanted, carried, drafted, told

pytestmark = pytest.mark.django_db


def merged(y_yen, hai_hau, by):
    act = carried(Wanted(y_yen, "Xã Đại An", "13741"), Wanted(hai_hau, "Xã Đại An"), by=by)
    return act, Unit.objects.get(name="Xã Đại An", valid_to=None)


def heard(person, key):
    return Notice.objects.filter(person=person, key__contains=key).exists()


def test_what_was_given_to_a_commune_its_successor_does(
    client, province, y_yen, hai_hau, vinh, lien, admin
):
    given, over = give(province, vinh, y_yen), give(province, vinh, y_yen, what="Xong rồi")
    report(over, lien)
    assert acting.confirm(over, by=vinh, now=clock.now())
    before = list(given.events.values_list("kind", "by", "words"))
    planned = carrying.look(drafted(Wanted(y_yen, "Xã Mới"), by=admin, kind="rename"))
    assert "Việc Ban Chỉ đạo đã giao, chưa xong: nơi mới làm tiếp" in {
        one.words for _label, effects in planned.parts for one in effects if one.count == 1
    }
    act, new = merged(y_yen, hai_hau, admin)
    given, over = again(given), again(over)
    assert (given.unit, given.state, over.unit) == (new, "open", y_yen)
    assert list(given.events.exclude(kind="moved").values_list("kind", "by", "words")) == before
    step = given.events.get(kind="moved")
    assert (step.by, step.words) == (admin, "Xã Ý Yên sang Xã Đại An, theo 1674/NQ-UBTVQH15.")
    assert told(act)["Việc Ban Chỉ đạo đã giao: nơi mới làm tiếp"] == 1
    carrying.carry_through(act, now=clock.now())
    assert given.events.filter(kind="moved").count() == 1
    minding.remind(now=clock.now() + (clock.midnight(given.due_on) - clock.now()))
    assert heard(lien, str(given.pk))
    sign_in(client, lien)
    assert "Nơi kế thừa làm tiếp" in client.get(given.get_absolute_url()).text
    assert report(given, lien)


def test_what_was_given_to_an_agency_its_successor_does(province, vinh, admin):
    health = make_agency("Sở Y tế", "SYT", province)
    manager = make_person("Đinh Thị Hòa")
    grants.grant(manager, "agency_manager", agency=health, by=None)
    given = give(province, vinh, health)
    wanted = Wanted(health, "Sở Y tế và Dân số", "SYT")
    carried(wanted, by=admin, kind="rename", subject="agencies")
    users.forget_grants(manager)
    given = again(given)
    assert given.agency == Agency.objects.get(code="SYT", valid_to=None)
    assert policies.answers_for(manager, given)


def test_the_committee_of_the_successor_goes_on_with_what_was_left_open(
    client, y_yen, hai_hau, kieu, lien, admin
):
    other = make_person("Phan Văn Đức")
    grants.grant(other, "steering_member", unit=hai_hau, by=None)
    meeting = call(y_yen, kieu)
    decide(meeting, kieu, task=task(y_yen))
    given = again(meeting.decisions.get().actions.get())
    _act, new = merged(y_yen, hai_hau, admin)
    meeting = Meeting.objects.get()
    for person in (kieu, lien, other):
        users.forget_grants(person)
        assert policies.may_hold(person, meeting.unit)
    report(given, lien)
    assert heard(kieu, "action:")
    assert heard(other, "action:"), "sat on the other commune's committee"
    sign_in(client, kieu)
    page = client.get(f"/ban-chi-dao/{new.pk}/").text
    assert meeting.get_absolute_url() in page
    assert "Xã Ý Yên" in page, "whose it was"
    assert given.what in client.get("/viec-giao/?loc=cho-xac-nhan").text
    assert "Xã Đại An" in client.get(meeting.get_absolute_url()).text, "can be given something"
    assert client.post(f"{given.get_absolute_url()}xac-nhan/").status_code == 302
    assert again(given).state == "confirmed"
    client.post(f"{meeting.get_absolute_url()}ket-thuc/", {"attendance": "Chủ tịch"})
    meeting.refresh_from_db()
    assert not meeting.is_open
    assert packing.gather(new, before=None, now=clock.now())["last"]["decisions"]
