"""The frame is read aloud: every sentence has its clip, and what is heard stands on the page."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import strip_tags

from lms.common import clock, spoken
from lms.users.models import PhoneCode
from tests.users.conftest import ask, type_in

STATIC = Path(settings.BASE_DIR) / "static"
BY_ADDRESS = {static(spoken.clip(sentence)): sentence for sentence in spoken.SENTENCES}
MOST = 960 * 1024


def heard(page):
    """What each button of a page reads, once it is known to stand there."""
    words = " ".join(html.unescape(strip_tags(page)).split())
    found = []
    for clips in re.findall(r'data-clips="([^"]+)"', page):
        sentences = [BY_ADDRESS[clip] for clip in clips.split()]
        assert all(sentence in words for sentence in sentences), sentences
        found.append(sentences)
    return found


def test_every_sentence_has_its_clip_and_no_clip_is_left_over():
    """Make those that are missing with `manage.py read_frame_aloud`."""
    clips = {spoken.clip(sentence) for sentence in spoken.SENTENCES}
    files = {f"{spoken.FOLDER}/{file.name}" for file in (STATIC / spoken.FOLDER).iterdir()}
    assert len(clips) == len(spoken.SENTENCES)
    assert files == clips
    assert sum((STATIC / clip).stat().st_size for clip in clips) < MOST


def test_every_sentence_of_a_template_is_read():
    folder = Path(settings.BASE_DIR) / "templates"
    asked = [
        sentence
        for file in folder.rglob("*.html")
        for tag in re.findall(r"{% hear (.*?) %}", file.read_text(encoding="utf-8"))
        for sentence in re.findall(r'_\("([^"]+)"\)', tag)
    ]
    assert len(asked) > 20
    assert set(asked) <= set(spoken.SENTENCES)


@pytest.mark.parametrize(
    "page",
    [
        "sign_in", "code", "who", "own_pin", "long_ago", "arrive", "card", "card_pin", "shared",
        "shared_pin", "shared_join",
    ],
)  # fmt: skip
def test_every_page_of_signing_in_speaks(page):
    file = Path(settings.BASE_DIR) / "templates" / "users" / f"{page}.html"
    assert "{% hear" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("address", "count"),
    [("/dang-nhap/", 4), ("/dang-nhap/the/", 3), ("/nho-giup/", 2), ("/da-tai/", 2)],
)
def test_a_page_says_what_stands_on_it(client, db, address, count):
    (sentences,) = heard(client.get(address).text)
    assert len(sentences) == count


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "429", "500", "503"])
def test_pages_that_stand_in_for_another_say_so(name):
    (sentences,) = heard(render_to_string(f"{name}.html"))
    assert len(sentences) == 2


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ({"typed": []}, 2),
        ({"typed": [("name", "Hoa")]}, 2),
        ({"typed": [("name", "Hoa")], "has_files": True}, 3),
    ],
)
def test_a_form_kept_too_long_says_what_is_left_of_it(form, count):
    (sentences,) = heard(render_to_string("403_csrf.html", form))
    assert len(sentences) == count


def test_what_went_wrong_on_the_way_in_is_said(client, db):
    wrong, _page = heard(client.post("/dang-nhap/", {"number": ""}).text)
    assert wrong == ["Xem lại giúp mình", "Nhập số điện thoại."]
    ask(client)
    wrong, _page = heard(type_in(client, "000000").text)
    assert wrong == ["Mã chưa đúng"]


def test_what_was_read_aloud_by_a_call_is_asked_for_aloud(client, db):
    ask(client)
    PhoneCode.objects.update(called_at=clock.now())
    wrong, (heading, *_rest) = heard(type_in(client, "").text)
    assert heading == "Nhập mã 6 số vừa nghe qua điện thoại"
    assert wrong == ["Xem lại giúp mình", "Nhập mã 6 số vừa nghe qua điện thoại."]


def test_a_sentence_without_a_clip_has_no_button():
    assert spoken.read(["Câu này chưa ai đọc."]) == []
