"""Whose request it is, behind any number of our own proxies; errors programs can read."""

import json

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from lms.common import http

addresses = st.ip_addresses().map(str)


def asked(remote, forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "client"),
    [
        (0, "203.0.113.7", None, "203.0.113.7"),
        (0, "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (1, "10.0.0.1", "203.0.113.7", "203.0.113.7"),
        (1, "10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "10.0.0.1", "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        (1, "10.0.0.1", None, "10.0.0.1"),
        (1, "10.0.0.1", "unknown", ""),
        (1, "10.0.0.1", "203.0.113.7:51234", "203.0.113.7"),
        (1, "10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        (1, "10.0.0.1", "2001:DB8:0::1", "2001:db8::1"),
        (0, "::ffff:203.0.113.7", None, "203.0.113.7"),
        (0, "fe80::1%eth0", None, "fe80::1"),
        (0, "", None, ""),
    ],
)
def test_the_client_is_who_our_own_outermost_proxy_saw(
    settings, proxies, remote, forwarded, client
):
    settings.PROXY_COUNT = proxies
    assert http.client_address(asked(remote, forwarded)) == client


@given(written=st.text(max_size=60), real=addresses)
def test_nothing_a_client_writes_changes_who_it_is(written, real):
    from django.test import override_settings

    with override_settings(PROXY_COUNT=1):
        plain = http.client_address(asked("10.0.0.1", real))
        assert http.client_address(asked("10.0.0.1", f"{written}, {real}")) == plain


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_household_counts_as_one(settings, remote, network):
    settings.PROXY_COUNT = 0
    assert http.client_network(asked(remote)) == network


def test_an_error_has_a_code_for_programs_and_words_for_people():
    answer = http.error("not_found", "Chưa tìm thấy nơi này.", status=404, field="unit")
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"
    assert "Chưa tìm thấy" in answer.content.decode()
    assert json.loads(answer.content) == {
        "code": "not_found",
        "message": "Chưa tìm thấy nơi này.",
        "field": "unit",
    }
