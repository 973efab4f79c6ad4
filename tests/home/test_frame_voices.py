"""A sentence of the frame read by a person: handed in by who may, heard, put back, forgotten."""

import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client

from courses.models import Asset
from lms.audit.models import AuditEvent
from lms.common import clock, spoken
from lms.home import frame_voices
from lms.home.models import FrameVoice
from lms.jobs import running
from lms.jobs.models import Job
from lms.users.services import grants
from tests import files, sounds
from tests.courses.editions import make_edition
from tests.factories import make_province
from tests.people import sign_in

SENTENCE = "Số điện thoại của bà con là số nào?"
KEY = spoken.key(SENTENCE)
LIST = "/quan-tri/giong-trang/"
PAGE = f"{LIST}{KEY}/"


@pytest.fixture(autouse=True)
def _own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(client, son):
    """The administrator of the province at her desk."""
    grants.grant(son, "province_admin", unit=make_province(), by=None)
    sign_in(client, son)
    return client


def hand_in(desk, content=None, page=PAGE):
    content = sounds.recording(0.6) if content is None else content
    return desk.post(page, {"file": SimpleUploadedFile("ghi-am.wav", content)})


@pytest.fixture
def read(desk):
    hand_in(desk)
    running.drain("bulk")
    return FrameVoice.objects.get()


def clips(address="/dang-nhap/"):
    """What somebody who is not signed in hears, and whether a machine is said to speak."""
    page = Client().get(address).text
    button = page.partition('data-clips="')[2].partition('"')[0].split()
    return button, "giọng máy tạm" in page


def test_a_recording_takes_the_place_of_the_machine(read, client):
    assert read.asset
    assert not read.error
    [first, *others], by_machine = clips()
    assert first == f"/tep/{read.asset}"
    assert all(address.startswith("/static/voices/") for address in others)
    assert by_machine, "three of the four sentences are still read by one"
    answer = client.get(first)
    assert b"ftyp" in b"".join(answer.streaming_content)[:12]


def test_where_people_read_every_sentence_nothing_speaks_of_a_machine(read):
    FrameVoice.objects.bulk_create(
        FrameVoice(key=key, file=read.file, asset=read.asset) for key in spoken.BY_KEY
    )
    frame_voices.put_back(KEY, by=read.created_by, now=clock.now())
    FrameVoice.objects.update(retired_at=None)
    assert clips()[1] is False
    assert clips("/")[1] is False


def test_home_and_the_page_without_a_line_change_with_it(desk):
    before = {address: desk.get(address)["ETag"] for address in ("/", "/da-tai/", "/sw.js")}
    hand_in(desk, page=f"{LIST}{spoken.key(spoken.OFFLINE[0])}/")
    hand_in(desk, page=f"{LIST}{spoken.key('Học thế nào?')}/")
    running.drain("bulk")
    for address, etag in before.items():
        assert desk.get(address)["ETag"] != etag, address
    asset = FrameVoice.objects.get(key=spoken.key(spoken.OFFLINE[0])).asset
    worker = desk.get("/sw.js").text
    entry = {"address": f"/tep/{asset}", "sha256": asset.removesuffix(".m4a")}
    assert json.dumps(entry) in worker


def test_until_the_new_one_is_ready_the_old_one_is_heard(read, desk):
    hand_in(desk, sounds.recording(0.9))
    assert clips()[0][0] == f"/tep/{read.asset}"
    assert "Đang làm bản ghi mới" in desk.get(PAGE).text
    running.drain("bulk")
    newest = FrameVoice.objects.latest("pk")
    assert clips()[0][0] == f"/tep/{newest.asset}" != f"/tep/{read.asset}"


def test_what_nobody_can_hear_is_told_and_changes_nothing(read, desk):
    hand_in(desk, sounds.recording(0.6, loud=0.0))
    running.drain("bulk")
    assert "Bản ghi không có tiếng" in desk.get(PAGE).text
    assert "Bản ghi mới chưa dùng được" in desk.get(LIST).text
    assert clips()[0][0] == f"/tep/{read.asset}"


@pytest.mark.parametrize(("content", "words"), [(files.PDF, "không phải bản ghi"), (b"", "trống")])
def test_what_is_no_recording_is_refused_with_words(desk, content, words):
    response = hand_in(desk, content)
    assert response.status_code == 200
    assert words in response.text
    assert not FrameVoice.objects.exists()
    assert not Job.objects.exists()


def test_nothing_chosen_is_asked_for(desk):
    assert "Chưa chọn bản ghi" in desk.post(PAGE, {}).text


def test_a_sentence_goes_back_to_the_machine(read, desk):
    assert "Người đọc" in desk.get(LIST).text
    response = desk.post(f"{PAGE}giong-may/")
    assert response["Location"] == PAGE
    assert clips()[0][0].startswith("/static/voices/")
    assert f'src="{clips()[0][0]}"' in desk.get(PAGE).text
    desk.post(f"{PAGE}giong-may/")
    actions = list(AuditEvent.objects.filter(action__startswith="frame_voice").order_by("pk"))
    assert [event.action for event in actions] == ["frame_voice.handed_in", "frame_voice.put_back"]
    assert {event.actor_id for event in actions} == {read.created_by_id}


@pytest.mark.parametrize("role", ["content_editor", "commune_manager", None])
def test_others_may_neither_look_nor_change(client, lan, role):
    province = make_province()
    if role:
        grants.grant(lan, role, unit=province, by=None)
    sign_in(client, lan)
    for answer in (
        client.get(LIST),
        client.get(PAGE),
        hand_in(client),
        client.post(f"{PAGE}giong-may/"),
    ):
        assert answer.status_code in {302, 403}
    assert not FrameVoice.objects.exists()


def test_a_sentence_nobody_wrote_is_not_there(desk):
    assert desk.get(f"{LIST}000000000000/").status_code == 404
    assert hand_in(desk, page=f"{LIST}000000000000/").status_code == 404
    assert desk.post(f"{LIST}000000000000/giong-may/").status_code == 404


def test_without_ffmpeg_it_says_what_is_missing(desk, monkeypatch):
    hand_in(desk)
    monkeypatch.setenv("PATH", "")
    running.drain("bulk")
    monkeypatch.undo()
    assert "ffmpeg" in FrameVoice.objects.get().error


def forget(days):
    return frame_voices.forget_old(now=clock.now() + timedelta(days=days))


def test_a_replaced_one_stays_while_pages_may_name_it_and_then_goes_with_its_files(read, desk):
    hand_in(desk, sounds.recording(0.9))
    running.drain("bulk")
    newest = FrameVoice.objects.latest("pk")
    assert forget(7) == 0
    assert default_storage.exists(read.file.name)
    assert forget(9) == 1
    assert FrameVoice.objects.get() == newest
    assert not default_storage.exists(read.file.name)
    assert default_storage.exists(newest.file.name)
    assert [f"{asset.pk}.m4a" for asset in Asset.objects.all()] == [newest.asset]
    assert clips()[0][0] == f"/tep/{newest.asset}"


def test_what_an_edition_names_is_kept(read, desk):
    voice = {"asset": read.asset, "seconds": 1, "placeholder": False}
    make_edition("doc", voice=voice)
    desk.post(f"{PAGE}giong-may/")
    assert forget(9) == 1
    assert Asset.objects.filter(pk=read.asset[:64]).exists()


def test_one_that_is_heard_is_never_forgotten(read):
    assert forget(4000) == 0


def test_none_is_ready_and_broken_at_once(db):
    with pytest.raises(IntegrityError):
        FrameVoice.objects.create(key=KEY, file="a.wav", asset="a.m4a", error="Hỏng.")
