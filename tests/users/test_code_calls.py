"""A code read aloud by a call: after the wait, once, slowly and twice."""

from datetime import timedelta

import pytest

from lms.common import clock
from lms.notifications.channels import console, http
from lms.notifications.models import Message
from lms.users.models import PhoneCode
from lms.users.services import codes

NUMBER = "+84912345678"


@pytest.fixture
def code(db):
    asker = codes.Asker(device="d")
    return codes.send(NUMBER, purpose=PhoneCode.Purpose.SIGN_IN, asker=asker, now=clock.now())


def later(seconds=60):
    return clock.now() + timedelta(seconds=seconds)


def test_the_same_code_is_read_digit_by_digit_twice(code):
    codes.call(str(code.pk), now=later())
    message = Message.objects.get(channel="voice")
    slowly = ". ".join(codes.DIGIT_WORDS[int(digit)] for digit in codes.digits_of(code))
    assert message.body.count(slowly) == 2
    assert (message.address, message.is_secret) == (NUMBER, True)
    assert console._line(message).startswith("[Gọi → 0912 345 678] Học số xin chào.")


def test_only_after_the_wait_only_once_and_only_while_good(code):
    for now in (clock.now(), later(400)):
        with pytest.raises(codes.NotCalled):
            codes.call(str(code.pk), now=now)
    codes.call(str(code.pk), now=later())
    with pytest.raises(codes.NotCalled):
        codes.call(str(code.pk), now=later())
    assert Message.objects.filter(channel="voice").count() == 1


@pytest.mark.parametrize(
    ("scope", "error"), [("number", codes.BudgetSpent), ("site", codes.SiteSpent)]
)
def test_without_budget_nothing_is_called_and_nothing_is_used_up(code, settings, scope, error):
    whole = settings.MESSAGE_BUDGETS
    settings.MESSAGE_BUDGETS = {**whole, "voice": {**whole["voice"], scope: 0}}
    with pytest.raises(error):
        codes.call(str(code.pk), now=later())
    settings.MESSAGE_BUDGETS = whole
    codes.call(str(code.pk), now=later())


def test_the_provider_is_asked_to_speak_slowly(code, settings, monkeypatch):
    from tests.notifications import provider as providers

    codes.call(str(code.pk), now=later())
    with providers.running() as provider:
        settings.VOICE_URL, settings.VOICE_TOKEN = provider.url, "bi-mat"
        assert http.call(Message.objects.get(channel="voice")) == "sms-1"
        _path, headers, said = provider.requests[0]
    assert (said["to"], said["language"], said["rate"]) == (NUMBER, "vi-VN", "slow")
    assert headers["Authorization"] == "Bearer bi-mat"


def ask_for_code(client):
    client.post("/dang-nhap/", {"number": "0912 345 678"})
    PhoneCode.objects.update(created_at=clock.now() - timedelta(seconds=50))


def test_the_button_rings_and_then_goes(client, db):
    ask_for_code(client)
    assert "Gọi đọc mã cho tôi" in client.get("/dang-nhap/ma/").text
    page = client.post("/dang-nhap/ma/goi/", follow=True)
    assert "Nghe máy, mã được đọc chậm hai lần" in page.text
    assert "Gọi đọc mã cho tôi" not in page.text


def test_after_a_call_the_page_asks_for_what_was_heard(client, db):
    ask_for_code(client)
    page = client.post("/dang-nhap/ma/goi/", follow=True).text
    assert "Nhập mã 6 số vừa nghe qua điện thoại</h1>" in page
    assert "Mã vừa nghe qua điện thoại</label>" in page
    assert "Cuộc gọi đọc mã tới số" in page
    assert "tin nhắn" not in page
    empty = client.post("/dang-nhap/ma/", {"code": ""}).text
    assert "Nhập mã 6 số vừa nghe qua điện thoại." in empty
    wrong = client.post("/dang-nhap/ma/", {"code": "000000"}).text
    assert "Nghe chưa rõ thì bấm" in wrong
    assert "tin nhắn" not in wrong


def test_a_code_sent_after_a_call_is_in_a_message_again(client, db):
    ask_for_code(client)
    client.post("/dang-nhap/ma/goi/")
    page = client.post("/dang-nhap/ma/lai/", follow=True).text
    assert "Nhập mã 6 số trong tin nhắn</h1>" in page
    assert "vừa nghe" not in page


def test_where_nobody_can_be_called_there_is_no_button(client, db, settings):
    settings.NOTIFICATION_CHANNELS = {"sms": "lms.notifications.channels.console.send"}
    ask_for_code(client)
    assert "Gọi đọc mã" not in client.get("/dang-nhap/ma/").text
    assert "chưa gọi được" in client.post("/dang-nhap/ma/goi/", follow=True).text


def test_whoever_is_refused_hears_what_else_works(client, db, settings):
    whole = settings.MESSAGE_BUDGETS
    settings.MESSAGE_BUDGETS = {**whole, "sms": {**whole["sms"], "site": 0}}
    page = client.post("/dang-nhap/", {"number": "0912 345 678"})
    assert "Hôm nay đã hết lượt gửi mã" in page.text
    assert "thẻ học" in page.text
    assert not PhoneCode.objects.exists()
