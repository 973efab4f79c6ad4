"""A course says what it is called and good for: drafted, checked, frozen, shown, taken along."""

import gzip
import json

import pytest
from django.db.models import ProtectedError

from courses.models import Asset
from courses.services import packages
from tests import sounds
from tests.courses import desk
from tests.courses.editions import make_edition
from tests.courses.test_voices import UNREADY, assert_held_back, changes, make_recording

pytestmark = pytest.mark.one_database

VOICE = {"asset": f"{'a' * 64}.m4a", "seconds": 9.5, "placeholder": True}


@pytest.fixture
def recording(db):
    return make_recording(marks=[])


@pytest.fixture
def edition(page, recording):
    return desk.publish(desk.edit(page, voice=recording))


def asset_of(edition):
    return edition.outline["voice"]["asset"]


def test_the_clip_is_frozen_and_kept(edition):
    assert edition.outline["voice"] == {
        "asset": asset_of(edition),
        "seconds": 4,
        "placeholder": False,
    }
    with Asset.objects.get(pk=asset_of(edition)[:64]).file.open("rb") as file:
        assert file.read() == sounds.clip()


def test_its_recording_cannot_be_thrown_away_while_the_draft_has_it(page, recording):
    page.voice = recording
    page.save()
    with pytest.raises(ProtectedError):
        recording.delete()


@pytest.mark.parametrize("address", ["/", "/tim/", "/khoa-hoc/{code}/"])
def test_cards_and_the_page_of_the_course_offer_to_listen(edition, client, address):
    shown = client.get(address.format(code=edition.course.code)).text
    assert f'data-clips="/tep/{asset_of(edition)}"' in shown
    assert "giọng máy tạm" not in shown.partition("data-clips")[2].partition("</div>")[0]


def test_a_card_says_which_course_it_reads_and_that_a_machine_does(client, db):
    make_edition("doc", title="Gọi <video>", voice=VOICE)
    card = client.get("/").text.partition('href="/khoa-hoc/doc/"')[2].partition("</div>")[0]
    assert '<span class="sr">Gọi &lt;video&gt;</span></button>' in card
    assert "giọng máy tạm" in card
    assert card.index("</a>") < card.index("<button")


def test_a_course_without_a_voice_is_shown_as_ever(client, db):
    edition = make_edition("doc")
    assert "voice" not in edition.outline
    assert '<a class="card course" href="/khoa-hoc/doc/">' in client.get("/").text
    assert "data-clips" not in client.get("/khoa-hoc/doc/").text
    assert packages.of(edition).voice == ""


def test_home_stays_light_when_every_course_speaks(client, db):
    for number in range(14):
        asset = f"{number:064d}.m4a"
        title = f"Gửi giấy tờ số {number} qua mạng"
        make_edition(f"khoa-{number}", title=title, art="market", voice={**VOICE, "asset": asset})
    assert len(gzip.compress(client.get("/").content, 9)) <= 6 * 1024


def test_a_course_taken_along_brings_the_clip_and_its_button(edition):
    package = packages.of(edition)
    files = {file.address: file.size for file in package.files}
    assert files[f"/tep/{asset_of(edition)}"] == len(sounds.clip())
    assert any("/js/hear." in address for address in files)
    assert f'data-clips="/tep/{asset_of(edition)}"' in package.voice
    assert " hidden>" not in package.voice
    assert json.loads(package.listed())["voice"] == package.voice


@UNREADY
def test_a_clip_that_is_not_ready_holds_the_course_back(page, recording, state, words):
    page = desk.edit(page, voice=recording)
    assert_held_back(page, recording, state, words)


def test_another_clip_is_a_minor_change_and_other_words_are_pointed_out(page, edition):
    page = desk.edit(page, can_do="Nộp được hồ sơ\nTra cứu được hồ sơ")
    level, told = changes(page)
    assert level == "typo"
    assert any("vẫn là bản cũ" in message for message in told)
    page = desk.edit(page, voice=make_recording(b"b"))
    level, told = changes(page)
    assert level == "minor"
    assert "Đổi giọng đọc lời giới thiệu" in told


def test_the_preview_plays_the_clip_of_the_shelf(page, recording, client, editor, as_person):
    page = desk.edit(page, voice=recording)
    as_person("editor")
    shown = client.get(f"/quan-tri/pages/{page.pk}/view_draft/").text
    assert f'data-clips="/tep/xem-truoc/giong/{recording.pk}"' in shown


def test_authors_choose_it_on_the_page_of_the_course(page, client, editor, as_person):
    as_person("editor")
    assert 'name="voice"' in client.get(f"/quan-tri/pages/{page.pk}/edit/").text
