"""A step with a recorded voice: drafted, checked, frozen, shown and served."""

import json
import re

import pytest

from courses.models import Asset, EditionStep
from courses.services import packages, publishing
from courses.services.publishing import PublishRefused
from lms.media import recordings
from lms.media.models import Recording
from tests import sounds
from tests.courses import desk

pytestmark = pytest.mark.one_database

TEXT = "<p>Bấm vào <b>ô tìm kiếm</b>. Rồi gõ việc cần làm.</p>"
MARKS = [0.0, 1.2, 2.75]


def make_recording(name=b"a", marks=MARKS, **more):
    values = {"title": "Giọng chị Lan", "is_placeholder": False, **more}
    return recordings.make_ready(content=sounds.clip(name=name), marks=marks, **values)


def voiced(recording, text=TEXT):
    return desk.read_step(text=text, voice=recording and recording.pk)


@pytest.fixture
def recording(db):
    return make_recording()


@pytest.fixture
def edition(page, recording):
    desk.set_steps(page, voiced(recording))
    return desk.publish(page)


def step_page(client, edition):
    step = edition.steps.get()
    return client.get(f"/hoc/{edition.public_id}/{step.uid}/").text


def test_the_clip_and_its_marks_are_frozen(edition, recording):
    voice = edition.steps.get().values["voice"]
    assert voice["marks"] == [0, 1.2, 2.75]
    assert (voice["seconds"], voice["placeholder"]) == (4, False)
    asset = Asset.objects.get(pk=voice["asset"].removesuffix(".m4a"))
    with asset.file.open("rb") as file:
        assert file.read() == sounds.clip()
    Recording.objects.all().delete()
    assert EditionStep.objects.get().values["voice"] == voice


def test_a_step_without_a_voice_is_frozen_and_shown_as_ever(page, client):
    desk.set_steps(page, voiced(None))
    edition = desk.publish(page)
    assert "voice" not in edition.steps.get().values
    shown = step_page(client, edition)
    assert "data-listen" not in shown
    assert "data-s=" not in shown


def test_the_page_offers_to_listen_and_marks_each_sentence(edition, client):
    shown = step_page(client, edition)
    voice = edition.steps.get().values["voice"]
    assert 'data-marks="0 1.2 2.75"' in shown
    assert f'<audio preload="none" src="/tep/{voice["asset"]}">' in shown
    assert "autoplay" not in shown
    assert "giọng máy tạm" not in shown
    assert '<span data-s="0">Tìm đúng thủ tục</span></h1>' in shown
    assert set(re.findall(r'data-s="(\d)"', shown)) == {"0", "1", "2"}


def test_a_voice_of_a_machine_says_so(page, client):
    desk.set_steps(page, voiced(make_recording(is_placeholder=True)))
    assert "giọng máy tạm" in step_page(client, desk.publish(page))


def test_the_clip_is_served_for_ever_and_in_parts(edition, client):
    address = f"/tep/{edition.steps.get().values['voice']['asset']}"
    whole = client.get(address)
    assert whole["Content-Type"] == "audio/mp4"
    assert "immutable" in whole["Cache-Control"]
    assert whole["Accept-Ranges"] == "bytes"
    assert b"".join(whole.streaming_content) == sounds.clip()
    part = client.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    other = client.get(address, headers={"Range": "bytes=4-7", "If-Range": '"khac"'})
    assert other.status_code == 200
    assert b"".join(other.streaming_content) == sounds.clip()


def test_a_course_taken_along_brings_its_clips_and_says_what_they_weigh(edition):
    package = packages.of(edition)
    files = {file.address: file.size for file in package.files}
    asset = edition.steps.get().values["voice"]["asset"]
    assert files[f"/tep/{asset}"] == len(sounds.clip())
    assert any(re.search(r"/js/listen\.\w*\.?js|/js/listen.js", address) for address in files)
    assert package.size >= sum(files.values())
    step = next(page for page in package.pages if page.path == f"{edition.steps.get().uid}/")
    assert f"/tep/{asset}" in step.files


def messages(page):
    """Of voices: the practices of the tests name no application, which is told of, too."""
    found = [one for one in publishing.review(page).problems if "ứng dụng nào" not in one.message]
    return [(one.message, one.url, one.is_warning) for one in found]


UNREADY = pytest.mark.parametrize(
    ("state", "words"), [("waiting", "còn đang làm"), ("failed", "Không có tiếng.")]
)


def assert_held_back(page, recording, state, words):
    """In this state the clip keeps its course from being published, and the words lead to it."""
    Recording.objects.update(state=state, error="Không có tiếng.")
    [(message, url, is_warning)] = messages(page)
    assert words in message
    assert url == f"/quan-tri/snippets/media/recording/edit/{recording.pk}/"
    assert not is_warning
    with pytest.raises(PublishRefused):
        publishing.publish_course(page, by=None)


@UNREADY
def test_a_clip_that_is_not_ready_holds_the_course_back_and_leads_there(
    page, recording, state, words
):
    desk.set_steps(page, voiced(recording))
    assert_held_back(page, recording, state, words)


def test_marks_that_do_not_fit_are_told_and_left_out(page, recording):
    Recording.objects.update(marks=[0.0, 1.0])
    desk.set_steps(page, voiced(recording))
    [(message, _url, is_warning)] = messages(page)
    assert "Bước có 3 câu mà giọng đọc có 2 mốc" in message
    assert is_warning
    assert desk.publish(page).steps.get().values["voice"]["marks"] == []


def test_without_times_of_the_author_the_longest_pauses_are_taken(page, recording):
    Recording.objects.update(marks=[], pauses=[[0.8, 0.2], [1.5, 0.6], [2.5, 0.5]])
    desk.set_steps(page, voiced(recording))
    assert messages(page) == []
    assert desk.publish(page).steps.get().values["voice"]["marks"] == [0, 1.5, 2.5]


def changes(page):
    found = publishing.review(page)
    return found.floor, [change.message for change in found.changes]


def test_another_clip_is_a_minor_change_and_other_marks_a_typo(page, edition, recording):
    Recording.objects.update(marks=[0.0, 1.3, 2.8])
    assert changes(page) == ("typo", ["Đổi giọng đọc của bước “Tìm đúng thủ tục”"])
    desk.set_steps(page, voiced(make_recording(b"b")))
    assert changes(page)[0] == "minor"
    desk.set_steps(page, voiced(None))
    assert changes(page)[0] == "minor"


def test_other_words_under_the_same_clip_are_pointed_out(page, edition, recording):
    desk.set_steps(page, voiced(recording, text="<p>Bấm vào ô trên. Rồi gõ việc cần làm.</p>"))
    level, [message] = changes(page)
    assert level == "typo"
    assert "giọng đọc vẫn là bản cũ" in message


def test_the_preview_plays_the_clip_of_the_shelf(page, recording, client, editor, as_person):
    desk.set_steps(page, voiced(recording))
    as_person("editor")
    lesson = desk.lesson_of(page)
    shown = client.get(f"/quan-tri/pages/{lesson.pk}/view_draft/").text
    assert f"/tep/xem-truoc/giong/{recording.pk}" in shown


def test_drafts_from_before_have_no_voice(page):
    steps = json.loads(json.dumps([desk.read_step()]))
    desk.set_steps(page, *steps)
    assert desk.lesson_of(page).steps[0].value["voice"] is None
