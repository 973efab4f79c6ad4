"""How far a voice or a video is with being made fit for phones, while its author waits."""

import pytest

from lms.common import clock
from lms.jobs import running
from lms.jobs.models import Job
from lms.media.models import Film, Recording
from tests import films as videos
from tests import sounds
from tests.media.test_films import add as add_film
from tests.media.test_recordings import add as add_recording
from tests.people import sign_in

INSIDE = "/quan-tri/dang-lam"


def test_a_video_tells_how_far_it_is_and_then_can_be_seen(admin):
    add_film(admin, videos.video(1))
    film = Film.objects.get()
    page = admin.get(f"/quan-tri/snippets/media/film/edit/{film.pk}/").text
    assert f'data-making="{INSIDE}/video/{film.pk}/"' in page
    assert "Đang chờ tới lượt" in page
    assert "desk/making.js" in page
    running.drain("bulk")
    piece = admin.get(f"{INSIDE}/video/{film.pk}/")
    assert "Dùng được rồi" in piece.text
    assert "data-making" not in piece.text
    assert "no-store" in piece["Cache-Control"]


def test_the_bar_says_how_many_copies_are_done(admin):
    add_film(admin, videos.video(1))
    film = Film.objects.get()
    told = {"done_count": 1, "total_count": 2, "note": "Đang làm video cho điện thoại"}
    Job.objects.update(state="running", lease_until=clock.now(), **told)
    piece = admin.get(f"{INSIDE}/video/{film.pk}/").text
    assert 'max="2" value="1"' in piece
    assert "Đang làm video cho điện thoại: xong 1 trong 2 bản" in piece


def test_a_voice_tells_how_far_it_is(admin):
    add_recording(admin, sounds.recording(1.0))
    recording = Recording.objects.get()
    piece = f"{INSIDE}/giong-doc/{recording.pk}/"
    assert "Đang chờ tới lượt" in admin.get(piece).text
    running.drain("bulk")
    assert "data-making" not in admin.get(piece).text


@pytest.mark.parametrize("kind", ["video", "giong-doc"])
def test_nobody_else_is_told(client, admin, tuan, kind):
    add_film(admin, videos.copy())
    add_recording(admin, sounds.recording(1.0))
    row = (Film if kind == "video" else Recording).objects.get()
    sign_in(client, tuan)
    assert client.get(f"{INSIDE}/{kind}/{row.pk}/").status_code in {302, 403}
    assert client.get(f"{INSIDE}/{kind}/999/").status_code in {302, 403, 404}
