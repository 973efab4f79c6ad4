"""A step that shows a film: written, published, shown with its weight, judged by what played."""

import re

import pytest

from courses.drafting import drafts
from courses.models import Asset, CourseEdition, LearningEvent
from courses.services import events, packages, publishing, validation
from lms.media import films
from lms.media.models import Film
from tests import films as videos
from tests.courses import desk
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import watch_values
from tests.courses.phones import NOW, Phone

pytestmark = pytest.mark.one_database


@pytest.fixture
def film(db):
    return films.make_ready(
        title="Cách nộp",
        copies=(videos.copy(name=b"l"), videos.copy(name=b"c")),
        poster=videos.POSTER,
        captions=videos.CAPTIONS,
    )


@pytest.fixture
def edition(page, film):
    desk.set_steps(page, desk.watch_step(film))
    return desk.publish(page)


@pytest.fixture
def phone(db):
    lessons = [("Nộp", "", [("xem", "watch", "Xem cách nộp", 2, watch_values())])]
    phone = Phone(make_edition("xem-nop", lessons=lessons, with_test=False))
    phone.uids["xem"] = step_uid("xem-nop", "xem")
    return phone


def step_page(client, edition, **headers):
    return client.get(f"/hoc/{edition.public_id}/{edition.steps.get().uid}/", **headers).text


def send(person, phone, payload, kind="watched"):
    return events.receive(person, [phone.event(kind, "xem", payload)], now=NOW)


def test_a_film_is_frozen_with_what_each_copy_weighs(edition, film):
    values = edition.steps.get().values
    frozen = values["film"]
    assert (frozen["seconds"], frozen["width"], frozen["height"]) == (20, 320, 240)
    assert [copy["bytes"] for copy in frozen["copies"]] == [len(videos.copy())] * 2
    assert values["transcript"] == "Mở Cổng dịch vụ công. Bấm nút Nộp trực tuyến."
    names = [frozen["poster"], frozen["captions"], *(copy["asset"] for copy in frozen["copies"])]
    assert Asset.objects.filter(pk__in=[name[:64] for name in names]).count() == 4
    Film.objects.all().delete()
    assert edition.steps.get().values == values


def test_the_page_fetches_no_film_and_says_what_each_costs(edition, client):
    page = step_page(client, edition)
    light, clear = edition.steps.get().values["film"]["copies"]
    for copy, name in ((light, "bản nhẹ"), (clear, "bản rõ")):
        button = re.search(rf'<button [^>]*data-copy="/tep/{copy["asset"]}">.*?</button>', page)
        assert f"Xem {name}" in button[0]
        assert re.search(r"20 giây · <span[^>]*>1 KB</span>", button[0])
    assert page.count('<video preload="none"') == 1
    assert page.count('preload="none"') == page.count("<video")
    assert "autoplay" not in page
    assert page.count("<track") == page.count(" default>") == 3
    assert "Mở Cổng dịch vụ công." in page
    assert "Tiếp tục" in page


def test_saving_data_keeps_poster_and_words_and_no_film(edition, client):
    page = step_page(client, edition, headers={"Save-Data": "on"})
    assert 'preload="none"' in page
    assert "Mở Cổng dịch vụ công." in page


def test_without_script_each_copy_is_a_plain_film(edition, client):
    plain = re.search(r"<noscript>.*?</noscript>", step_page(client, edition), re.DOTALL)[0]
    for copy in edition.steps.get().values["film"]["copies"]:
        assert f'src="/tep/{copy["asset"]}"' in plain
    assert plain.count("controls") == 2


def test_captions_and_copies_are_served(edition, client):
    frozen = edition.steps.get().values["film"]
    captions = client.get(f"/tep/{frozen['captions']}")
    assert captions["Content-Type"] == "text/vtt"
    assert b"".join(captions.streaming_content).decode() == videos.CAPTIONS
    address = f"/tep/{frozen['copies'][0]['asset']}"
    part = client.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")


