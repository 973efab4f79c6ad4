"""A unit enters what it knows; strange values are asked about; somebody else approves."""

import re
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.dashboards.models import Entry, GivenFigure, Indicator, Population
from lms.dashboards.services import entering, figures, naming
from lms.dashboards.services.entering import Said
from lms.notifications.models import Notice
from lms.users.services import grants, merging, personal
from teams.services import evidence
from tests.factories import make_agency
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def manager(bich, y_yen):
    grants.grant(bich, "commune_manager", unit=y_yen, by=None)
    return bich


@pytest.fixture
def month():
    return naming.month_of(clock.today())


@pytest.fixture
def address(y_yen, month):
    return f"/so-lieu/nhap/?don-vi={y_yen.pk}&ky={month.key}"


def send_in(unit, indicator, by, above, below=None, *, span=None):
    span = span or naming.month_of(clock.today()).span
    said = Said(indicator, Decimal(above), below and Decimal(below), words="Báo cáo 12")
    return entering.submit(unit, span, [said], by=by, now=clock.now())


def stood_before(unit, indicator, by, decider, above, below):
    last = naming.month_of(clock.today().replace(day=1) - timedelta(days=1)).span
    sent, _held = send_in(unit, indicator, by, above, below, span=last)
    assert entering.approve(sent[0], by=decider, now=clock.now())


def test_a_commune_enters_and_the_province_approves(client, usual, manager, admin, y_yen, address):
    sign_in(client, manager)
    words = {"LR06-above": "40", "LR06-below": "100", "LR06-words": "Báo cáo 12"}
    assert client.post(address, words).url == address
    month = naming.month_of(clock.today())
    assert figures.figure(usual["LR06"], y_yen, month.span).value is None
    assert "Đang chờ duyệt" in client.get(address).content.decode()
    entry = Entry.objects.get()
    sign_in(client, admin)
    assert "Báo cáo 12" in client.get("/so-lieu/duyet/").content.decode()
    client.post(f"/so-lieu/duyet/{entry.pk}/", {"viec": "duyet"})
    found = figures.figure(usual["LR06"], y_yen, month.span)
    assert (found.value, found.source, found.kind) == (Decimal("40.0"), "Xã Ý Yên nhập", "entered")
    assert Notice.objects.filter(person=manager, title="Số liệu đã được duyệt").exists()


def test_those_who_may_decide_are_told_once_a_day_and_not_who_sent_it(
    usual, manager, admin, y_yen, hai_hau
):
    told = Notice.objects.filter(title="Có số liệu chờ duyệt")
    send_in(y_yen, usual["LR06"], manager, 4, 10)
    assert [one.person_id for one in told] == [admin.pk]
    send_in(hai_hau, usual["LR06"], manager, 4, 10)
    assert told.count() == 1
    told.delete()
    send_in(hai_hau, usual["LR05"], admin, 4)
    assert not told.exists()


def test_the_manager_of_the_agency_that_answers_is_told_too(usual, manager, admin, y_yen):
    office = make_agency("Sở Giáo dục và Đào tạo", "SGDDT", y_yen)
    head = make_person("Đỗ Thị Hạnh")
    grants.grant(head, "agency_manager", agency=office, by=None)
    Indicator.objects.filter(code="LR06").update(owner=office)
    send_in(y_yen, Indicator.objects.get(code="LR06"), manager, 4, 10)
    told = Notice.objects.filter(title="Có số liệu chờ duyệt").values_list("person_id", flat=True)
    assert {*told} == {admin.pk, head.pk}


def test_what_is_given_back_says_why_and_can_be_sent_anew(client, usual, manager, admin, address):
    sign_in(client, manager)
    words = {"LR06-above": "40", "LR06-below": "100", "LR06-words": "Báo cáo 12"}
    client.post(address, words)
    entry = Entry.objects.get()
    sign_in(client, admin)
    wrong = client.post(f"/so-lieu/duyet/{entry.pk}/", {"viec": "tra-lai"})
    assert (wrong.status_code, "Ghi lý do" in wrong.content.decode()) == (422, True)
    reason = {"viec": "tra-lai", f"{entry.pk}-reason": "Thiếu hai doanh nghiệp"}
    client.post(f"/so-lieu/duyet/{entry.pk}/", reason)
    sign_in(client, manager)
    assert "Thiếu hai doanh nghiệp" in client.get(address).content.decode()
    client.post(address, words | {"LR06-above": "45"})
    assert [one.state for one in Entry.objects.order_by("submitted_at")] == [
        "returned",
        "submitted",
    ]


