"""Codes: six digits, five minutes, three tries, once; and how many a number and a device get."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from lms.common import clock
from lms.notifications.models import Message
from lms.users.models import PhoneCode
from lms.users.services import codes
from tests.users.conftest import NUMBER, ask, last_code, signed_in_as, type_in, wrong

pytestmark = pytest.mark.django_db


def later(**time):
    return time_machine.travel(clock.now() + timedelta(**time), tick=False)


def test_a_wrong_code_says_how_many_tries_are_left(client):
    ask(client)
    page = type_in(client, wrong(last_code())).content.decode()
    assert "Mã chưa đúng" in page
    assert "Còn 2 lần thử" in page
    assert "<title>Lỗi:" in page


def test_the_right_code_after_two_wrong_ones_is_good(client):
    ask(client)
    code = last_code()
    type_in(client, wrong(code))
    type_in(client, wrong(code))
    assert type_in(client, code)["Location"] == "/dang-nhap/ten/"


def test_after_three_wrong_codes_the_right_one_is_no_good(client):
    ask(client)
    code = last_code()
    for _ in range(3):
        type_in(client, wrong(code))
    answer = type_in(client, code)
    assert answer.status_code == 200
    assert "không dùng được nữa" in answer.content.decode()


def test_a_code_is_good_for_five_minutes(client):
    ask(client)
    code = last_code()
    with later(seconds=299):
        assert codes.check(
            client.session["sign_in"]["code"], code, purpose="sign_in", now=clock.now()
        ).is_right


def test_a_code_is_dead_after_five_minutes(client):
    ask(client)
    with later(seconds=301):
        assert type_in(client, last_code()).status_code == 200


def test_a_code_is_good_once(client):
    ask(client)
    pk, code = client.session["sign_in"]["code"], last_code()
    type_in(client, code)
    assert not codes.check(pk, code, purpose="sign_in", now=clock.now()).is_right


def test_a_code_is_good_only_where_it_was_asked_for(client):
    ask(client)
    thief = Client()
    assert type_in(thief, last_code())["Location"] == "/dang-nhap/"
    ask(thief, "0987 654 321")
    assert type_in(thief, last_code()).status_code == 200
    assert signed_in_as(thief) is None


def test_a_code_is_good_only_for_what_it_was_asked_for(client):
    ask(client)
    code = PhoneCode.objects.get()
    assert not codes.check(
        str(code.pk), last_code(), purpose=PhoneCode.Purpose.ADD_PHONE, now=clock.now()
    ).is_right


@pytest.mark.parametrize("answer", ["", "12345", "1234567", "abcdef", "<b>1</b>"])
def test_what_is_no_code_costs_no_try(client, answer):
    ask(client)
    assert type_in(client, answer).status_code == 200
    assert PhoneCode.objects.get().try_count == 0


def test_codes_are_six_digits_and_spread_evenly(db):
    digits = [codes.digits_of(PhoneCode()) for _ in range(3000)]
    assert {len(code) for code in digits} == {6}
    assert len(set(digits)) > 2900
    assert len({code[0] for code in digits}) == 10


def test_the_digits_are_not_in_the_database(client):
    ask(client)
    row = PhoneCode.objects.values().get()
    assert last_code() not in " ".join(map(str, row.values()))


def test_another_code_is_sent_after_forty_seconds_and_not_before(client):
    ask(client)
    client.post("/dang-nhap/ma/lai/")
    assert PhoneCode.objects.count() == 1
    with later(seconds=41):
        client.post("/dang-nhap/ma/lai/")
    assert PhoneCode.objects.count() == 2


def test_after_another_code_the_first_is_no_good(client):
    ask(client)
    first = last_code()
    with later(seconds=41):
        client.post("/dang-nhap/ma/lai/")
        second = last_code()
        assert type_in(client, first).status_code == 200
        assert type_in(client, second)["Location"] == "/dang-nhap/ten/"


def test_asking_twice_by_a_double_tap_sends_one_message(client):
    ask(client)
    assert ask(client)["Location"] == "/dang-nhap/ma/"
    assert Message.objects.filter(channel="sms").count() == 1


def test_a_number_gets_six_messages_a_day_from_strangers(client):
    day = clock.now().replace(hour=3)
    for hour in range(6):
        with time_machine.travel(day + timedelta(hours=hour), tick=False):
            assert ask(Client()).status_code == 302
    with time_machine.travel(day + timedelta(hours=7), tick=False):
        answer = ask(Client())
    assert answer.status_code == 200
    assert "Hôm nay số này đã nhận nhiều mã" in answer.content.decode()


def test_strangers_cannot_use_up_the_messages_of_a_phone_that_signed_in(client):
    ask(client)
    type_in(client, last_code())
    with later(minutes=2):
        for _ in range(8):
            ask(Client())
        assert ask(client).status_code == 302


def test_one_device_gets_thirty_codes_an_hour(client):
    for place in range(30):
        assert ask(client, f"09123{place:05}").status_code == 302
    assert ask(client, "0912399999").status_code == 200


def test_a_forged_device_cookie_is_a_new_device(client):
    client.cookies["may"] = "WyJnaWEtbWFvIl0:1abc:xyz"
    assert ask(client).status_code == 302
    assert PhoneCode.objects.get().device != "gia-mao"


def test_sixty_phones_behind_one_address_all_get_in_within_a_minute(db):
    start = clock.now()
    for place in range(60):
        with time_machine.travel(start + timedelta(seconds=place), tick=False):
            phone = Client(REMOTE_ADDR="113.160.1.1")
            number = f"+8491234{place:04}"
            phone.get("/dang-nhap/")
            ask(phone, number)
            type_in(phone, last_code(number))
            phone.post(
                "/dang-nhap/ten/", {"full_name": f"Trần Văn {chr(65 + place % 26)}", "agrees": "on"}
            )
            assert signed_in_as(phone), f"phone {place + 1} was kept out"


def test_the_outer_ring_ends_gross_abuse_from_one_address(settings, client):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"phone_code_sent": "2/10m/ip"}
    ask(Client(), "0912000001")
    ask(Client(), "0912000002")
    answer = ask(Client(), "0912000003")
    assert "quá nhiều người" in answer.content.decode()


def test_old_codes_and_their_numbers_are_forgotten(client):
    ask(client)
    assert codes.purge(now=clock.now()) == 0
    assert codes.purge(now=clock.now() + timedelta(days=3)) == 1


def test_no_code_and_no_number_is_logged(client, caplog):
    caplog.set_level("DEBUG")
    ask(client)
    code = last_code()
    type_in(client, wrong(code))
    type_in(client, code)
    assert code not in caplog.text.replace("sql", "")
    assert "912345678" not in caplog.text


def _row(**changes):
    now = clock.now()
    return PhoneCode(
        **{
            "purpose": "sign_in",
            "number": NUMBER,
            "device": "máy",
            "day": clock.today(),
            "ring": "open",
            "nth": 1,
            "created_at": now,
            "expires_at": now + timedelta(minutes=5),
        }
        | changes
    )


def test_a_slot_of_the_day_is_taken_once(db):
    _row().save()
    with pytest.raises(IntegrityError), transaction.atomic():
        _row(device="máy khác").save()


@pytest.mark.parametrize("changes", [{"try_count": 4}, {"expires_at": clock.now() - timedelta(1)}])
def test_no_code_has_four_tries_or_is_born_dead(db, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        _row(**changes).save()
