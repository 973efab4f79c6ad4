"""Hours that were confirmed become a sheet that never changes; nobody is paid twice for one."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from lms.common import clock
from lms.places.models import Unit
from lms.reports.documents import sheets
from lms.reports.kinds import pay
from lms.reports.models import PaidSession, PayLine, PaySheet
from lms.reports.services import paying
from lms.reports.services.paying import NoRate, PaidMeanwhile, Rate, RateTooEarly
from lms.users.services import merging
from teams.models import Session
from teams.services import membership, reviewing
from tests.people import make_person, sign_in
from tests.reports.conftest import fold, read_pdf
from tests.reports.test_writing import words
from tests.teams.conftest import long_ago, send
from tests.users.acts import Wanted, carried

pytestmark = pytest.mark.django_db
PAPER = {"document_no": "12/2026/NQ-HĐND", "document_on": date(2026, 1, 5)}


@pytest.fixture
def rate(province, admin):
    said = Rate("hour", 40_000, None, **PAPER, valid_from=date(2026, 1, 1))
    return paying.set_rate(province, said, by=admin, now=clock.now())


@pytest.fixture
def binh(team):
    person = make_person("Phạm Văn Bình")
    membership.join(team, person, role="member", on=long_ago(), by=None)
    return person


@pytest.fixture
def over(month):
    """The month is over: a day after its last."""
    with time_machine.travel(clock.midnight(month.last_on + timedelta(days=2)), tick=False):
        yield month


def hold(lan, team, by, *helpers, minutes=90, **changes):
    said = {"helpers": [one.public_id for one in helpers], "duration_min": minutes, **changes}
    session = send(lan, team, **said).session
    assert reviewing.verify(session, by=by, now=clock.now())
    return session


def frozen(unit, period, by, reason=""):
    seen = paying.draft(unit, period).token
    return paying.freeze(unit, period, seen, reason=reason, by=by, now=clock.now())


def test_each_member_has_one_line_whatever_she_held(month, rate, team, lan, binh, manager, y_yen):
    hold(lan, team, manager, lan, binh)
    hold(lan, team, manager, lan, minutes=60)
    send(lan, team, helpers=[lan.public_id], duration_min=600)
    draft = paying.draft(y_yen, month)
    lines = draft.lines
    assert [(str(one.person), one.sessions_count, one.minutes, one.amount) for one in lines] == [
        ("Phạm Văn Bình", 1, 90, 60_000),
        ("Nguyễn Thị Lan", 2, 150, 100_000),
    ]  # fmt: skip
    assert draft.total == 160_000


def test_without_a_paper_nothing_is_paid(month, y_yen, team):
    with pytest.raises(NoRate):
        paying.draft(y_yen, month)


@pytest.mark.parametrize(
    ("basis", "most", "amount"),
    [("hour", None, 100_000), ("hour", 75_000, 75_000), ("session", None, 80_000)],
)
def test_the_rate_is_by_hour_or_session_up_to_a_limit(
    month, province, admin, team, lan, manager, y_yen, basis, most, amount
):
    said = Rate(basis, 40_000, most, **PAPER, valid_from=date(2026, 1, 1))
    paying.set_rate(province, said, by=admin, now=clock.now())
    hold(lan, team, manager, lan)
    hold(lan, team, manager, lan, minutes=60)
    assert [one.amount for one in paying.draft(y_yen, month).lines] == [amount]


def test_a_communes_own_rate_goes_before_the_provinces(
    month, rate, team, lan, manager, y_yen, admin
):
    said = Rate("hour", 60_000, None, **PAPER, valid_from=date(2026, 1, 1))
    paying.set_rate(y_yen, said, by=admin, now=clock.now())
    hold(lan, team, manager, lan, minutes=60)
    assert paying.draft(y_yen, month).total == 60_000


def test_a_later_rate_ends_the_one_before(rate, province, admin):
    said = Rate("hour", 50_000, None, **PAPER, valid_from=date(2026, 1, 1))
    with pytest.raises(RateTooEarly):
        paying.set_rate(province, said, by=admin, now=clock.now())
    later = Rate("hour", 50_000, None, **PAPER, valid_from=date(2027, 1, 1))
    paying.set_rate(province, later, by=admin, now=clock.now())
    rate.refresh_from_db()
    assert rate.valid_to == date(2026, 12, 31)


def test_frozen_it_never_changes_and_pays_nobody_twice(
    over, rate, team, lan, binh, manager, y_yen, month
):
    day = month.last_on.isoformat()
    session = hold(lan, team, manager, lan, held_on=day)
    sheet = frozen(y_yen, over, manager)
    assert (sheet.number, sheet.total) == (1, 60_000)
    assert frozen(y_yen, over, manager) is None
    with pytest.raises(DatabaseError), transaction.atomic():
        PaySheet.objects.update(total=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        PayLine.objects.update(amount=1)
    line = PayLine.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaidSession.objects.create(line=line, session=session, person=lan, minutes=90)


def test_a_supplement_pays_what_came_later_and_takes_back_what_went(
    over, rate, team, lan, binh, manager, y_yen, month
):
    day = month.last_on.isoformat()
    gone = hold(lan, team, manager, lan, held_on=day)
    hold(lan, team, manager, lan, minutes=30, held_on=day)
    frozen(y_yen, over, manager)
    hold(lan, team, manager, binh, minutes=120, held_on=day)
    Session.objects.filter(pk=gone.pk).update(status="withdrawn")
    draft = paying.draft(y_yen, over)
    assert draft.number == 2
    assert {str(one.person): one.amount for one in draft.lines} == {
        "Phạm Văn Bình": 80_000, "Nguyễn Thị Lan": -60_000,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        frozen(y_yen, over, manager)
    made = frozen(y_yen, over, manager, reason="Một buổi xác nhận muộn, một buổi bị rút.")
    assert (made.is_supplement, made.total) == (True, 20_000)
    assert not paying.draft(y_yen, over).lines


def test_a_mended_session_is_paid_as_it_is_and_one_confirmed_again_is_paid_again(
    over, rate, team, lan, binh, manager, y_yen, month
):
    session = hold(lan, team, manager, lan, minutes=60, held_on=month.last_on.isoformat())
    frozen(y_yen, over, manager)
    mended = Session.objects.filter(pk=session.pk)
    mended.update(duration_minutes=150)
    assert [(one.minutes, one.amount) for one in paying.draft(y_yen, over).lines] == [(90, 60_000)]
    frozen(y_yen, over, manager, reason="Tổ ghi thiếu giờ.")
    assert not paying.draft(y_yen, over).lines
    mended.update(status="withdrawn")
    assert frozen(y_yen, over, manager, reason="Buổi bị rút.").total == -100_000
    mended.update(status="verified")
    made = frozen(y_yen, over, manager, reason="Buổi được xác nhận lại.")
    assert (made.number, made.total) == (4, 100_000)
    assert not paying.draft(y_yen, over).lines
    rows = PaidSession.objects.order_by("pk").values_list("turn", "minutes", "is_taken_back")
    assert sorted(rows) == [
        (1, 60, False), (1, 60, True), (2, 150, False), (2, 150, True), (3, 150, False),
    ]  # fmt: skip


def test_another_member_of_as_many_hours_is_another_sheet(
    over, rate, team, lan, binh, manager, y_yen, month
):
    session = hold(lan, team, manager, lan, held_on=month.last_on.isoformat())
    seen = paying.draft(y_yen, over).token
    session.helpers.set([binh])
    with pytest.raises(PaidMeanwhile):
        paying.freeze(y_yen, over, seen, by=manager, now=clock.now())


def test_what_changed_since_it_was_looked_at_is_looked_at_again(
    over, rate, team, lan, manager, y_yen, month
):
    day = month.last_on.isoformat()
    hold(lan, team, manager, lan, held_on=day)
    seen = paying.draft(y_yen, over).token
    hold(lan, team, manager, lan, held_on=day)
    with pytest.raises(PaidMeanwhile):
        paying.freeze(y_yen, over, seen, by=manager, now=clock.now())
    assert not PaySheet.objects.exists()


def test_two_records_made_one_are_still_paid_once(
    over, rate, team, lan, binh, manager, y_yen, month
):
    twin = make_person("Phạm Văn Bình")
    hold(lan, team, manager, binh, held_on=month.last_on.isoformat())
    frozen(y_yen, over, manager)
    merging.merge(binh, twin, by=manager, now=clock.now())
    assert not paying.draft(y_yen, over).lines
    assert PayLine.objects.get().person == twin


def test_the_commune_freezes_and_takes_the_file(
    client, over, rate, team, lan, manager, y_yen, month, run_jobs, tmp_path
):
    hold(lan, team, manager, lan, held_on=month.last_on.isoformat())
    fold()
    sign_in(client, manager)
    here = f"/bao-cao/chi-tra/{y_yen.pk}/{over.pk}/"
    page = client.get(here)
    assert "Nguyễn Thị Lan" in words(page)
    assert "Cộng 60.000 đồng" in words(page)
    seen = paying.draft(y_yen, over).token
    assert "Đã chốt bảng" in words(client.post(f"{here}chot/", {"seen": seen}, follow=True))
    found = PaySheet.objects.get()
    sheet = pay.sheet(found)
    told = read_pdf(sheets.pdf(sheet, identifier="e" * 32), tmp_path)
    assert "BẢNG CHI HỖ TRỢ THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG" in told
    assert "12/2026/NQ-HĐND ngày 05/01/2026" in told
    assert "Ký nhận" in told
    book = openpyxl.load_workbook(io.BytesIO(sheets.workbook(sheet)))
    values = [[cell.value for cell in row] for row in book.active.iter_rows()]
    line = next(row for row in values if row[1] == "Nguyễn Thị Lan")
    assert (line[3], line[4], line[5]) == (1, "1,5", 60_000)


def test_what_a_former_commune_owes_is_frozen_once_and_by_its_own_rate(
    client, over, rate, team, lan, manager, y_yen, hai_hau, admin, month
):
    said = Rate("hour", 90_000, None, **PAPER, valid_from=date(2026, 1, 1))
    paying.set_rate(y_yen, said, by=admin, now=clock.now())
    hold(lan, team, manager, lan, held_on=month.last_on.isoformat())
    carried(Wanted(y_yen, "Xã Đại An", "13741"), Wanted(hai_hau, "Xã Đại An"), by=admin)
    new = Unit.objects.get(name="Xã Đại An", valid_to=None)
    sign_in(client, manager)
    page = client.get(f"/bao-cao/chi-tra/{new.pk}/").content.decode()
    assert f"/bao-cao/chi-tra/{new.pk}/{over.pk}/" not in page
    assert client.get(f"/bao-cao/chi-tra/{new.pk}/{over.pk}/").status_code == 404
    assert f"/bao-cao/chi-tra/{y_yen.pk}/" in page
    page = client.get(f"/bao-cao/chi-tra/{y_yen.pk}/").content.decode()
    here = f"/bao-cao/chi-tra/{y_yen.pk}/{over.pk}/"
    assert here in page
    assert f"/bao-cao/xa/{new.code}/" in page
    seen = paying.draft(Unit.objects.get(pk=y_yen.pk), over).token
    assert "Đã chốt bảng" in words(client.post(f"{here}chot/", {"seen": seen}, follow=True))
    assert (PaySheet.objects.get().unit, PaySheet.objects.get().total) == (y_yen, 135_000)


def test_a_running_period_is_not_frozen(client, month, rate, team, lan, manager, y_yen):
    hold(lan, team, manager, lan)
    sign_in(client, manager)
    here = f"/bao-cao/chi-tra/{y_yen.pk}/{month.pk}/"
    if month.last_on < clock.today():
        pytest.fail("the fixture's month is that of today")
    seen = paying.draft(y_yen, month).token
    answer = client.post(f"{here}chot/", {"seen": seen}, follow=True)
    assert "Kỳ chưa hết" in words(answer)
    assert not PaySheet.objects.exists()


def test_others_see_nothing_of_it(client, month, rate, viewer, other_manager, y_yen, lan, team):
    for person in (viewer, other_manager, lan):
        sign_in(client, person)
        assert client.get(f"/bao-cao/chi-tra/{y_yen.pk}/{month.pk}/").status_code == 403


def test_a_wrong_rate_is_told(client, admin, province):
    sign_in(client, admin)
    said = {
        "basis": "hour", "amount": "40 nghìn", "document_no": "12/NQ-HĐND",
        "document_on": "05/01/2026", "valid_from": "01/02/2026",
    }  # fmt: skip
    here = f"/bao-cao/chi-tra/muc/{province.pk}/"
    answer = client.post(here, said)
    assert answer.status_code == 422
    assert "Chưa hiểu số tiền này" in words(answer)
    assert client.post(here, {**said, "amount": "40.000"}).status_code == 302
    assert "40.000 đồng mỗi giờ (12/NQ-HĐND ngày 05/01/2026)" in words(client.get(here))
