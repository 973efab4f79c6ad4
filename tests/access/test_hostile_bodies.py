"""Whatever is sent to a form or to the API, the answer is in words and nothing breaks."""

import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import given
from hypothesis import strategies as st

from tests import pairs
from tests.access import matrix, walking
from tests.access import world as worlds
from tests.users import conftest as phones

DOORS = [door for door in matrix.read() if door.method == "POST"]
# Forms, files, programs: bodies are read in one of these ways.
WAYS = {"users:sign-in", "teams:session-log", "users:rosters", "sync:hand-over", "api:receive"}
EACH_WAY = [door for door in DOORS if door.name in {*WAYS, "api:take", "users:download"}]
# tests/teams/test_malformed.py looks at every field of theirs.
LOOKED_AT = {"teams:session-log", "teams:session-edit"}
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
BODIES = [
    ("application/json", b'{"id": ['),
    ("application/json", b"null"),
    ("application/json; charset=utf-16", '{"id": 1}'.encode("utf-16")),
    ("text/plain", b"number=1"),
    ("", b"number=1"),
    (FORM, b"%ff%fe=%ff&\x00=\x00&number&=&%00=%00"),
    (f"{FORM}; charset=utf-16", "number=1".encode("utf-16")),
    (FORM, b"&".join(b"ai=%d" % number for number in range(6000))),
    ("multipart/form-data", b"--x\r\n\r\n--x--"),
    (PARTS, b'--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n09'),
    (PARTS, b'--x\r\nContent-Disposition: form-data; name="file"; filename="'),
    (PARTS, b"--x\r\nContent-Disposition: form-data; name*=khong-co''%41\r\n\r\n1\r\n--x--\r\n"),
    (PARTS, b'--x\r\nContent-Disposition: form-data; name="\xff\x00"\r\n\r\n\xff\x00\r\n--x--\r\n'),
]
# A codec that makes no text, and two that make signs which no text has.
FOREIGN = [
    (f"{PARTS}; charset={codec}", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
    + value + b"\r\n--x--\r\n")
    for codec, value in [("base64", b"QQ=="), ("utf-7", b"+2AA-"), ("unicode_escape", b"\\u0000")]
]  # fmt: skip
VALUES = [
    "", "\0", "-1", "1e9", "9" * 400, "<script>", "x" * 3000, "31/02/2026", "9999-12-31",
    "00000000-0000-0000-0000-000000000000", "a\r\nb: c",
]  # fmt: skip
# What a form may well take, so that some of the wrong ones come far.
USUAL = [
    "1", "2", "on", "moi", "all", "leader", "deputy", "member", "01/11/2026", "Trần Thị Hoa",
    "0912 345 678", "1958", "vneid", "female", "bac", "class_session", "14", "Ghi thiếu.", "000000",
]  # fmt: skip
NAMED = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]+)"')
# Fields of forms that come later than the first page.
LATER = {
    "agrees", "ai", "chinh-sua", "chon", "confirm", "dong", "kind", "nhac", "person", "phieu",
    "position", "rev", "status", "takes_over", "tat-ca", "ten", "thoi", "whom",
}  # fmt: skip


@pytest.fixture(scope="module")
def names(built, django_db_blocker):
    """Every field of every form shown anywhere."""
    found = set(LATER)
    shown = [door for door in matrix.read() if door.only_looks and matrix.viewer(door)]
    with django_db_blocker.unblock():
        for door in shown:
            response = walking.ask(built, matrix.viewer(door), built.address(door.address))
            if response.get("Content-Type", "").startswith("text/html"):
                found |= set(NAMED.findall(response.text))
    return sorted(found - {"csrfmiddlewaretoken"})


def send(world, taken_back, door, body, kind):
    address = world.address(door.address)
    with taken_back(), walking.strict_database():
        response = walking.ask(
            world, matrix.doer(door), address, method="POST", data=body, content_type=kind
        )
    assert not walking.fault(response), (kind, body[:300])
    return response


@pytest.mark.parametrize("door", EACH_WAY, ids=str)
def test_no_body_breaks_a_page(world, taken_back, door):
    for kind, body in BODIES:
        send(world, taken_back, door, body, kind)


@pytest.mark.parametrize("door", EACH_WAY, ids=str)
def test_what_is_not_utf_8_is_refused(world, taken_back, door):
    for kind, body in FOREIGN:
        assert send(world, taken_back, door, body, kind).status_code == 400


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_no_value_breaks_a_form(world, taken_back, names, door):
    turn = DOORS.index(door)
    for value in pairs.some(VALUES, turn):
        send(world, taken_back, door, urlencode(dict.fromkeys(names, value)).encode(), FORM)
    asked = {} if door.name in LOOKED_AT else matrix.fields(door, world)
    for number, name in enumerate(asked):
        for value in pairs.some(VALUES, turn + number):
            body = urlencode(asked | {name: value}, doseq=True).encode()
            send(world, taken_back, door, body, FORM)


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_a_file_is_no_text_and_a_text_no_file(world, taken_back, names, door):
    sent = {name: SimpleUploadedFile("á\0<.xlsx", b"PK\x03\x04\xff\0") for name in names}
    send(world, taken_back, door, encode_multipart(BOUNDARY, sent), MULTIPART_CONTENT)


@given(data=st.data())
@pairs.made_up(200)
def test_no_mixture_breaks_a_form(world, taken_back, names, data):
    door = data.draw(st.sampled_from(DOORS))
    value = st.sampled_from(USUAL) | st.sampled_from(VALUES) | st.text(max_size=20)
    sent = data.draw(st.dictionaries(st.sampled_from(names), value, max_size=12))
    body = urlencode({**matrix.fields(door, world), **sent}, doseq=True, errors="replace")
    send(world, taken_back, door, body.encode(), FORM)


def test_a_foreign_body_is_refused_where_the_token_is_looked_for(world):
    client = world.client(worlds.NOBODY, enforce_csrf_checks=True, raise_request_exception=False)
    for kind, body in FOREIGN:
        response = client.generic("POST", "/dang-nhap/", body, content_type=kind)
        assert response.status_code == 400


@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_no_value_breaks_the_way_in(world, taken_back, value):
    """Its later pages are for whoever has typed the code of a message."""
    client = world.client(worlds.NOBODY, raise_request_exception=False)
    with taken_back(), walking.strict_database():
        phones.ask(client, worlds.NUMBER)
        for page, field in (("ma/", "code"), ("ai/", "person"), ("ai/pin/", "pin")):
            assert not walking.fault(client.post(f"/dang-nhap/{page}", {field: value}))
        phones.type_in(client, phones.last_code(worlds.NUMBER))
        named = dict.fromkeys(("full_name", "birth_year", "form_of_address", "home", "xa"), value)
        for page in ("ai/", "ai/pin/", "lau-roi/", "ten/"):
            sent = {**named, "agrees": "on", "person": value, "pin": value, "home_unit": value}
            assert not walking.fault(client.post(f"/dang-nhap/{page}", sent))
