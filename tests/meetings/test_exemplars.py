"""Examples: proposed by values, decided by others, shown with consent and for a time."""

import io
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from lms.common import clock
from lms.common.ids import public_id
from lms.dashboards.models import Population
from lms.meetings.models import Adoption, Criterion, Exemplar, ExemplarPerson, Paper
from lms.meetings.services import adopting, criteria, praising, proposals
from lms.meetings.services.praising import NotAllAgree, Wanted
from lms.notifications.models import Notice
from lms.users.models import Consent
from lms.users.services import consents, grants, merging, personal
from teams.services import reviewing
from tests.people import make_person, sign_in
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db

WAY = Wanted(
    "way", "Đi từng ngõ", problem="Ít người đến.", steps="Gõ cửa\nHẹn giờ", result="Đông gấp đôi."
)


@pytest.fixture
def bars(db):
    criteria.ensure_usual()
    Criterion.objects.update(least=Decimal("0.5"))
    return {one.code: one for one in Criterion.objects.all()}


def propose(unit, by, wanted=WAY, **changes):
    from dataclasses import replace

    wanted = replace(wanted, about=wanted.about or unit, **changes)
    return praising.propose(unit, wanted, public_id=public_id(), by=by, now=clock.now())


def of_person(unit, by, person):
    wanted = Wanted("person", person.full_name, story="Giúp 40 cụ dùng VNeID.", people=[person])
    return propose(unit, by, wanted)


def approve(one, by):
    paper = {"decision_no": "45/QĐ-UBND", "decision_on": clock.today()}
    return praising.approve(one, **paper, by=by, now=clock.now())


def publish(one, by, *, days=30):
    day = clock.today() + timedelta(days=days)
    return praising.publish(one, expires_on=day, by=by, now=clock.now())


def agree(one):
    place = one.people.get()
    return praising.agree(place, channel="screen", by=None, now=clock.now())


@pytest.fixture
def shown(y_yen, lien, kieu, lan):
    """Lan, shown with her consent."""
    one = of_person(y_yen, lien, lan)
    approve(one, kieu)
    agree(one)
    publish(one, kieu)
    return one


def is_public(client, one):
    return client.get(one.get_absolute_url()).status_code == 200


def test_whoever_proposed_does_not_decide(y_yen, lien, kieu):
    one = propose(y_yen, lien)
    assert not approve(one, lien)
    assert not praising.decline(one, "Chưa rõ.", by=lien, now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemplar.objects.filter(pk=one.pk).update(decided_by=lien)
    assert approve(one, kieu)
    assert not approve(one, kieu)


def test_declined_says_why_to_whoever_proposed(y_yen, lien, kieu):
    one = propose(y_yen, lien)
    assert praising.decline(one, "Chưa có minh chứng.", by=kieu, now=clock.now())
    told = Notice.objects.filter(person=lien).latest("pk")
    assert (told.title, told.body) == ("Không chọn lần này: Đi từng ngõ", "Chưa có minh chứng.")
    assert not publish(one, kieu)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "approved"},
        {"state": "declined"},
        {"state": "published"},
        {"state": "taken_down"},
        {"kind": "team"},
        {"steps": ""},
        {"about": None},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(y_yen, lien, wrong):
    one = propose(y_yen, lien)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemplar.objects.filter(pk=one.pk).update(**wrong)


