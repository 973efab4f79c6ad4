from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.notifications import services
from lms.notifications.models import Message
from tests.people import sign_in

OUTBOX = "/quan-tri/hop-thu-gui-di/"


@pytest.fixture
def reader(client, son):
    for name in ("access_admin", "view_message"):
        son.user_permissions.add(Permission.objects.get(codename=name))
    sign_in(client, son)
    return client


@pytest.fixture
def code(db):
    return services.send_sms(
        to="+84912345678", body="Mã Học số: 123456", kind="code", is_secret=True
    )


def test_a_trial_reads_its_codes_in_the_outbox(reader, code):
    page = reader.get(OUTBOX).content.decode()
    for words in ("Hộp thư gửi đi", "0912 *** 678", "Mã Học số: 123456", "Đang chờ gửi"):
        assert words in page
    assert "0912 345 678" not in page
    assert "+84912345678" not in page


def test_the_time_is_the_clocks_on_the_wall(reader, code):
    Message.objects.update(created_at=datetime(2026, 11, 20, 5, 7, 9, tzinfo=UTC))
    assert "12:07:09 20/11/2026" in reader.get(OUTBOX).content.decode()


def test_lines_of_a_message_follow_one_another(reader, db):
    services.send_mail(to="lan@demo.test", subject="Mã", body="Mã: 7\n\nBỏ qua", kind="try")
    page = reader.get(OUTBOX).content.decode()
    assert "Mã: 7 · Bỏ qua" in page
    assert " - Học số</title>" in page


def test_a_code_past_its_time_is_not_shown(reader, code):
    Message.objects.update(expires_at=clock.now())
    assert "123456" not in reader.get(OUTBOX).content.decode()


def test_production_shows_no_words(reader, code, settings):
    settings.OUTBOX_SHOWS_TEXT = False
    page = reader.get(OUTBOX).content.decode()
    assert "0912 *** 678" in page
    assert "123456" not in page
    assert "Nội dung" not in page


def test_a_mail_address_is_masked(reader, db):
    services.send_mail(to="lan@demo.test", subject="Việc phải học", body="B", kind="duty")
    page = reader.get(OUTBOX).content.decode()
    assert "l***@demo.test" in page
    assert "lan@demo.test" not in page


def test_hostile_words_stay_words(reader, db):
    services.send_mail(to="a@b.vn", subject="<script>x", body="<b>y", kind="duty")
    page = reader.get(OUTBOX).content.decode()
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page


def test_the_list_can_be_narrowed(reader, code):
    assert "0912 *** 678" in reader.get(OUTBOX, {"state": "waiting"}).content.decode()
    assert "0912 *** 678" not in reader.get(OUTBOX, {"state": "failed"}).content.decode()
    assert "0912 *** 678" in reader.get(f"{OUTBOX}danh-sach/", {"channel": "sms"}).content.decode()


def test_the_outbox_is_in_the_menu_of_those_who_may_read_it(reader, code):
    assert OUTBOX in reader.get("/quan-tri/").content.decode()


def test_others_in_the_admin_are_refused(client, tuan, code):
    tuan.user_permissions.add(Permission.objects.get(codename="access_admin"))
    sign_in(client, tuan)
    assert client.get(OUTBOX).status_code == 302
    assert OUTBOX not in client.get("/quan-tri/").content.decode()


def test_a_stranger_is_led_to_the_door(client, db):
    assert client.get(OUTBOX).status_code == 302


def test_a_long_outbox_costs_no_more_queries(reader, hoa):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(OUTBOX).status_code == 200
        return len(queries)

    send = {"to": "+84912345678", "body": "A", "kind": "x", "person": hoa}
    services.send_sms(**send)
    cost()
    few = cost()
    for _ in range(60):
        services.send_sms(**send)
    assert cost() == few
    assert "p=2" in reader.get(OUTBOX).content.decode()
