"""Photos come after their log, in parts, and only as the log named them."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lms.common import clock
from lms.media.snapshots import snapshot
from teams.models import Evidence, EvidencePart
from teams.services import evidence
from tests import pairs
from tests.teams.conftest import envelope, send
from tests.teams.pictures import (
    ADDRESS,
    PART,
    PhotoPhone,
    crowd,
    log_with,
    name_of,
    named,
    with_position,
)

pytestmark = pytest.mark.one_database

PHOTO = crowd()
RELAXED = pairs.made_up(25)


@pytest.fixture
def phone(lan, team):
    return PhotoPhone(lan)


@pytest.fixture
def session(lan, team):
    return log_with(lan, team, PHOTO)


def stored(session):
    row = session.evidence.get()
    with default_storage.open(row.file) as file:
        return row, file.read()


def test_a_log_is_received_before_its_photo_and_says_how_many_are_missing(phone, session):
    assert session.status == "received"
    assert [row.state for row in session.evidence.all()] == ["awaited"]
    told = phone.how_far(session, PHOTO)
    assert told == {"state": "awaited", "offset": 0, "size": len(PHOTO)}


@pytest.mark.every_database
def test_a_photo_comes_in_parts_and_is_kept_when_it_is_whole(phone, session):
    assert len(PHOTO) > 3 * PART
    first = phone.put_part(session, PHOTO, 0)
    assert first.json() == {"state": "awaited", "offset": PART, "size": len(PHOTO)}
    assert first["Cache-Control"] == "no-store"
    assert phone.bring(session, PHOTO, start=PART).json()["state"] == "kept"
    row, content = stored(session)
    assert (row.state, row.width, row.height) == ("kept", 480, 360)
    assert Image.open(BytesIO(content)).size == (480, 360)
    assert not EvidencePart.objects.exists()


def test_after_a_break_it_goes_on_where_it_stopped(phone, session):
    phone.put_part(session, PHOTO, 0)
    assert phone.how_far(session, PHOTO)["offset"] == PART
    assert phone.bring(session, PHOTO, start=PART).json()["state"] == "kept"


def test_a_part_that_comes_again_changes_nothing(phone, session):
    for _ in range(10):
        assert phone.put_part(session, PHOTO, 0).json()["offset"] == PART
    assert EvidencePart.objects.count() == 1
    assert phone.bring(session, PHOTO).json()["state"] == "kept"
    for start in (0, PART, len(PHOTO)):
        assert phone.put_part(session, PHOTO, start).json()["state"] == "kept"


def test_a_part_from_further_on_is_not_taken_and_the_place_is_told(phone, session):
    answer = phone.put_part(session, PHOTO, PART)
    assert answer.json() == {"state": "awaited", "offset": 0, "size": len(PHOTO)}
    assert not EvidencePart.objects.exists()


@given(
    cuts=st.lists(st.integers(0, len(PHOTO)), max_size=12), sizes=st.lists(st.integers(1, 40000))
)
@RELAXED
def test_parts_of_any_size_from_anywhere_end_in_the_photo_that_was_named(
    phone, lan, team, cuts, sizes
):
    session = log_with(lan, team, PHOTO)
    for cut, size in zip(cuts, sizes, strict=False):
        assert phone.put_part(session, PHOTO, cut, PHOTO[cut : cut + size]).status_code == 200
    while (told := phone.how_far(session, PHOTO))["state"] == "awaited":
        phone.put_part(session, PHOTO, told["offset"])
    row = session.evidence.get()
    assert (row.state, row.parts.count()) == ("kept", 0)


def test_bytes_that_are_not_those_of_the_name_are_kept_out(phone, session):
    other = crowd(seed=2)[: len(PHOTO)].ljust(len(PHOTO), b"\0")
    for start in range(0, len(PHOTO), PART):
        answer = phone.put_part(session, PHOTO, start, other[start : start + PART])
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_hash")
    assert "gửi lại từ đầu" in answer.json()["message"]
    assert phone.how_far(session, PHOTO)["offset"] == 0
    assert not session.evidence.get().file
    assert phone.bring(session, PHOTO).json()["state"] == "kept"


@pytest.mark.parametrize(
    "content",
    [b"khong phai anh" * 90, b"<svg xmlns='http://www.w3.org/2000/svg'/>", PHOTO[:9000], b"GIF89a"],
)
def test_what_is_no_photo_is_kept_out_in_words(phone, lan, team, content):
    session = log_with(lan, team, content)
    answer = phone.bring(session, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_photo")
    assert answer.json()["message"].endswith(".")
    assert not session.evidence.get().file


def test_a_picture_that_unpacks_to_a_hundred_million_points_is_kept_out(phone, lan, team):
    bomb = BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    content = bomb.getvalue()
    session = log_with(lan, team, content)
    answer = phone.bring(session, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_photo")
    assert "quá nhiều điểm ảnh" in answer.json()["message"]


def test_where_and_by_what_it_was_taken_is_not_kept(phone, lan, team):
    content = with_position(PHOTO)
    assert Image.open(BytesIO(content)).getexif()
    session = log_with(lan, team, content)
    phone.bring(session, content)
    row, kept = stored(session)
    for name in (row.file, row.small_file):
        with default_storage.open(name) as file:
            image = Image.open(file)
            assert not image.getexif()
            assert {*image.info} <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                     "progressive", "progression"}  # fmt: skip
    assert b"SAMSUNG" not in kept


def test_a_large_photo_of_an_old_browser_is_made_small_here(phone, lan, team):
    content = crowd(size=(1900, 500), quality=40)
    assert len(content) < 400 * 1024
    session = log_with(lan, team, content)
    assert phone.bring(session, content).json()["state"] == "kept"
    row, kept = stored(session)
    assert max(row.width, row.height) <= 1600
    assert len(kept) <= 150 * 1024


def test_only_who_may_mend_the_log_brings_its_photos(
    phone, session, minh, other_team, reviewer, hoa
):
    for person in (minh, reviewer, hoa):
        other = PhotoPhone(person)
        assert other.put_part(session, PHOTO, 0).status_code == 404
        assert other.get(other.place(session, PHOTO)).status_code == 404
    assert not EvidencePart.objects.exists()


def test_signed_out_or_without_the_token_nothing_is_taken(phone, session):
    place = phone.place(session, PHOTO)
    answer = phone.generic("PUT", place, PHOTO[:9], headers={"Upload-Offset": "0"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    phone.ask()
    phone.cookies.pop("sessionid")
    assert phone.put_part(session, PHOTO, 0).status_code == 401
    assert not EvidencePart.objects.exists()


def test_a_photo_no_log_names_is_not_taken(phone, session):
    answer = phone.put_part(session, crowd(seed=3), 0)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("start", ["", "-1", "1e3", "x", "9" * 30, "٣"])
def test_a_broken_place_is_told_in_words(phone, session, start):
    phone.ask()
    answer = phone.generic(
        "PUT", phone.place(session, PHOTO), b"x", content_type="application/octet-stream",
        headers={"X-CSRFToken": phone.cookies["csrftoken"].value, "Upload-Offset": start.encode()
                 .decode("latin-1")},
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.json()["message"].endswith(".")


def test_a_part_of_more_than_64_kilobytes_is_not_read(phone, session):
    answer = phone.put_part(session, PHOTO, 0, b"x" * (64 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_photo_left_out_of_a_revision_is_wanted_no_more(phone, lan, team, session):
    wrap = envelope(team, record_id=session.record_id, rev=2, base_rev=1)
    send(lan, team, wrap=wrap)
    assert phone.put_part(session, PHOTO, 0).json()["state"] == "gone"


def test_a_photo_that_was_erased_never_comes_back(phone, lan, team, session):
    phone.bring(session, PHOTO)
    row = session.evidence.get()
    assert evidence.erase(row, by=lan, now=clock.now())
    assert phone.how_far(session, PHOTO)["state"] == "gone"
    assert phone.bring(session, PHOTO).json()["state"] == "gone"
    wrap = envelope(team, record_id=session.record_id, rev=2, base_rev=1)
    send(lan, team, wrap=wrap, heads=15, **named(PHOTO))
    assert session.evidence.get().state == "erased"


def test_addresses_that_name_nothing_are_answered_in_words(phone, session):
    for end in (f"{session.record_id}/x", f"{session.record_id}/{'0' * 64}", f"x/{name_of(PHOTO)}"):
        answer = phone.get(f"{ADDRESS}/{end}")
        assert answer.status_code == 404
        assert answer.json()["message"]


@pytest.mark.every_database
def test_the_last_part_whose_answer_was_lost_is_finished_by_asking_again(phone, lan, session):
    """The process died between the last part and the photo made of it."""
    row = session.evidence.get()
    EvidencePart.objects.create(evidence=row, start=0, end=len(PHOTO), content=PHOTO)
    assert phone.how_far(session, PHOTO)["offset"] == len(PHOTO)
    assert phone.put_part(session, PHOTO, len(PHOTO)).json()["state"] == "kept"


def test_a_photo_that_was_made_whole_meanwhile_is_no_broken_one(phone, session, monkeypatch):
    """The same last part came twice at once; whoever was faster took the parts along."""
    first = evidence._picture

    def overtaken(photo):
        evidence.keep(photo, snapshot(PHOTO), now=clock.now())
        return first(photo)

    monkeypatch.setattr(evidence, "_picture", overtaken)
    assert phone.bring(session, PHOTO).json()["state"] == "kept"
    assert stored(session)[0].is_kept


@pytest.mark.every_database
def test_evidence_of_a_session_is_there_once(session):
    [row] = Evidence.objects.all()
    assert (row.session, row.size, row.sha256) == (session, len(PHOTO), name_of(PHOTO))
