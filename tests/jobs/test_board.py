"""The page of jobs: how each stands, what is wrong, a fresh start by who may give one."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.services import sections
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.jobs import pulse, registry, running, tasks
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.users.models import RoleGrant
from lms.users.services import grants
from tests.factories import make_province
from tests.people import make_person, sign_in

Role = RoleGrant.Role

BOARD = "/quan-tri/viec-chay-nen/"
SILENT = "chưa thấy bộ làm việc nền trả lời"


def allowed(client, person, *names):
    for name in ("access_admin", *names):
        person.user_permissions.add(Permission.objects.get(codename=name))
    sign_in(client, person)
    return client


@pytest.fixture
def admin(client, son):
    return allowed(client, son, "view_job", "change_job")


@pytest.fixture
def author(client, tuan):
    return allowed(client, tuan, "add_image")


@pytest.fixture
def failed(db, lan):
    return Job.objects.create(
        kind="notifications.send",
        key="message:1",
        state=Job.State.FAILED,
        failed_count=8,
        attempt=8,
        error="Tổng đài từ chối 0912345678 của lan@demo.test",
        finished_at=clock.now(),
        requested_by=lan,
    )


def text_of(response):
    assert response.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(plain.split())


def read(client, query=""):
    return text_of(client.get(f"{BOARD}danh-sach/{query}"))


def test_each_job_is_shown_in_words_with_who_asked_and_what_went_wrong(admin, failed):
    page = text_of(admin.get(BOARD))
    assert "Gửi tin nhắn hoặc thư" in page
    assert "Không làm được Hỏng 8 lần, thử nhiều nhất 8 lần" in page
    assert "Làm lại…" in page
    assert "Tổng đài từ chối 091… của …@…" in page
    assert "Nguyễn Thị Lan" in page
    assert "0912345678" not in page


def test_progress_is_a_bar_and_a_number(admin):
    jobs.add("test.chunks", key="a")
    running.run(running.claim("bulk"))
    assert '<progress max="3" value="1"' in admin.get(BOARD).content.decode()
    assert "1/3 Xong phần 1" in read(admin)


def test_times_are_the_clocks_on_the_wall(admin, failed):
    Job.objects.update(created_at=datetime(2026, 11, 20, 5, 7, 9, tzinfo=UTC))
    assert "Gửi tin nhắn hoặc thư 12:07:09 20/11/2026 · Nguyễn Thị Lan" in read(admin)


def test_a_job_for_later_says_from_when(admin):
    due = datetime(2099, 1, 1, 19, 30, tzinfo=UTC)
    jobs.add("notifications.forget", key="a", due_at=due)
    assert "Học số Đang chờ Làm từ 02:30:00 02/01/2099" in read(admin)


def test_the_newest_job_comes_first(admin):
    for kind in ("notifications.forget", "certificates.seal"):
        jobs.add(kind, key=kind)
    page = read(admin)
    assert page.index("Dựng tệp giấy chứng nhận") < page.index("Dọn tin cũ")


def test_the_counts_say_how_it_stands(admin, failed):
    for key in ("a", "b", "lost"):
        jobs.add("test.note", key=key)
    lost = running.claim("now")
    Job.objects.filter(pk=lost.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    long_ago, lately = clock.now() - timedelta(hours=25), clock.now() - timedelta(hours=23)
    for key, at in (("old", long_ago), ("new", lately)):
        Job.objects.create(kind="test.note", key=key, state="done", finished_at=at)
    counts = "Đang chờ: 2 Đang làm: 1 Bị bỏ dở: 1 Không làm được: 1 Xong trong 24 giờ qua: 1"
    assert counts in read(admin)


def test_a_job_whose_worker_was_lost_stands_out(admin):
    jobs.add("test.note", key="a")
    running.claim("now")
    assert "bị bỏ dở" not in read(admin)
    Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    page = read(admin)
    assert "1 việc bị bỏ dở vì máy nhận việc dừng giữa chừng" in page
    assert "Học số Bị bỏ dở" in page


def test_a_worker_that_swept_is_there_until_it_is_quiet_for_long(admin, failed):
    assert f"{SILENT} lần nào" in read(admin).lower()
    with time_machine.travel(datetime(2026, 11, 20, 5, 7, tzinfo=UTC), tick=False) as machine:
        tasks.sweep()
        machine.shift(timedelta(minutes=3))
        assert not pulse.is_silent(pulse.last(), clock.now())
        machine.shift(timedelta(seconds=1))
        assert pulse.is_silent(pulse.last(), clock.now())
    assert f"Từ 12:07 20/11/2026 {SILENT}" in read(admin)
    tasks.sweep()
    assert SILENT not in read(admin).lower()


def test_the_list_can_be_narrowed(admin, failed):
    jobs.add("notifications.forget", key="a")
    send, tidy = "Hỏng 8 lần", "Học số Đang chờ"
    for query, shown in (
        ("?state=failed", [send]),
        ("?state=waiting", [tidy]),
        ("?state=stuck", []),
        ("?queue=bulk", [tidy]),
        ("?queue=now&state=failed", [send]),
        ("?kind=notifications.forget", [tidy]),
        ("?kind=notifications.forget&state=failed", []),
        ("?kind=nonsense", [send, tidy]),
    ):
        page = read(admin, query)
        assert [words for words in (send, tidy) if words in page] == shown, query


def test_an_empty_list_says_so(admin):
    assert "Chưa có việc chạy nền nào." in read(admin)
    assert "Không có việc nào như đã lọc." in read(admin, "?state=failed")


@pytest.mark.parametrize("place", ["x", "1", "0" * 31, "\x00", "' or 1=1"])
def test_a_nonsense_place_in_the_list_is_its_beginning(admin, failed, place):
    assert "Hỏng 8 lần" in text_of(admin.get(BOARD, {"truoc": place}))


def test_a_long_list_is_turned_over_without_losing_or_doubling_any(admin):
    Job.objects.bulk_create(Job(kind="test.note", key=f"k{number}") for number in range(120))
    address, seen = f"{BOARD}?kind=test.note", []
    while address:
        page = admin.get(address).content.decode()
        seen += re.findall(r'<a href="/quan-tri/viec-chay-nen/([0-9a-f-]{36})/">', page)
        older = re.search(r'href="([^"]+)">Việc cũ hơn', page)
        address = older and older[1].replace("&amp;", "&")
        assert not address or "kind=test.note" in address
    assert [UUID(pk) for pk in seen] == [*Job.objects.order_by("-pk").values_list("pk", flat=True)]
    assert "Về việc mới nhất" in page


def test_a_long_list_costs_no_more_queries(admin, failed):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(BOARD).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(60):
        person = make_person(f"Nguyễn Văn {number}")
        state = {"state": "failed", "failed_count": 1, "error": "x"} if number % 2 else {}
        Job.objects.create(kind="test.note", key=f"k{number}", requested_by=person, **state)
    assert cost() == few


def test_hostile_words_stay_words(admin, failed):
    Job.objects.update(error="<script>x", note="<b>y", total_count=2, key="<i>z")
    for address in (BOARD, f"{BOARD}{failed.pk}/"):
        page = admin.get(address).content.decode()
        assert "&lt;script&gt;x" in page
        assert not any(words in page for words in ("<script>x", "<b>y", "<i>z"))


def offers_fresh_start(client, job):
    pages = [client.get(address).content.decode() for address in (BOARD, f"{BOARD}{job.pk}/")]
    assert all("Việc chạy nền" in page for page in pages)
    return any("lam-lai" in page for page in pages)


def test_one_job_shows_all_and_what_a_fresh_start_does(admin, failed):
    page = text_of(admin.get(f"{BOARD}{failed.pk}/"))
    for words in ("Mã việc, để báo khi cần giúp message:1", "Số lần đã nhận làm 8", "Làm ngay"):
        assert words in page
    assert "Phần đã ghi vào cơ sở dữ liệu không ghi thêm lần nữa" in page
    assert offers_fresh_start(admin, failed)


def test_a_job_in_good_order_offers_no_fresh_start(admin):
    job = jobs.add("test.note", key="a")
    assert not offers_fresh_start(admin, job)


def test_an_administrator_gives_a_failed_job_a_fresh_start(admin, son, failed):
    address = f"{BOARD}{failed.pk}/"
    response = admin.post(f"{address}lam-lai/", follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert "Đã đưa việc vào hàng đợi" in text_of(response)
    failed.refresh_from_db()
    assert (failed.state, failed.failed_count) == ("waiting", 0)
    event = AuditEvent.objects.get(action="job.retried")
    assert (event.actor, event.subject_id) == (son, str(failed.pk))


def test_a_second_fresh_start_says_it_is_not_needed(admin, failed):
    admin.post(f"{BOARD}{failed.pk}/lam-lai/")
    again = admin.post(f"{BOARD}{failed.pk}/lam-lai/", follow=True)
    assert "không còn hỏng nên không cần làm lại" in text_of(again)
    assert AuditEvent.objects.filter(action="job.retried").count() == 1


def test_looking_is_not_retrying(admin, failed):
    assert admin.get(f"{BOARD}{failed.pk}/lam-lai/").status_code == 405
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_who_may_only_look_is_offered_and_allowed_no_fresh_start(client, bich, failed):
    allowed(client, bich, "view_job")
    assert not offers_fresh_start(client, failed)
    assert_refused(client.post(f"{BOARD}{failed.pk}/lam-lai/"), 403, failed)


def assert_refused(response, status, job):
    assert response.status_code == status
    job.refresh_from_db()
    assert job.state == "failed"
    assert not AuditEvent.objects.filter(action="job.retried").exists()


def test_an_author_is_refused(author, failed):
    for address in (BOARD, f"{BOARD}danh-sach/", f"{BOARD}{failed.pk}/"):
        assert author.get(address).status_code == 403
    assert_refused(author.post(f"{BOARD}{failed.pk}/lam-lai/"), 403, failed)
    assert BOARD not in author.get("/quan-tri/").content.decode()


def test_a_stranger_is_led_to_the_door(client, failed):
    for address in (BOARD, f"{BOARD}danh-sach/", f"{BOARD}{failed.pk}/"):
        assert client.get(address).headers["Location"].startswith("/dang-nhap/can-bo/")
    assert_refused(client.post(f"{BOARD}{failed.pk}/lam-lai/"), 302, failed)


def test_a_job_that_is_not_there_is_not_found(admin):
    unknown = f"{BOARD}01990000-0000-7000-8000-000000000000/"
    assert admin.get(unknown).status_code == 404
    assert admin.post(f"{unknown}lam-lai/").status_code == 404


def test_the_page_is_in_the_menu_of_administrators(admin):
    assert BOARD in admin.get("/quan-tri/").content.decode()


def test_every_kind_of_the_product_has_a_name_people_can_read():
    ours = {name for name in registry.labels() if not name.startswith("test.")}
    assert len(ours) >= 8
    assert not [name for name in ours if registry.label_of(name) == name]


def test_a_kind_that_left_the_code_goes_by_its_name(admin):
    Job.objects.create(kind="gone.kind", key="a")
    assert "gone.kind" in read(admin)


@pytest.mark.parametrize("role", [Role.PROVINCE_ADMIN, Role.SYSTEM_ADMIN])
def test_the_role_of_an_administrator_opens_the_page_and_its_end_closes_it(
    client, son, failed, role
):
    granted = grants.grant(son, role, unit=make_province(), by=None)
    sections.follow_grants(son.pk)
    sign_in(client, son)
    assert client.get(BOARD).status_code == 200
    assert client.post(f"{BOARD}{failed.pk}/lam-lai/").status_code == 302
    assert Job.objects.get(pk=failed.pk).failed_count == 0
    grants.revoke(granted, by=None, on=clock.today())
    sections.follow_grants(son.pk)
    assert client.get(BOARD).status_code == 403