def test_a_course_taken_along_leaves_its_films_to_whoever_chooses_them(edition):
    package = packages.of(edition)
    light, clear = edition.steps.get().values["film"]["copies"]
    addresses = {file.address for file in package.files}
    assert [one.address for one in package.films["light"]] == [f"/tep/{light['asset']}"]
    assert [one.size for one in package.films["clear"]] == [clear["bytes"]]
    assert not addresses & {f"/tep/{light['asset']}", f"/tep/{clear['asset']}"}
    frozen = edition.steps.get().values["film"]
    assert {f"/tep/{frozen['poster']}", f"/tep/{frozen['captions']}"} <= addresses
    assert any("/js/watch" in address for address in addresses)


def test_a_course_without_films_offers_none(phone):
    other = make_edition("khac", with_test=False)
    assert packages.of(other).films == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "waiting"}, "còn đang làm"),
        ({"state": "failed", "error": "Hỏng."}, "Video chưa dùng được: Hỏng."),
        ({"captions": ""}, "Video chưa có phụ đề"),
    ],
)
def test_a_film_that_is_not_ready_holds_the_course_back_and_leads_there(page, film, change, words):
    desk.set_steps(page, desk.watch_step(film))
    Film.objects.update(**change)
    (problem,) = publishing.review(page).errors
    assert words in problem.message
    assert problem.url == f"/quan-tri/snippets/media/film/edit/{film.pk}/"


def test_a_step_without_a_film_is_refused_at_its_block(page):
    desk.set_steps(page, desk.watch_step(None))
    (problem,) = validation.errors(drafts.latest(page))
    assert problem.message == "Chưa chọn video."
    assert problem.url.endswith(f"#block-{desk.block_id('xem')}-section")


def test_a_preview_shows_the_film_from_the_shelf(page, film):
    desk.set_steps(page, desk.watch_step(film))
    lesson = desk.lesson_of(page)
    shown = lesson.get_latest_revision_as_object().make_preview_request(preview_mode="buoc-1")
    assert f'data-copy="/tep/xem-truoc/phim/{film.pk}/light"' in shown.text


@pytest.mark.parametrize(
    ("payload", "is_done"),
    [
        ({"played": [0, 1, 2, 3]}, True),
        ({"played": [0, 1, 3, 2]}, True),
        ({"played": [0, 1, 2]}, False),
        ({"played": [0, 0, 0, 0]}, False),
        ({"played": []}, False),
        ({"played": [], "read": False}, False),
        ({"played": [1], "read": True}, True),
    ],
)
def test_enough_parts_played_or_all_words_read_finish_the_step(hoa, phone, payload, is_done):
    received = send(hoa, phone, payload)
    assert received.outcomes[0].outcome == "accepted"
    assert (phone.uids["xem"] in received.enrolments[0].done) == is_done
    assert bool(received.enrolments[0].completed_at) == is_done


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"played": "0123"},
        {"played": [4]},
        {"played": [-1]},
        {"played": [0.5]},
        {"played": [True]},
        {"played": [0] * 5},
        {"played": [0], "read": 1},
        {"played": [0], "seconds": 20},
    ],
)
def test_parts_the_film_does_not_have_are_not_taken(hoa, phone, payload):
    assert send(hoa, phone, payload).outcomes[0].outcome == "rejected"
    assert not LearningEvent.objects.exists()


def test_nobody_can_say_done_of_a_film(hoa, phone):
    assert send(hoa, phone, {}, kind="done").outcomes[0].outcome == "rejected"


def test_opening_finishes_nothing(hoa, phone):
    received = send(hoa, phone, {}, kind="opened")
    assert received.enrolments[0].done == {}


def test_the_words_are_on_paper(client, phone):
    page = client.get(f"/hoc/{phone.edition.public_id}/in/1/").text
    assert "Bấm nút Nộp trực tuyến." in page


def test_another_film_of_another_length_is_a_major_change(page, film):
    desk.set_steps(page, desk.watch_step(film))
    desk.publish(page)
    longer = films.make_ready(
        title="Dài hơn",
        copies=(videos.copy(40, b"m"), videos.copy(40, b"n")),
        poster=videos.POSTER,
        captions=videos.CAPTIONS,
    )
    desk.set_steps(page, desk.watch_step(longer))
    desk.publish(page)
    assert CourseEdition.objects.latest("number").level == "major"
