"""A recorded voice: taken by what is in it, made fit for phones, its sentences marked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from lms.jobs import running
from lms.jobs.models import Job
from lms.media import recordings
from lms.media.models import Recording
from lms.media.sound import converting, kinds
from tests import files, sounds

ADD = "/quan-tri/snippets/media/recording/add/"
CHOOSER = "/quan-tri/snippets/choose/media/recording/create/"

BAD = [
    ("bai.mp3", files.PDF, "không phải bản ghi tiếng"),
    ("bai.m4a", b"MZ\x90\x00" + b"\0" * 99, "không phải bản ghi tiếng"),
    ("bai.m3u8", b"#EXTM3U\nfile:///etc/passwd\n", "không phải bản ghi tiếng"),
    ("bai.wav", b"", "trống"),
]


def add(client, content, name="ghi-am.wav", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(ADD, {"title": "Bước 2", "file": file, "times": "", **fields})


def edit(client, recording, **fields):
    values = {"title": recording.title, "times": "", **fields}
    return client.post(f"/quan-tri/snippets/media/recording/edit/{recording.pk}/", values)


def clip_of(recording):
    with recording.phone_file.open("rb") as file:
        return file.read()


@pytest.fixture
def recording(admin):
    """Three sentences: 1.0 s, 1.2 s and 0.9 s, with pauses of 0.6 s and 0.9 s between."""
    add(admin, sounds.recording(1.0, 0.6, 1.2, 0.9, 0.9))
    running.drain("bulk")
    return Recording.objects.get()


@pytest.mark.parametrize(("name", "content", "words"), BAD)
def test_what_is_no_recording_is_refused_with_words(admin, name, content, words):
    response = add(admin, content, name)
    assert response.status_code == 200
    assert words in response.text
    assert not Recording.objects.exists()
    assert not Job.objects.exists()


def test_fifty_megabytes_are_refused_with_words(admin):
    response = add(admin, sounds.recording(0.1) + b"\0" * 50_000_000)
    assert "Bản ghi nặng 50,1 MB, quá mức 30 MB" in response.text
    assert not Recording.objects.exists()


def test_a_recording_becomes_a_light_clip_with_its_pauses(recording):
    assert recording.state == "ready"
    assert 4.4 < recording.seconds < 4.9
    clip = clip_of(recording)
    assert len(clip) <= 3_000 * recording.seconds + 1_000
    assert kinds.phone_seconds(clip) == pytest.approx(recording.seconds, abs=0.01)
    assert recording.marks_for(3) == pytest.approx([0, 1.6, 3.7], abs=0.15)
    assert recording.marks_for(2) == pytest.approx([0, 3.7], abs=0.15), "the longest pause"
    assert recording.marks_for(9) == []


OTHER_KINDS = [
    ("m4a", ["-c:a", "aac"]),
    ("mp3", []),
    ("ogg", ["-c:a", "libopus"]),
    ("webm", ["-c:a", "libopus"]),
    ("3gp", ["-c:a", "aac"]),
    ("flac", []),
]


@pytest.mark.parametrize(("extension", "options"), OTHER_KINDS, ids=str)
def test_every_kind_phones_make_is_taken(extension, options):
    clip = converting.for_phone(sounds.as_kind(extension, *options))
    assert 2.8 < clip.seconds < 3.3
    assert len(clip.pauses) == 1


def test_the_kind_of_old_phones_is_taken():
    assert 2.2 < converting.for_phone(sounds.AMR).seconds < 2.6


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (sounds.recording(2.0, loud=0.0), "không có tiếng"),
        (sounds.recording(2.0)[:44], "không có tiếng"),
        (b"ID3" + b"\0" * 400, "có thể tệp đã hỏng"),
        (b"\0\0\0\x20ftypM4A " + b"\xff" * 500, "có thể tệp đã hỏng"),
    ],
    ids=["silent", "empty", "no sound in it", "broken"],
)
def test_a_recording_nobody_can_hear_says_so_where_it_lies(admin, content, words):
    add(admin, content)
    running.drain("bulk")
    recording = Recording.objects.get()
    assert recording.state == "failed"
    page = admin.get(f"/quan-tri/snippets/media/recording/edit/{recording.pk}/").text
    assert words in page
    assert Job.objects.get().state == "done"


def test_a_voice_of_an_hour_is_refused_with_words_at_the_form(admin):
    response = add(admin, sounds.clip(seconds=3600), "ghi-am.m4a")
    assert "Bản ghi dài quá 5 phút. Tách bước thành hai" in response.text
    assert not Recording.objects.exists()


@pytest.mark.large
def test_a_voice_of_an_hour_that_does_not_say_so_is_refused_by_the_job(admin):
    """An old phone's recording: only playing it tells how long it is."""
    hour = sounds.AMR + sounds.AMR[6:] * 1500
    assert len(hour) < kinds.MAX_BYTES
    add(admin, hour, "ghi-am.amr")
    running.drain("bulk")
    recording = Recording.objects.get()
    assert recording.state == "failed"
    # A busy machine may not get through five minutes of it in its time.
    assert recording.error.startswith(("Bản ghi dài quá 5 phút.", "Bản ghi này máy làm mãi"))