def test_a_bar_below_nought_is_refused(bars):
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.update(least=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.update(most_count=0)


def test_nobody_is_shown_who_did_not_agree(client, y_yen, lien, kieu, lan):
    one = of_person(y_yen, lien, lan)
    approve(one, kieu)
    assert Notice.objects.get(person=lan).title == f"Xin phép nêu gương: {lan.full_name}"
    with pytest.raises(NotAllAgree):
        publish(one, kieu)
    assert not is_public(client, one)
    agree(one)
    assert publish(one, kieu)
    assert is_public(client, one)
    assert lan.full_name in client.get("/neu-guong/").text


def test_a_consent_taken_back_takes_it_down_at_once_whoever_takes_it(client, shown, lan):
    assert is_public(client, shown)
    assert consents.withdraw(lan, shown.purpose, by=lan, now=clock.now())
    assert not is_public(client, shown)
    assert lan.full_name not in client.get("/neu-guong/").text
    # Another consent to something else, or a new one, brings nothing back.
    consents.give(lan, shown.purpose, wording="…", channel="paper", by=None, now=clock.now())
    assert not is_public(client, shown)


def test_she_takes_it_back_on_her_own_page(client, shown, lan):
    client.force_login(lan)
    assert "Đã đồng ý" in client.get("/neu-guong/cua-toi/").text
    client.post(f"/neu-guong/dong-y/{shown.public_id}/", {"viec": "khong"})
    shown.refresh_from_db()
    assert shown.state == "taken_down"
    assert not is_public(client, shown)


def test_she_reads_what_will_be_shown_and_ticks_herself(client, y_yen, lien, kieu, lan):
    one = of_person(y_yen, lien, lan)
    client.force_login(lan)
    address = f"/neu-guong/dong-y/{one.public_id}/"
    assert client.get(address).status_code == 404
    approve(one, kieu)
    page = client.get(address).text
    assert "Giúp 40 cụ dùng VNeID." in page
    assert "checked" not in page
    assert client.post(address, {"viec": "dong-y"}).status_code == 422
    client.post(address, {"viec": "dong-y", "agrees": "on"})
    held = Consent.objects.get(person=lan, purpose=one.purpose)
    assert held.channel == "screen"
    assert lan.full_name in held.wording


def test_it_comes_down_by_itself(client, shown):
    after = shown.__class__.objects.get(pk=shown.pk).expires_on + timedelta(days=1)
    night = datetime(after.year, after.month, after.day, 3, tzinfo=clock.VIETNAM)
    with time_machine.travel(night, tick=False):
        assert not is_public(client, shown)
        assert praising.take_down_old(now=clock.now()) == 1
        assert praising.take_down_old(now=clock.now()) == 0
    shown.refresh_from_db()
    assert shown.taken_down_reason == "Hết thời hạn công bố."


def test_a_signature_on_paper_counts_and_can_be_taken_back(client, y_yen, lien, kieu, lan):
    one = of_person(y_yen, lien, lan)
    approve(one, kieu)
    place = one.people.get()
    sign_in(client, lien)
    assert client.post(f"/neu-guong/nguoi/{place.pk}/").status_code == 422
    client.post(f"/neu-guong/nguoi/{place.pk}/", {"signed": "on"})
    assert Consent.objects.get(purpose=one.purpose).taken_by == lien
    publish(one, kieu)
    client.post(f"/neu-guong/nguoi/{place.pk}/", {"viec": "rut"})
    assert not is_public(client, one)


def test_erased_nothing_tells_of_her(client, shown, lan, admin, y_yen, lien):
    shown_name = lan.full_name
    row = {"key": f"user:{lan.pk}", "kind": "Cá nhân", "name": shown_name, "values": []}
    Paper.objects.create(
        kind="praise", unit=y_yen, content={"year": 2026, "rows": [row]}, made_by=lien
    )
    personal.erase(lan, by=lan, now=clock.now())
    shown.refresh_from_db()
    assert shown_name not in (shown.title, shown.story)
    assert not ExemplarPerson.objects.exists()
    assert not Paper.objects.exists()
    assert not Notice.objects.filter(title__contains=shown_name).exists()
    assert not is_public(client, shown)
    assert shown.decision_no == "45/QĐ-UBND"


def test_two_records_of_one_person_are_named_once(client, shown, lan, hoa, admin):
    ExemplarPerson.objects.create(exemplar=shown, person=hoa)
    merging.merge(lan, hoa, by=admin, now=clock.now())
    assert shown.people.get().person == hoa
    assert personal_said(hoa)


def personal_said(person):
    part = next(one for one in personal.parts() if one.name == "exemplars")
    assert part.export(person)
    return part.describe(person)


def test_others_say_that_they_took_it_up_and_everybody_sees_who(
    client, y_yen, hai_hau, lien, kieu, lan, team
):
    one = propose(y_yen, lien)
    approve(one, kieu)
    publish(one, kieu)
    client.force_login(lan)
    address = f"{one.get_absolute_url()}da-ap-dung/"
    village = team.unit
    today = f"{clock.today():%d/%m/%Y}"
    assert client.post(address, {"unit": hai_hau.pk, "since": today}).status_code == 422
    client.post(address, {"unit": village.pk, "since": today, "note": "Đông hơn hẳn."})
    assert (
        adopting.adopt(one, village, since=clock.today(), note="", by=lan, now=clock.now()) is None
    )
    client.logout()
    page = client.get(one.get_absolute_url()).text
    assert "Thôn An Hòa, Xã Ý Yên" in page
    assert "Đông hơn hẳn." in page
    client.force_login(lan)
    client.post(f"/neu-guong/ap-dung/{Adoption.objects.get().pk}/bo/")
    assert "Đông hơn hẳn." not in client.get(one.get_absolute_url()).text


def test_who_has_work_here_sees_the_newest_on_her_own_page(client, shown, lan, hoa):
    client.force_login(lan)
    assert shown.get_absolute_url() in client.get("/toi/").text
    client.force_login(hoa)
    assert shown.get_absolute_url() not in client.get("/toi/").text


def test_a_resident_takes_up_nothing(client, y_yen, lien, kieu, hoa):
    one = propose(y_yen, lien)
    approve(one, kieu)
    publish(one, kieu)
    client.force_login(hoa)
    assert client.get(f"{one.get_absolute_url()}da-ap-dung/").status_code == 403


@pytest.fixture
def worked(lan, team, reviewer, y_yen):
    """A confirmed session of 90 minutes with Lan, and how many adults live there."""
    sent = send(
        lan, team, heads=14, duration_min=90, helpers=[lan.public_id], turns={"vneid": 12}
    ).session
    reviewing.verify(sent, by=reviewer, now=clock.now())
    Population.objects.create(
        unit=y_yen, group="adults", count=1000, as_of=sent.held_on, source="Công an tỉnh"
    )
    return sent


def test_criteria_list_who_reaches_the_bar_with_value_and_evidence(bars, worked, y_yen, lan, team):
    rows = {one.key: one for one in proposals.listed(y_yen, year=worked.held_on.year)}
    [hours] = rows[f"user:{lan.pk}"].values
    assert hours["value"] == "1,5 giờ"
    assert hours["evidence"] == "1,5 giờ, 1 buổi đã xác nhận, 14 người đến"
    [turns] = rows[f"unit:{y_yen.pk}"].values
    assert turns["value"] == "1,2 lượt/100 người"
    assert "1.000 người từ 18 tuổi (Công an tỉnh" in turns["evidence"]
    assert rows[f"team:{team.pk}"].values[0]["name"] == "Tháng nào cũng có buổi, ghi đúng hạn"
    Criterion.objects.filter(code="hours_confirmed").update(least=2)
    Criterion.objects.filter(code="turns_per_adult").update(is_offered=False)
    left = [one.key for one in proposals.listed(y_yen, year=worked.held_on.year)]
    assert left == [f"team:{team.pk}"]


def test_targets_in_step_are_read_of_the_year(bars, stretch, y_yen, admin):
    from tests.dashboards.aims import give
    from tests.dashboards.conftest import fold

    give("SS01", stretch, (y_yen, 300), by=admin)
    fold()
    Criterion.objects.update(least=0)
    found = criteria.meet(
        bars["targets_in_step"], y_yen, stretch.first_on, min(stretch.last_on, clock.today())
    )
    assert found == [] or found[0].value == 0
    Criterion.objects.filter(code="targets_in_step").update(least=0)
    again = Criterion.objects.get(code="targets_in_step")
    [met] = criteria.meet(again, y_yen, stretch.first_on, clock.today())
    assert met.evidence == "0 trong 1 chỉ tiêu đạt hoặc đúng nhịp"


def test_the_list_is_taken_along_and_printed(client, bars, worked, y_yen, lien, lan, run_jobs):
    sign_in(client, lien)
    base = f"/neu-guong/danh-sach/{y_yen.pk}/"
    year = worked.held_on.year
    assert lan.full_name in client.get(f"{base}?nam={year}").text
    book = client.get(f"{base}tep.xlsx?nam={year}")
    rows = [*load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True)]
    assert (1.5, "giờ") in [row[4:6] for row in rows]
    assert {type(row[0]) for row in rows[1:]} == {int}
    client.post(f"{base}in/", {"nam": year})
    made = Paper.objects.get()
    run_jobs()
    assert client.get(f"{made.get_absolute_url()}tep.pdf").content.startswith(b"%PDF")


