"""A video: taken by what is in it, made into two copies for phones, its captions checked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from lms.jobs import running
from lms.jobs.models import Job
from lms.media import ffmpeg, films
from lms.media.models import Film
from lms.media.sound.kinds import mp4_seconds
from tests import files, sounds
from tests import films as videos

ADD = "/quan-tri/snippets/media/film/add/"
CHOOSER = "/quan-tri/snippets/choose/media/film/create/"
FIELDS = {"title": "Cách nộp", "captions": "", "transcript": ""}

BAD = [
    ("bai.mp4", files.PDF, "không phải video"),
    ("bai.mp4", sounds.clip(), "không phải video"),
    ("bai.mp4", b"#EXTM3U\nfile:///etc/passwd\n", "không phải video"),
    ("bai.mp4", b"", "trống"),
]


def add(client, content, name="quay.mp4", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(ADD, {**FIELDS, "file": file, **fields})


def edit(client, film, **fields):
    return client.post(f"/quan-tri/snippets/media/film/edit/{film.pk}/", {**FIELDS, **fields})


def content_of(file):
    with file.open("rb") as opened:
        return opened.read()


@pytest.fixture
def film(db):
    return films.make_ready(
        title="Cách nộp",
        copies=(videos.copy(name=b"l"), videos.copy(name=b"c")),
        poster=videos.POSTER,
        captions=videos.CAPTIONS,
    )


@pytest.mark.parametrize(("name", "content", "words"), BAD)
def test_what_is_no_video_is_refused_with_words(admin, name, content, words):
    response = add(admin, content, name)
    assert response.status_code == 200
    assert words in response.text
    assert not Film.objects.exists()
    assert not Job.objects.exists()


def test_too_many_megabytes_are_refused_with_words(admin):
    response = add(admin, videos.copy() + b"\0" * 61_000_000)
    assert "Video nặng 61,1 MB, quá mức 60 MB" in response.text
    assert not Film.objects.exists()


@pytest.mark.parametrize(
    ("made", "light", "clear"),
    [
        ({"size": "1280x720"}, (426, 240), (640, 360)),
        ({"size": "360x640", "extension": "webm", "sound": False}, (240, 426), (360, 640)),
    ],
)
def test_a_video_becomes_two_copies_and_a_poster(admin, made, light, clear):
    add(admin, videos.video(**made))
    running.drain("bulk")
    film = Film.objects.get()
    assert film.state == "ready", film.error
    assert film.seconds == pytest.approx(4, abs=0.3)
    contents = [content_of(film.light), content_of(film.clear)]
    assert [_size(content) for content in contents] == [light, clear]
    for content in contents:
        assert mp4_seconds(content) == pytest.approx(4, abs=0.3)
        assert content.find(b"moov") < content.find(b"mdat"), "plays while it comes"
    assert content_of(film.poster)[8:12] == b"WEBP"
    assert (film.width > film.height) == (clear[0] > clear[1])
    page = admin.get(f"/quan-tri/snippets/media/film/edit/{film.pk}/").text
    assert "Dùng được rồi, dài 0:0" in page
    assert '<video class="desk-film"' in page


@pytest.mark.parametrize("seconds", [3, pytest.param(20, marks=pytest.mark.large)])
def test_a_copy_costs_at_most_two_megabytes_a_minute_whatever_is_seen(admin, seconds):
    sent = videos.video(seconds, "640x480", rate=24, noise=90)
    add(admin, sent)
    running.drain("bulk")
    film = Film.objects.get()
    assert film.state == "ready", film.error
    for copy in (film.light, film.clear):
        assert copy.size <= 2_000_000 * seconds / 60 + 4_000
    assert content_of(film.file) == sent, "the original is kept as it came"


def _size(content):
    """Width and height as the header of the picture track says."""
    at = content.find(b"tkhd")
    end = at + 4 + 84 - 4
    return tuple(int.from_bytes(content[end - 4 + n : end - 2 + n]) for n in (0, 4))


def test_a_video_nobody_can_read_says_so_and_may_be_tried_again(admin):
    add(admin, videos.copy())
    running.drain("bulk")
    film = Film.objects.get()
    assert film.state == "failed"
    assert "Không đọc được hình trong video" in film.error
    edit(admin, film)
    film.refresh_from_db()
    assert film.state == "waiting"


def test_without_ffmpeg_the_author_is_told_and_the_video_stays(admin, monkeypatch):
    monkeypatch.setattr(ffmpeg, "PROGRAM", "khong-co-ffmpeg")
    add(admin, videos.copy())
    running.drain("bulk")
    film = Film.objects.get()
    assert film.state == "failed"
    assert "chưa có chương trình ffmpeg" in film.error
    assert content_of(film.file) == videos.copy()


def test_a_video_chosen_inside_a_lesson_is_made_ready_too(admin):
    file = SimpleUploadedFile("quay.mp4", videos.copy())
    fields = {"title": "Nộp", "file": file, "collection": 1}
    admin.post(CHOOSER, {f"film-chooser-{name}": value for name, value in fields.items()})
    admin.post(CHOOSER, {**fields, "file": SimpleUploadedFile("quay.mp4", videos.copy())})
    assert Job.objects.filter(kind=films.KIND).exists()


def test_captions_are_kept_plain_whether_typed_or_from_a_file(admin, film):
    typed = "1\n00:01,000 --> 00:02,5 align:start\n<b>Mở</b> trang\n\n00:03.000 --> 00:04.000\nXong"
    edit(admin, film, captions=typed)
    film.refresh_from_db()
    assert film.captions == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nMở trang\n\n00:00:03.000 --> 00:00:04.000\nXong\n"
    )
    edit(admin, film, captions_file=SimpleUploadedFile("a.vtt", videos.CAPTIONS.encode()))
    film.refresh_from_db()
    assert film.captions == videos.CAPTIONS


def test_a_transcript_is_made_of_the_captions_until_somebody_types_one(admin, film):
    assert film.told() == "Mở Cổng dịch vụ công. Bấm nút Nộp trực tuyến."
    edit(admin, film, captions=videos.CAPTIONS, transcript="Cô Lan mở Cổng.")
    film.refresh_from_db()
    assert film.told() == "Cô Lan mở Cổng."


WRONG = [
    ("Mở trang", "Dòng 1 “Mở trang”: chữ này chưa có dòng giờ ở trên"),
    ("WEBVTT\n\n00:01 -> 00:02\nMở", "Dòng 3 “00:01 -&gt; 00:02”: chữ này chưa có dòng giờ"),
    ("WEBVTT\n\n1:99.000 --> 00:02.000\nMở", "Dòng 3 “1:99.000 --&gt; 00:02.000”: chưa hiểu giờ"),
    ("00:02.000 --> 00:01.000\nMở", "Dòng 1 “00:02.000 --&gt; 00:01.000”: lúc hết phải muộn hơn"),
    ("00:01.000 --> 00:02.000\n\n", "dưới dòng giờ này chưa có chữ"),
    ("00:03.000 --> 00:04.000\nA\n\n00:01.000 --> 00:02.000\nB", "Dòng 4"),
    ("00:01.000 --> 00:02.000\nA\n00:02.000 --> 00:03.000\nB", "Dòng 3"),
    ("00:01.000 --> 09:02.000\nA", "muộn hơn lúc hết video (00:00:20.000)"),
    ("WEBVTT\n\nNOTE chỉ có ghi chú", "Chưa thấy lời nào trong phụ đề"),
]


@pytest.mark.parametrize(("captions", "words"), WRONG)
def test_wrong_captions_name_the_line_and_change_nothing(admin, film, captions, words):
    response = edit(admin, film, captions=captions)
    assert response.status_code == 200
    assert words in response.text
    film.refresh_from_db()
    assert film.captions == videos.CAPTIONS


def test_captions_in_another_encoding_are_refused_with_words(admin, film):
    file = SimpleUploadedFile("a.vtt", "Mở trang".encode("utf-16"))
    assert "mã UTF-8" in edit(admin, film, captions_file=file).text


def test_a_part_of_a_film_is_shown_to_who_may_use_it(admin, client, film):
    address = f"/tep/xem-truoc/phim/{film.pk}/clear"
    whole = admin.get(address)
    assert b"".join(whole.streaming_content) == videos.copy(name=b"c")
    assert whole["Cache-Control"] == "private, no-store"
    captions = admin.get(f"/tep/xem-truoc/phim/{film.pk}/captions")
    assert captions["Content-Type"].startswith("text/vtt")
    client.logout()
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("broken", [{"light": ""}, {"state": "failed", "error": ""}])
def test_a_ready_film_has_its_copies_and_a_failed_one_its_reason(film, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Film.objects.filter(pk=film.pk).update(**broken)