def test_a_recording_of_six_minutes_is_refused(monkeypatch):
    monkeypatch.setattr(kinds, "MAX_SECONDS", 2)
    with pytest.raises(kinds.FileRefused, match="dài quá"):
        converting.for_phone(sounds.recording(4.0))


def test_without_ffmpeg_the_author_is_told_and_saving_again_tries_again(admin, monkeypatch):
    with monkeypatch.context() as without:
        without.setenv("PATH", "/khong-co")
        add(admin, sounds.recording(1.0))
        running.drain("bulk")
    recording = Recording.objects.get()
    assert recording.state == "failed"
    assert "chưa có chương trình ffmpeg" in recording.error
    edit(admin, recording)
    running.drain("bulk")
    recording.refresh_from_db()
    assert recording.state == "ready"


def test_an_author_writes_the_times_of_sentences(admin, recording):
    page = admin.get(f"/quan-tri/snippets/media/recording/edit/{recording.pk}/").text
    assert "0:00,0\n0:01,6\n0:03,7" in page
    edit(admin, recording, times="0:00,2\n0:01,5")
    recording.refresh_from_db()
    assert recording.marks == [0.2, 1.5]
    assert recording.marks_for(2) == [0.2, 1.5]
    assert recording.marks_for(3) == []


@pytest.mark.parametrize("times", ["0:00,0\nhai giây", "0:02\n0:01", "0:00\n9:00", "0:00\n0:00"])
def test_times_that_cannot_be_are_named(admin, recording, times):
    response = edit(admin, recording, times=times)
    assert "Chưa hiểu dòng" in response.text
    recording.refresh_from_db()
    assert recording.marks == []


def test_another_file_is_made_anew_and_forgets_the_old_times(admin, recording):
    before = recording.phone_file.name
    Recording.objects.update(marks=[0.0, 1.0], is_placeholder=True)
    file = SimpleUploadedFile("moi.wav", sounds.recording(1.5, 0.5, 1.0))
    edit(admin, recording, file=file, times="0:00,0\n0:01,0")
    running.drain("bulk")
    recording.refresh_from_db()
    assert (recording.state, recording.marks, recording.is_placeholder) == ("ready", [], False)
    assert recording.phone_file.name != before


def test_a_recording_is_uploaded_where_it_is_chosen(admin, son):
    file = SimpleUploadedFile("ghi.wav", sounds.recording(1.0))
    admin.post(CHOOSER, {"title": "Bước 1", "file": file, "collection": 1})
    recording = Recording.objects.get()
    assert recording.uploaded_by_user == son
    assert Job.objects.get().ids["recording"] == recording.pk


def test_a_clip_that_is_ready_needs_no_job(db, recording):
    content = clip_of(recording)
    made = recordings.make_ready(title="Máy đọc", content=content, marks=[0.0], is_placeholder=True)
    assert (made.state, made.telling()) == ("ready", "0:04, giọng máy tạm")
    with pytest.raises(kinds.FileRefused, match="không phải bản đọc"):
        recordings.make_ready(title="", content=sounds.AMR, marks=[], is_placeholder=True)


def test_the_database_wants_a_clip_or_a_reason(db):
    for state in ("ready", "failed"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recording.objects.create(title="Lạc", state=state, file="recordings/khong.wav")


def test_a_part_of_a_clip_can_be_asked_for(admin, recording):
    address = f"/tep/xem-truoc/giong/{recording.pk}"
    whole = b"".join(admin.get(address).streaming_content)
    part = admin.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert admin.get(address, headers={"Range": "bytes=-5"}).content == whole[-5:]
    assert admin.get(address, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