def test_who_decides_reads_no_list_of_names(client, bars, worked, y_yen, kieu):
    sign_in(client, kieu)
    assert client.get(f"/neu-guong/danh-sach/{y_yen.pk}/").status_code == 403


def test_she_is_proposed_from_the_list_with_the_values_of_that_moment(
    client, bars, worked, y_yen, lien, lan, province, vinh
):
    sign_in(client, lien)
    base = f"/neu-guong/de-nghi/{y_yen.pk}/?nam={worked.held_on.year}"
    assert client.get(f"{base}&ai=user:999999").status_code == 404
    sent = {"title": "Chị Lan", "story": "Giúp bà con.", "to": province.pk, "key": public_id()}
    assert client.post(f"{base}&ai=user:{lan.pk}", {**sent, "story": ""}).status_code == 422
    for _twice in range(2):
        client.post(f"{base}&ai=user:{lan.pk}", sent)
    one = Exemplar.objects.get()
    assert (one.unit, one.about) == (province, y_yen)
    assert one.values[0]["value"] == "1,5 giờ"
    assert one.people.get().person == lan
    sign_in(client, vinh)
    assert "Chị Lan" in client.get("/neu-guong/ho-so/").text
    client.post(
        f"{one.desk_url}chon/", {"decision_no": "1/QĐ", "decision_on": f"{clock.today():%d/%m/%Y}"}
    )
    day = f"{clock.today() + timedelta(days=60):%d/%m/%Y}"
    refused = client.post(f"{one.desk_url}cong-bo/", {"expires_on": day})
    assert refused.status_code == 422
    assert "Còn người chưa đồng ý." in refused.text


