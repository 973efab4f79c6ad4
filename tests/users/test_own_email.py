"""A resident's e-mail address: proved by a code before it counts."""

import re
from datetime import timedelta

import pytest
import time_machine

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.notifications.models import Message
from lms.users.services import emails
from tests.people import make_person, sign_in
from tests.users.conftest import wrong

ADDRESS = "hoa@example.vn"
ADD, CODE, REMOVE = "/toi/du-lieu/thu/", "/toi/du-lieu/thu/ma/", "/toi/du-lieu/thu/bo/"


def mails(address=ADDRESS):
    return Message.objects.filter(channel="mail", address=address).order_by("created_at")


def code_in(message):
    return re.search(r"\d{6}", message.body)[0]


def email_of(person):
    person.refresh_from_db()
    return person.email


def test_an_address_counts_once_its_code_came_back(client, hoa_at_home):
    assert client.post(ADD, {"email": " Hoa@Example.vn "})["Location"] == CODE
    assert email_of(hoa_at_home) is None
    code = code_in(mails().get())
    assert ADDRESS in client.get(CODE).text
    assert "Còn 2 lần thử" in client.post(CODE, {"code": wrong(code)}).text
    assert client.post(CODE, {"code": code})["Location"] == "/toi/du-lieu/"
    assert email_of(hoa_at_home) == ADDRESS
    assert ADDRESS in client.get("/toi/du-lieu/").text
    assert AuditEvent.objects.filter(action="email.attached").exists()


def test_after_three_wrong_codes_and_after_ten_minutes_none_counts(client, hoa_at_home):
    client.post(ADD, {"email": ADDRESS})
    code = code_in(mails().get())
    for _ in range(3):
        last = client.post(CODE, {"code": wrong(code)})
    assert last["Location"] == ADD
    assert client.post(CODE, {"code": code})["Location"] == ADD
    client.post(ADD, {"email": ADDRESS})
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert client.post(CODE, {"code": code_in(mails().last())})["Location"] == ADD
    assert email_of(hoa_at_home) is None


def test_a_code_for_one_address_proves_no_other(client, hoa_at_home):
    client.post(ADD, {"email": ADDRESS})
    client.post(ADD, {"email": "khac@example.vn"})
    client.post(CODE, {"code": code_in(mails().get())})
    assert email_of(hoa_at_home) is None


def test_of_somebody_elses_address_only_its_owner_hears(client, hoa_at_home):
    make_person("Lê Văn Ba", email=ADDRESS)
    assert client.post(ADD, {"email": ADDRESS})["Location"] == CODE
    assert not re.search(r"\d{6}", mails().get().body)
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    with pytest.raises(emails.EmailTaken):
        emails.attach(hoa_at_home, ADDRESS)


def test_the_address_before_is_told_when_it_is_changed_or_removed(client, hoa_at_home):
    emails.attach(hoa_at_home, "cu@example.vn")
    client.post(ADD, {"email": ADDRESS})
    client.post(CODE, {"code": code_in(mails().get())})
    assert "bỏ khỏi hồ sơ" in mails("cu@example.vn").get().body
    assert client.post(REMOVE)["Location"] == "/toi/du-lieu/"
    assert email_of(hoa_at_home) is None
    assert "bỏ khỏi hồ sơ" in mails().last().body


@pytest.mark.parametrize("typed", ["", "hoa", "hoa@", "x" * 300 + "@a.vn"])
def test_what_is_no_address_is_told_so(client, hoa_at_home, typed):
    assert "Xem lại giúp mình" in client.post(ADD, {"email": typed}).text
    assert not Message.objects.filter(channel="mail").exists()


def test_codes_are_not_sent_without_end(client, hoa_at_home):
    for _ in range(5):
        client.post(ADD, {"email": ADDRESS})
    assert "Đợi một giờ" in client.post(ADD, {"email": ADDRESS}).text
    assert mails().count() == 5


def test_who_signs_in_by_an_address_does_not_change_it_here(client, bich):
    before = bich.email
    sign_in(client, bich)
    assert client.get(ADD)["Location"] == "/toi/du-lieu/"
    assert client.post(REMOVE)["Location"] == "/toi/du-lieu/"
    assert email_of(bich) == before


def test_strangers_are_led_to_sign_in(client, db):
    for page in (ADD, CODE, REMOVE):
        assert client.post(page, {"email": ADDRESS})["Location"].startswith("/dang-nhap/")
