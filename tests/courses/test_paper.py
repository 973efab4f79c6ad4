"""Sheets to print: a poster of a course, a card of each lesson, each with its way back."""

import re

import pytest
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from courses.models import Course, EditionStep
from courses.services import fitting, paper
from courses.services.outline import Outline
from tests.courses.editions import make_edition, uids


@pytest.fixture
def edition(db):
    return make_edition()


def card(client, edition, number=1):
    return client.get(reverse("courses:card", args=[edition.public_id, number]))


def drawn(html):
    return re.findall(r'class="qr"', html)


def test_a_card_has_what_can_be_shown_and_a_qr_for_each_step(client, edition):
    numbers = paper.lesson_numbers(edition)
    for number in numbers:
        html = card(client, edition, number).text
        places = paper.places(edition, number)
        assert len(drawn(html)) == len(places)
        for place in edition.outline["lessons"][number - 1]["steps"]:
            assert (place["title"] in html) == (place["uid"] in places)
    assert uids(edition)["tin-nhan"] not in paper.places(edition, numbers[0])


def test_each_step_has_a_short_address_to_type_that_leads_to_it(client, edition):
    html = card(client, edition).text
    for place in Outline.of(edition).lessons[0].places:
        short = f"/hoc/{edition.public_id}/{place.number}"
        assert (f"<b>testserver{short}</b>" in html) == (place.kind in paper.ON_PAPER)
        exact = f"/hoc/{edition.public_id}/{place.uid}/"
        assertRedirects(client.get(short), exact)
        assertRedirects(client.get(f"{short.upper().replace('/HOC/', '/hoc/')}/"), exact)


def test_a_number_no_step_has_leads_nowhere(client, edition):
    for number in ("0", "999"):
        assert client.get(f"/hoc/{edition.public_id}/{number}").status_code == 404


def test_of_a_practice_every_screen_is_there_with_its_place_to_tap(client, edition):
    found = next(
        number
        for number in paper.lesson_numbers(edition)
        if uids(edition)["tap-nop"] in paper.places(edition, number)
    )
    html = card(client, edition, found).text
    screens = edition.steps.get(uid=uids(edition)["tap-nop"]).values["screens"]
    assert html.count("<rect ") == len(screens)
    for screen in screens:
        assert screen["ask"] in html
        (spot,) = [spot for spot in screen["spots"] if spot["role"] == "target"]
        assert f'<rect x="{spot["x"]}%" y="{spot["y"]}%"' in html


def test_the_poster_says_what_one_will_be_able_to_do(client, edition):
    html = client.get(reverse("courses:poster", args=[edition.public_id])).text
    assert edition.title in html
    assert len(drawn(html)) == 1
    assert f"testserver{edition.course.get_absolute_url().rstrip('/')}" in html
    for thing in edition.outline.get("can_do") or []:
        assert thing in html


def test_the_address_on_paper_is_that_of_the_site_whoever_asks(client, edition, settings):
    here = client.get(reverse("courses:poster", args=[edition.public_id])).text
    settings.PUBLIC_HOST = "hocso.ninhbinh.gov.vn"
    there = client.get(reverse("courses:poster", args=[edition.public_id])).text
    assert "hocso.ninhbinh.gov.vn/khoa-hoc/" in there
    assert "testserver" not in there
    assert here != there


@pytest.mark.parametrize("asked", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_a_trial_asked_for_on_its_own_machine_prints_where_phones_reach_it(
    client, edition, settings, asked
):
    settings.WAGTAILADMIN_BASE_URL = "http://192.168.1.7:8000"
    address = reverse("courses:poster", args=[edition.public_id])
    assert "192.168.1.7:8000/khoa-hoc/" in client.get(address, headers={"Host": asked}).text
    # By any other name a phone may have asked.
    assert (
        "may-tinh.local/khoa-hoc/" in client.get(address, headers={"Host": "may-tinh.local"}).text
    )


def test_a_lesson_without_anything_for_paper_has_no_card(client, edition):
    assert card(client, edition, 99).status_code == 404
    assert card(client, edition, 0).status_code == 404


def test_a_sheet_is_made_once_and_known_by_its_tag(client, edition, django_assert_num_queries):
    first = card(client, edition)
    with django_assert_num_queries(1):
        again = client.get(
            reverse("courses:card", args=[edition.public_id, 1]),
            headers={"If-None-Match": first["ETag"]},
        )
    assert again.status_code == 304


def test_of_a_withdrawn_course_nothing_is_printed(client, edition):
    Course.objects.update(state=Course.State.WITHDRAWN)
    assert card(client, edition).status_code == 410
    assert client.get(reverse("courses:poster", args=[edition.public_id])).status_code == 410


def test_the_course_leads_there(client, edition):
    html = client.get(edition.course.get_absolute_url()).text
    assert f'href="/hoc/{edition.public_id}/in/"' in html


# How much goes on a sheet


def said(words, **more):
    return "Bước", {"text": f"<p>{'từ ngữ ' * words}</p>", **more}


def test_short_steps_share_a_sheet_and_long_ones_have_their_own():
    assert fitting.together([said(10), said(10), said(150), said(10)]) == [2, 1, 1]


def test_the_less_stands_on_a_sheet_the_larger_is_its_type():
    sizes = [fitting.type_for([said(words)]) for words in (10, 90, 120, 2000)]
    assert sizes == [28, 21, 18, 18]


def test_a_picture_wants_room_and_a_tall_one_stands_beside_the_words():
    tall = {"width": "360", "height": "640", "caption": ""}
    wide = {"width": "360", "height": "200", "caption": ""}
    assert fitting.is_tall(tall)
    assert not fitting.is_tall(wide)
    assert not fitting.is_tall(None)
    for picture in (tall, wide):
        assert fitting.together([said(10, picture=picture)] * 2) == [1, 1]


def test_a_practice_of_many_screens_goes_on_on_another_sheet(client, edition):
    place = Outline.of(edition).places[0]
    values = {"mode": "alone", "screens": []}
    values["screens"] = [
        {"asset": f"{nth:064}.svg", "alt": "", "width": 360, "height": 640, "ask": f"Việc {nth}",
         "hint": "", "missed": "", "right": "", "spots": []}
        for nth in range(4)
    ]  # fmt: skip
    edition.outline["lessons"][0]["steps"] = [
        {**edition.outline["lessons"][0]["steps"][0], "kind": "simulate"}
    ]
    step = EditionStep(uid=place.uid, kind="simulate", title="Tập", values=values)
    html = paper.card_html(edition, 1, [step], site="http://testserver")
    assert html.count('class="sheet whole') == 2
    assert len(drawn(html)) == 2
    assert re.findall(r"<b>(\d)\. Việc", html) == ["1", "2", "3", "4"]
    assert "Tờ 2/2" in html
