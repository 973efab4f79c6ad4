"""A session is read together with its person, and believes no more than Django does."""

import pytest
from django.contrib.sessions.models import Session as DjangosSession
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.users.models import Session
from lms.users.services import people, personal

ME = "/api/v1/learning/me"


def signed_in(client):
    person = client.get(ME).json()["person"]
    return person and person["name"]


@pytest.fixture
def hoas_phone(client, hoa):
    client.force_login(hoa)
    return client


def test_session_and_person_are_one_query(hoas_phone, hoa):
    with CaptureQueriesContext(connection) as queries:
        assert signed_in(hoas_phone) == hoa.full_name
    asked = [query["sql"] for query in queries if "users_" in query["sql"]]
    assert sum("users_session" in sql for sql in asked) == 1
    assert sum('FROM "users_user"' in sql for sql in asked) == 0


def test_row_names_the_person(hoas_phone, hoa):
    assert Session.objects.get().person == hoa
    assert not DjangosSession.objects.exists()
    hoas_phone.logout()
    assert not Session.objects.filter(person=hoa).exists()


def test_session_without_a_person_is_nobodys(client, db):
    session = client.session
    session["a"] = 1
    session.save()
    assert Session.objects.get().person is None
    assert signed_in(client) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "khac"}])
def test_person_shut_out_or_with_another_password_is_nobody(hoas_phone, hoa, change):
    type(hoa).objects.filter(pk=hoa.pk).update(**change)
    assert signed_in(hoas_phone) is None


def test_signing_out_everywhere_ends_this_session_too(hoas_phone, hoa):
    people.end_sessions(hoa)
    assert signed_in(hoas_phone) is None


def test_row_of_another_person_is_not_believed(hoas_phone, hoa, lan):
    Session.objects.update(person=lan)
    assert signed_in(hoas_phone) == hoa.full_name


@pytest.mark.parametrize(
    ("key", "value"),
    [("_auth_user_hash", ""), ("_auth_user_hash", "sai"), ("_auth_user_backend", "khac.Backend")],
)
def test_session_that_does_not_verify_is_nobodys(hoas_phone, key, value):
    session = hoas_phone.session
    session[key] = value
    session.save()
    assert signed_in(hoas_phone) is None


def test_session_signed_by_the_key_before_goes_on_under_the_new_one(hoas_phone, hoa, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "khoa-moi"
    assert signed_in(hoas_phone) == hoa.full_name
    settings.SECRET_KEY_FALLBACKS = []
    assert signed_in(hoas_phone) == hoa.full_name


def test_erasing_takes_the_sessions_along(hoas_phone, hoa):
    personal.erase(hoa, by=hoa, now=clock.now())
    assert not Session.objects.exists()
    assert signed_in(hoas_phone) is None