def test_the_province_sets_the_bars(client, bars, admin, lien):
    sign_in(client, lien)
    assert client.get("/neu-guong/tieu-chi/").status_code == 403
    sign_in(client, admin)
    sent = {}
    for one in bars.values():
        sent |= {f"{one.code}-least": "12,5", f"{one.code}-most_count": "7"}
    assert (
        client.post("/neu-guong/tieu-chi/", {**sent, "hours_confirmed-least": "x"}).status_code
        == 422
    )
    client.post("/neu-guong/tieu-chi/", sent)
    after = Criterion.objects.get(code="hours_confirmed")
    assert (after.least, after.most_count, after.is_offered) == (Decimal("12.5"), 7, False)


def test_the_public_list_costs_the_same_for_more(
    client, y_yen, lien, kieu, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def one_more():
        one = propose(y_yen, lien)
        approve(one, kieu)
        publish(one, kieu)

    one_more()
    with CaptureQueriesContext(connection) as few:
        client.get("/neu-guong/")
    for _nth in range(5):
        one_more()
    with django_assert_num_queries(len(few)):
        client.get("/neu-guong/")


def test_a_stranger_sees_no_desk(client, shown, minh):
    other = make_person("Cao Văn Lực")
    grants.grant(other, "commune_reviewer", unit=shown.unit, by=None)
    for person in (minh, other):
        sign_in(client, person)
        assert client.get("/neu-guong/ho-so/").status_code == 403
        assert client.get(shown.desk_url).status_code == 403