def test_nobody_approves_her_own(client, usual, admin, y_yen):
    (entry,), _held = send_in(y_yen, usual["LR06"], admin, 4, 10)
    sign_in(client, admin)
    assert "nên người khác duyệt" in client.get("/so-lieu/duyet/").content.decode()
    assert client.post(f"/so-lieu/duyet/{entry.pk}/", {"viec": "duyet"}).status_code == 403
    assert not entering.approve(entry, by=admin, now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(
            state="approved", decided_by=admin, decided_at=clock.now()
        )


def test_the_manager_of_the_agency_that_answers_for_it_approves(
    client, usual, manager, y_yen, minh, lan, province
):
    agency = make_agency("Sở Nội vụ", "SNV", province)
    Indicator.objects.filter(code="LR06").update(owner=agency)
    for person, where in (
        (minh, agency),
        (lan, make_agency("Sở Y tế", "SYT", province)),
    ):
        grants.grant(person, "agency_manager", agency=where, by=None)
    (entry,), _held = send_in(y_yen, usual["LR06"], manager, 4, 10)
    sign_in(client, lan)
    assert client.post(f"/so-lieu/duyet/{entry.pk}/", {"viec": "duyet"}).status_code == 403
    assert "Không có số nào chờ duyệt" in client.get("/so-lieu/duyet/").content.decode()
    sign_in(client, minh)
    client.post(f"/so-lieu/duyet/{entry.pk}/", {"viec": "duyet"})
    assert GivenFigure.objects.get().entry == entry


@pytest.mark.parametrize(
    ("above", "below", "words"),
    [
        ("400", "1000", "hơn 3 lần kỳ trước (40)"),
        ("0", "100", "kỳ trước 40, kỳ này 0"),
        ("10", "100", "chưa bằng một phần ba kỳ trước"),
    ],
)
def test_a_strange_value_is_asked_about_and_kept_when_confirmed(
    client, usual, manager, admin, y_yen, address, above, below, words
):
    stood_before(y_yen, usual["LR06"], manager, admin, 40, 100)
    sign_in(client, manager)
    said = {"LR06-above": above, "LR06-below": below, "LR06-words": "Báo cáo 13"}
    page = client.post(address, said)
    told = page.content.decode()
    assert page.status_code == 422
    assert "Có đúng không?" in told
    assert words in told
    assert "Báo cáo 13" in told
    (asked,) = re.findall(r'name="LR06-asked" value="([^"]+)"', told)
    said |= {"LR06-sure": "on", "LR06-asked": asked}
    # Of another strange number it is asked anew.
    assert client.post(address, said | {"LR06-above": "1", "LR06-below": "900"}).status_code == 422
    assert client.post(address, said).status_code == 302
    assert words in Entry.objects.get(state="submitted").doubt


def test_the_last_value_stands_beside_the_field(client, usual, manager, admin, y_yen, address):
    stood_before(y_yen, usual["LR06"], manager, admin, 40, 100)
    sign_in(client, manager)
    assert "Kỳ trước: 40." in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"LR06-above": "11", "LR06-below": "10"}, "quá 100%"),
        ({"LR06-above": "-1", "LR06-below": "10"}, "từ 0 trở lên"),
        ({"LR06-above": "x", "LR06-below": "10"}, "số nguyên"),
        ({"LR06-above": "1"}, "Ghi số này"),
        ({"LR06-above": "1", "LR06-below": "10", "LR06-words": ""}, "Ghi minh chứng"),
        ({"LR05-above": "300", "LR05-words": "BC"}, "nhiều hơn 200"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_sent(
    client, usual, manager, y_yen, address, said, words
):
    Population.objects.create(
        unit=y_yen, group="pupils", count=200, as_of=date(2026, 6, 30), source="Sở Giáo dục"
    )
    sign_in(client, manager)
    page = client.post(address, {"LR06-words": "Báo cáo"} | said)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Entry.objects.exists()


def test_a_file_is_evidence_for_those_who_decide_and_never_a_page(
    client, usual, manager, admin, y_yen, address, minh
):
    sign_in(client, manager)
    file = SimpleUploadedFile("bao cao.pdf", PDF)
    client.post(address, {"LR06-above": "4", "LR06-below": "10", "LR06-file": file})
    where = f"/so-lieu/minh-chung/{Entry.objects.get().pk}/"
    for person, status in ((manager, 200), (admin, 200), (minh, 403)):
        sign_in(client, person)
        answer = client.get(where)
        assert answer.status_code == status
        if status == 200:
            assert answer["Content-Disposition"].startswith("attachment")
            assert b"".join(answer.streaming_content) == PDF


def test_the_night_that_tidies_photos_leaves_what_proves_a_figure(usual, manager, y_yen):
    file = SimpleUploadedFile("bao cao.pdf", PDF)
    said = Said(usual["LR06"], Decimal(4), Decimal(10), file=file)
    span = naming.month_of(clock.today()).span
    (entry,), _held = entering.submit(y_yen, span, [said], by=manager, now=clock.now())
    evidence.forget_old(now=clock.now() + timedelta(days=9))
    assert entry.evidence_file.storage.exists(entry.evidence_file.name)


def test_what_lay_among_the_photos_is_kept_apart_from_now_on(usual, manager, y_yen):
    last = naming.month_of(clock.today().replace(day=1) - timedelta(days=1)).span
    (kept,), _held = send_in(y_yen, usual["LR06"], manager, 4, 10)
    (lost,), _held = send_in(y_yen, usual["LR06"], manager, 4, 10, span=last)
    old = default_storage.save("evidence/bao-cao.pdf", ContentFile(PDF))
    Entry.objects.filter(pk=kept.pk).update(evidence_file=old)
    Entry.objects.filter(pk=lost.pk).update(evidence_file="evidence/mat.pdf")
    move = import_module("lms.dashboards.migrations.0005_entry_files").move
    move(apps, None)
    kept.refresh_from_db()
    name = kept.evidence_file.name
    move(apps, None)
    evidence.forget_old(now=clock.now() + timedelta(days=9))
    kept.refresh_from_db()
    assert kept.evidence_file.name == name != old
    with kept.evidence_file.open() as content:
        assert content.read() == PDF
    assert not default_storage.exists(old)
    lost.refresh_from_db()
    assert lost.evidence_file.name == "evidence/mat.pdf"


def test_a_file_is_asked_for_again_whatever_was_wrong_on_the_page(
    client, usual, manager, y_yen, address
):
    sign_in(client, manager)
    said = {"LR06-above": "4", "LR06-below": "10", "LR06-words": "Báo cáo 12"}
    for wrong in ({"LR06-above": "40"}, {"LR05-above": "x"}):
        file = SimpleUploadedFile("bao cao.pdf", PDF)
        page = client.post(address, said | {"LR06-file": file} | wrong)
        assert page.status_code == 422
        assert page.content.decode().count("Chọn lại tệp này") == 2
    assert not Entry.objects.exists()


def test_what_is_sent_is_of_the_period_that_was_shown(client, usual, manager, y_yen):
    sign_in(client, manager)
    page = client.get("/so-lieu/nhap/").content.decode()
    month = naming.usual(clock.today())
    assert f'action="?don-vi={y_yen.pk}&amp;ky={month.key}"' in page


@pytest.mark.parametrize(
    ("day", "month"),
    [("2026-01-14", "2025-12-1"), ("2026-01-15", "2026-01-1"), ("2026-03-31", "2026-03-1")],
)
def test_until_half_a_month_is_over_the_one_before_is_worked_on(day, month):
    assert naming.usual(date.fromisoformat(day)).key == month


def test_whoever_sent_it_under_another_record_does_not_approve_it(usual, manager, admin, y_yen):
    twin = make_person("Lê Hồng Sơn")
    (entry,), _held = send_in(y_yen, usual["LR06"], twin, 4, 10)
    merging.merge(twin, admin, by=manager, now=clock.now())
    entry.refresh_from_db()
    assert not entering.approve(entry, by=admin, now=clock.now())
    assert entering.send_back(entry, "Xem lại", by=manager, now=clock.now())
    # Who sent it is told though the record it was sent under is closed.
    assert Notice.objects.filter(person=admin, title__startswith="Số liệu được trả lại").exists()


def test_whoever_sent_and_decided_can_have_it_shown_and_be_erased(usual, manager, admin, y_yen):
    (entry,), _held = send_in(y_yen, usual["LR06"], manager, 4, 10)
    assert entering.approve(entry, by=admin, now=clock.now())
    for person, told in ((manager, "Đã nhập 1 số liệu."), (admin, "Đã duyệt hoặc trả lại 1 số")):
        [part] = [part for part in personal.parts() if part.name == "entries"]
        assert part.export(person)[0]["indicator__code"] == "LR06"
        assert told in part.describe(person)[0]
        assert personal.export(person)
        assert personal.erase(person, by=person, now=clock.now())
    entry.refresh_from_db()
    assert str(entry.submitted_by) == "Người đã xóa thông tin"
    assert GivenFigure.objects.standing().get().entry == entry


def test_a_program_is_no_evidence(client, usual, manager, address):
    sign_in(client, manager)
    file = SimpleUploadedFile("bao-cao.pdf", b"MZ\x90\x00")
    page = client.post(address, {"LR06-above": "4", "LR06-below": "10", "LR06-file": file})
    assert page.status_code == 422
    assert not Entry.objects.exists()


def test_sending_twice_sends_once_and_says_so(client, usual, manager, y_yen):
    assert len(send_in(y_yen, usual["LR06"], manager, 4, 10)[0]) == 1
    assert send_in(y_yen, usual["LR06"], manager, 4, 10) == ([], [usual["LR06"]])
    assert Entry.objects.count() == 1


def test_an_approved_value_is_restated_by_a_later_one(usual, manager, admin, y_yen):
    for above in (4, 5):
        (entry,), _held = send_in(y_yen, usual["LR06"], manager, above, 10)
        assert entering.approve(entry, by=admin, now=clock.now())
        assert not entering.approve(entry, by=admin, now=clock.now())
        assert not entering.send_back(entry, "Muộn rồi", by=admin, now=clock.now())
    stands = GivenFigure.objects.standing().get()
    assert (stands.numerator, stands.restated_from.numerator) == (5, 4)


def test_another_commune_is_refused(client, usual, manager, hai_hau):
    sign_in(client, manager)
    assert client.get(f"/so-lieu/nhap/?don-vi={hai_hau.pk}").status_code == 404
    assert client.post(f"/so-lieu/nhap/?don-vi={hai_hau.pk}", {}).status_code == 404
    assert client.get("/so-lieu/nhap/?don-vi=la").status_code == 404


def test_a_leader_of_a_team_enters_nothing(client, usual, lan):
    sign_in(client, lan)
    assert client.get("/so-lieu/nhap/").status_code == 403
    assert client.get("/so-lieu/duyet/").status_code == 403


def test_the_pages_cost_the_same_however_much_was_sent(
    client, usual, manager, admin, y_yen, address, django_assert_max_num_queries
):
    send_in(y_yen, usual["LR06"], manager, 4, 10)
    sign_in(client, admin)
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    with django_assert_max_num_queries(40) as few_waiting:
        client.get("/so-lieu/duyet/")
    day = clock.today()
    for n in range(6):
        span = naming.Span(day - timedelta(days=40 + n), day - timedelta(days=30 + n))
        send_in(y_yen, usual["LR06"], make_person(f"Lê Thị {n}"), 4, 10, span=span)
        (entry,) = Entry.objects.filter(unit=y_yen, state="submitted", last_on=span.last)
        assert entry.state == "submitted"
    for _n in range(3):
        entering.send_back(
            Entry.objects.get(last_on=naming.month_of(day).span.last, state="submitted"),
            "Xem lại", by=admin, now=clock.now(),
        )  # fmt: skip
        send_in(y_yen, usual["LR06"], manager, 4, 10)
    with django_assert_max_num_queries(len(few)):
        client.get(address)
    with django_assert_max_num_queries(len(few_waiting)):
        client.get("/so-lieu/duyet/")
