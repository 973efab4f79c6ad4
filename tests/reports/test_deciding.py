"""The province returns, approves and numbers; what was issued never changes."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from lms.common import clock
from lms.notifications.models import Notice
from lms.reports.models import Report, ReportEvent, ReportVersion
from lms.reports.services import workflow
from lms.reports.services.workflow import NumberTaken, Words
from lms.users.services import grants
from tests.people import sign_in
from tests.reports.test_writing import address, held, row_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(manager, this_round, y_yen, village):
    said = Words(0, "Mạng yếu ở hai thôn.", "Mở thêm lớp.", "", "deputy", "Lê Văn An")
    kept = workflow.save(this_round, y_yen, said, by=manager, now=clock.now())
    assert workflow.submit(kept, by=manager, now=clock.now())
    kept.refresh_from_db()
    return kept


@pytest.fixture
def approved(submitted, admin):
    assert workflow.approve(submitted, by=admin, now=clock.now())
    submitted.refresh_from_db()
    return submitted


@pytest.fixture
def issued(approved, admin):
    today = clock.today()
    made = workflow.issue(approved, "05/BC-UBND", today, by=admin, now=clock.now())
    approved.refresh_from_db()
    return made


def test_it_goes_back_with_a_reason_and_comes_again(client, admin, manager, submitted, y_yen):
    here = submitted.get_absolute_url()
    sign_in(client, admin)
    answer = client.post(f"{here}tra-lai/", {"reason": " "})
    assert answer.status_code == 422
    assert "Ghi điều cần bổ sung" in words(answer)
    said = {"reason": "Nêu rõ hai thôn nào.", "seen": submitted.revision}
    client.post(f"{here}tra-lai/", said)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.figures) == ("returned", None)
    told = Notice.objects.get(person=manager)
    assert told.title == "Báo cáo được trả lại, cần bổ sung"
    assert "Nêu rõ hai thôn nào." in told.body
    sign_in(client, manager)
    page = words(client.get(here))
    assert "Nêu rõ hai thôn nào." in page
    said = {"difficulties": "Mạng yếu ở An Hòa.", "signer": "chair", "nop": "1"}
    assert client.post(here, {**said, "seen": submitted.revision}).status_code == 302
    submitted.refresh_from_db()
    assert (submitted.state, submitted.reason) == ("submitted", "")
    actions = [*ReportEvent.objects.order_by("pk").values_list("action", flat=True)]
    assert actions == ["submitted", "returned", "submitted"]


def test_what_was_not_looked_at_is_not_returned(client, admin, manager, submitted):
    here, seen = submitted.get_absolute_url(), submitted.revision
    sign_in(client, admin)
    assert workflow.take_back(submitted, by=manager, now=clock.now())
    submitted.refresh_from_db()
    assert workflow.submit(submitted, by=manager, now=clock.now())
    answer = client.post(f"{here}tra-lai/", {"reason": "Nêu rõ hai thôn.", "seen": seen})
    assert answer.status_code == 409
    assert "Báo cáo vừa thay đổi nên chưa làm gì" in words(answer)
    # The reason somebody typed is still in its box.
    assert "Nêu rõ hai thôn.</textarea>" in answer.content.decode()
    submitted.refresh_from_db()
    assert (submitted.state, submitted.reason) == ("submitted", "")
    again = {"reason": "Nêu rõ hai thôn.", "seen": submitted.revision}
    assert client.post(f"{here}tra-lai/", again).status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == "returned"


def test_approved_numbered_and_frozen_through_its_pages(client, admin, submitted):
    here = submitted.get_absolute_url()
    sign_in(client, admin)
    page = client.get(here).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page).group(1)
    assert client.post(f"{here}duyet/", {"seen": seen}).status_code == 302
    day = f"{clock.today():%d/%m/%Y}"
    answer = client.post(f"{here}so/", {"document_no": "mười", "document_on": day})
    assert answer.status_code == 422
    assert "như 05/BC-UBND" in words(answer)
    late = f"{clock.today() + timedelta(days=1):%d/%m/%Y}"
    answer = client.post(f"{here}so/", {"document_no": "05/BC-UBND", "document_on": late})
    assert "Ngày này chưa tới" in words(answer)
    client.post(f"{here}so/", {"document_no": "05/BC-UBND", "document_on": day})
    made = ReportVersion.objects.get()
    assert (made.number, made.document_no) == (1, "05/BC-UBND")
    page = words(client.get(f"{here}ban/1/"))
    assert "Số: 05/BC-UBND" in page
    assert "Mạng yếu ở hai thôn." in page
    assert "KT. CHỦ TỊCH" in page


def test_nothing_that_comes_later_changes_what_was_issued(
    client, admin, manager, issued, team, lan, y_yen
):
    before = dict(issued.content)
    held(lan, team, manager, heads=30)
    y_yen.refresh_from_db()
    issued.refresh_from_db()
    assert issued.content == before
    assert row_of(issued.figures, "SS02")["value"] == "0"
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportVersion.objects.update(document_no="06/BC-UBND")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportVersion.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportEvent.objects.update(reason="khác")


def test_another_version_needs_a_reason_and_leaves_the_first(
    client, admin, manager, issued, team, lan
):
    here = issued.report.get_absolute_url()
    sign_in(client, admin)
    assert client.post(f"{here}mo-lai/", {"reason": ""}).status_code == 422
    client.post(f"{here}mo-lai/", {"reason": "Ba buổi được xác nhận sau."})
    report = Report.objects.get()
    assert (report.state, report.version) == ("returned", 2)
    held(lan, team, manager, heads=30)
    assert workflow.submit(report, by=manager, now=clock.now())
    report.refresh_from_db()
    assert workflow.approve(report, by=admin, now=clock.now())
    with pytest.raises(NumberTaken):
        workflow.issue(report, "05/BC-UBND", clock.today(), by=admin, now=clock.now())
    report.refresh_from_db()
    assert report.state == "approved"
    assert workflow.issue(report, "09/BC-UBND", clock.today(), by=admin, now=clock.now())
    values = [row_of(one.figures, "SS02")["value"] for one in ReportVersion.objects.order_by("pk")]
    assert values == ["0", "30"]


def test_nobody_approves_what_was_submitted_by_themselves(client, manager, submitted, province):
    grants.grant(manager, "province_admin", unit=province, by=None)
    manager.refresh_from_db()
    sign_in(client, manager)
    here = submitted.get_absolute_url()
    assert client.post(f"{here}duyet/", {"seen": submitted.revision}).status_code == 403
    assert not workflow.approve(submitted, by=manager, now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(state="approved", decided_by=manager, decided_at=clock.now())


def test_what_changed_since_it_was_looked_at_is_not_approved(client, admin, manager, submitted):
    sign_in(client, admin)
    seen = submitted.revision
    assert workflow.take_back(submitted, by=manager, now=clock.now())
    submitted.refresh_from_db()
    assert workflow.submit(submitted, by=manager, now=clock.now())
    answer = client.post(f"{submitted.get_absolute_url()}duyet/", {"seen": seen}, follow=True)
    assert "Báo cáo vừa thay đổi" in words(answer)
    assert Report.objects.get().state == "submitted"


def test_a_reason_for_what_was_taken_back_is_there_to_be_copied(
    client, admin, manager, submitted, approved
):
    sign_in(client, admin)
    here, seen = approved.get_absolute_url(), approved.revision
    reopened = {"reason": "Số người đến chưa khớp sổ."}
    assert client.post(f"{here}mo-lai/", reopened).status_code == 302
    answer = client.post(f"{here}mo-lai/", {"reason": "Thiếu thôn Đông."})
    assert answer.status_code == 409
    assert "Lý do bạn vừa viết, chưa gửi Thiếu thôn Đông." in words(answer)
    answer = client.post(f"{here}tra-lai/", {"reason": "Nêu rõ hai thôn.", "seen": seen})
    assert answer.status_code == 409
    assert "Báo cáo vừa thay đổi nên chưa làm gì" in words(answer)
    assert "Lý do bạn vừa viết, chưa gửi Nêu rõ hai thôn." in words(answer)


def test_each_step_happens_once(admin, manager, approved):
    now = clock.now()
    assert not workflow.approve(approved, by=admin, now=now)
    assert not workflow.send_back(approved, "Muộn.", by=admin, now=now)
    assert not workflow.take_back(approved, by=manager, now=now)
    assert workflow.issue(approved, "05/BC-UBND", clock.today(), by=admin, now=now)
    assert workflow.issue(approved, "06/BC-UBND", clock.today(), by=admin, now=now) is None
    assert ReportVersion.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "submitted", "figures": None},
        {"state": "returned", "reason": "", "figures": None},
        {"state": "draft"},
        {"state": "submitted", "submitted_by": None},
    ],
)
def test_the_database_refuses_what_cannot_be(submitted, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(**wrong)


def test_one_report_for_a_commune_and_round(submitted, manager, this_round, y_yen):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(round=this_round, unit=y_yen, edited_by=manager)


def test_the_viewer_reads_and_changes_nothing(client, viewer, submitted):
    sign_in(client, viewer)
    here = submitted.get_absolute_url()
    page = client.get(here).content.decode()
    assert "Mạng yếu ở hai thôn." in page
    assert "Duyệt báo cáo" not in page
    assert client.post(f"{here}tra-lai/", {"reason": "Thử."}).status_code == 403


def test_a_manager_of_another_commune_is_refused(client, other_manager, submitted):
    sign_in(client, other_manager)
    assert client.get(submitted.get_absolute_url()).status_code == 403
    assert client.get(address(submitted.round, submitted.unit)).status_code == 403
