"""Passwords: forgotten, changed, refused."""

import pytest
from django.test import Client

from lms.notifications.models import Message
from tests.users.conftest import signed_in_as
from tests.users.rosters import employ
from tests.users.staff import PASSWORD, enter, no_token

pytestmark = pytest.mark.django_db


def code_in_mail(email="bich@demo.test"):
    import re

    body = Message.objects.filter(channel="mail", address=email).latest("created_at").body
    return re.search(r"[A-Z]{4}-[A-Z]{4}", body)[0]


NEW = "con-meo-tren-mai-nha"


def test_a_forgotten_password_is_set_anew_by_a_code_in_the_mail(client, bich):
    other = Client()
    enter(other)
    answer = client.post("/dang-nhap/quen-mat-khau/", {"email": "bich@demo.test"})
    assert answer["Location"] == "/dang-nhap/quen-mat-khau/ma/"
    answer = client.post("/dang-nhap/quen-mat-khau/ma/", {"code": code_in_mail()})
    assert answer["Location"] == "/dang-nhap/quen-mat-khau/moi/"
    assert client.get("/dang-nhap/quen-mat-khau/moi/").status_code == 200
    answer = client.post("/dang-nhap/quen-mat-khau/moi/", {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/dang-nhap/quen-mat-khau/xong/"
    assert client.get("/dang-nhap/quen-mat-khau/xong/").status_code == 200
    assert signed_in_as(client) is None
    assert other.get("/toi/du-lieu/").status_code == 302
    enter(client, password=NEW)
    assert signed_in_as(client) == str(bich.pk)


def test_a_new_password_does_not_go_round_the_second_factor(client, officer, with_factor):
    with_factor(officer)
    client.post("/dang-nhap/quen-mat-khau/", {"email": "bich@demo.test"})
    client.post("/dang-nhap/quen-mat-khau/ma/", {"code": code_in_mail()})
    client.post("/dang-nhap/quen-mat-khau/moi/", {"password1": NEW, "password2": NEW})
    assert enter(client, password=NEW)["Location"] == "/dang-nhap/hai-lop/ma/"


def test_known_and_unknown_emails_ask_for_a_code_alike(bich):
    answers = []
    for email in ("bich@demo.test", "khong-co@demo.test"):
        client = Client()
        answer = client.post("/dang-nhap/quen-mat-khau/", {"email": email})
        page = client.get(answer["Location"]).content.decode().replace(email, "THƯ")
        wrong = client.post(answer["Location"], {"code": "AAAA-BBBB"}).content.decode()
        answers.append((answer.status_code, no_token(page), no_token(wrong.replace(email, "THƯ"))))
    assert answers[0] == answers[1]
    assert Message.objects.filter(channel="mail").count() == 1


def test_a_resident_is_told_by_mail_that_she_needs_none_and_the_page_tells_nothing(client, hoa):
    hoa.email = "hoa@demo.test"
    hoa.save()
    pages = []
    for email in ("hoa@demo.test", "khong-co@demo.test"):
        browser = Client()
        answer = browser.post("/dang-nhap/quen-mat-khau/", {"email": email}, follow=True)
        wrong = browser.post(answer.redirect_chain[-1][0], {"code": "AAAA-BBBB"})
        empty = browser.post(answer.redirect_chain[-1][0], {"code": ""})
        pages.append([no_token(page.text.replace(email, "THƯ")) for page in (answer, wrong, empty)])
        assert browser.get("/dang-nhap/quen-mat-khau/moi/").status_code == 302
    assert pages[0] == pages[1]
    message = Message.objects.get(channel="mail")
    assert (message.address, message.kind) == ("hoa@demo.test", "no_password")
    assert "bằng số điện thoại hoặc thẻ học: http://localhost:8000/dang-nhap/" in message.body
    assert "Vào bằng thẻ học" in client.get("/dang-nhap/quen-mat-khau/").text


def test_a_new_official_sets_a_first_password_by_mail_and_on_her_page(client, hoa, department):
    hoa.email = "hoa@demo.test"
    hoa.save()
    client.force_login(hoa)
    page = client.get("/toi/mat-khau/dat/", follow=True)
    assert "không cần mật khẩu" in page.text
    client.post("/toi/mat-khau/dat/", {"password1": NEW, "password2": NEW})
    hoa.refresh_from_db()
    assert not hoa.has_usable_password()
    employ(department, "", person=hoa)
    Client().post("/dang-nhap/quen-mat-khau/", {"email": "hoa@demo.test"})
    assert code_in_mail("hoa@demo.test")
    client.post("/toi/mat-khau/dat/", {"password1": NEW, "password2": NEW})
    hoa.refresh_from_db()
    assert hoa.check_password(NEW)


def test_a_mail_code_is_secret_and_in_no_address(client, bich):
    client.post("/dang-nhap/quen-mat-khau/", {"email": "bich@demo.test"})
    message = Message.objects.get(channel="mail")
    assert message.is_secret
    assert "http" not in message.body
    assert "bich@demo.test" not in message.subject


def test_three_wrong_mail_codes_end_the_attempt(client, bich):
    client.post("/dang-nhap/quen-mat-khau/", {"email": "bich@demo.test"})
    for _ in range(3):
        client.post("/dang-nhap/quen-mat-khau/ma/", {"code": "AAAA-BBBB"})
    assert client.post("/dang-nhap/quen-mat-khau/ma/", {"code": code_in_mail()})["Location"] == (
        "/dang-nhap/can-bo/"
    )


@pytest.mark.parametrize("password", ["ngan", "1234567890", "password123", "bich@demo.test"])
def test_a_weak_password_is_refused_in_words(client, bich, password):
    enter(client)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post("/toi/mat-khau/", form)
    assert answer.status_code == 200
    assert "error-text" in answer.content.decode()
    bich.refresh_from_db()
    assert bich.check_password(PASSWORD)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(client, bich):
    other = Client()
    enter(client)
    enter(other)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/toi/mat-khau/", form).status_code == 302
    assert client.get("/toi/du-lieu/").status_code == 200
    assert other.get("/toi/du-lieu/").status_code == 302


def test_changing_the_password_needs_the_old_one(client, bich):
    enter(client)
    form = {"oldpassword": "sai-mat-khau", "password1": NEW, "password2": NEW}
    assert client.post("/toi/mat-khau/", form).status_code == 200
    bich.refresh_from_db()
    assert bich.check_password(PASSWORD)
