"""Hard words a resident can tap: found, frozen with their sentence, marked on the page."""

import pytest
from django.utils.safestring import SafeString

from courses.models import Asset, HardWord
from courses.services import glossing, packages, publishing, sections, vocabulary
from courses.services.glossing import Explained, Marker
from tests.courses import desk
from tests.courses.test_voices import make_recording, step_page

pytestmark = pytest.mark.one_database
TEXT = "<p>Mở <a href='https://vd.vn'>mã OTP</a> rồi đọc mã OTP &amp; <b>Xác thực</b>. Mã OTP.</p>"


def test_the_first_of_each_word_is_marked_outside_of_links_and_tags():
    shown = Marker({"mã otp": 1, "xác thực": 2, "amp": 3}).html(TEXT)
    assert shown.count("data-word") == 2
    assert (
        '>mã OTP</a> rồi đọc <a class="word" href="#tu-1" data-word="1">mã OTP</a> &amp;' in shown
    )
    assert '<b><a class="word" href="#tu-2" data-word="2">Xác thực</a></b>. Mã OTP.</p>' in shown


def test_plain_words_are_escaped_once_and_marked_in_either_spelling():
    marker = Marker({"hòa mạng": 1})
    shown = marker("<script> & Hoà mạng")
    assert isinstance(shown, SafeString)
    assert shown.startswith("&lt;script&gt; &amp; <a ")
    assert ">Hoà mạng</a>" in shown
    assert "data-word" not in Marker({"mạng": 1})("mạngg, đạimạng")


def test_every_shipped_sentence_is_short_and_says_something_else_than_its_word():
    for word, sentence in vocabulary.shipped_sentences().items():
        assert len(sentence) <= 200
        assert sentence.endswith(".")
        assert vocabulary.as_looked_for(sentence).rstrip(".") != word
    assert "mã otp" in vocabulary.shipped_sentences()
    assert "|" not in "".join(vocabulary.shipped().values())


def test_a_published_step_explains_its_words_offline(page, client):
    recording = make_recording(name=b"tu", title="Mã OTP")
    HardWord.objects.create(word="mã otp", plain="mã", sentence="Sáu con số.", voice=recording)
    desk.set_steps(page, desk.read_step(text=TEXT))
    edition = desk.publish(page)
    first, second = edition.steps.get().values["words"]
    assert (first["word"], first["sentence"]) == ("mã otp", "Sáu con số.")
    assert second == {
        "word": "xác thực",
        "sentence": vocabulary.shipped_sentences()["xác thực"],
        "voice": None,
    }
    shown = step_page(client, edition)
    assert 'data-word="1">mã OTP</a>' in shown
    assert "Sáu con số." in shown
    clip = f"/tep/{first['voice']['asset']}"
    assert f'data-clip="{clip}"' in shown
    assert Asset.objects.filter(pk=first["voice"]["asset"].removesuffix(".m4a")).exists()
    files = {file.address for file in packages.of(edition).files}
    assert clip in files
    assert any("js/words" in address for address in files)


def test_a_step_read_aloud_keeps_its_sentences_beside_its_words(page, client):
    marks = [0.0, 1.0, 2.0, 3.0]
    text = "<p>Đọc mã OTP. Xong.</p>"
    desk.set_steps(page, desk.read_step(text=text, voice=make_recording(marks=marks[:3]).pk))
    shown = step_page(client, desk.publish(page))
    assert '<span data-s="1">Đọc <a class="word" href="#tu-1" data-word="1">mã OTP</a>.' in shown
    assert "data-s=&quot;" not in shown


def test_a_step_without_such_words_is_as_ever(page, client):
    desk.set_steps(page, desk.read_step(text="<p>Bấm vào đây.</p>"))
    edition = desk.publish(page)
    assert "words" not in edition.steps.get().values
    assert "data-words-sheet" not in step_page(client, edition)


def test_editors_decide_what_is_explained_and_how(db):
    HardWord.objects.create(word="mã otp", plain="mã", is_explained=False)
    HardWord.objects.create(word="xác thực", plain="chứng tỏ", sentence="Là đúng mình.")
    HardWord.objects.create(word="smartphone", plain="điện thoại")
    words = vocabulary.glossary()
    assert "mã otp" not in words
    assert "smartphone" not in words
    assert words["xác thực"] == Explained("Là đúng mình.")
    vocabulary.ensure_usual()
    assert HardWord.objects.get(word="xác thực").sentence == "Là đúng mình."
    assert HardWord.objects.get(word="mã otp").sentence
    assert "mã otp" not in vocabulary.glossary()


def test_at_most_six_words_of_a_step_are_explained():
    glossary = {f"từ {letter}": Explained("Là vậy.") for letter in "abcdefgh"}
    values = {"text": "<p>" + ", ".join(glossary) + "</p>", "after": "", "note": None}
    frozen = glossing.freeze("read", values, glossary, lambda recording: None)
    assert [row["word"][-1] for row in frozen] == [*"abcdef"]
    assert glossing.marked("read", {**values, "words": frozen})["text"].count("data-word") == 6


def test_another_sentence_is_the_least_of_changes(page):
    desk.set_steps(page, desk.read_step(text="<p>Đọc mã OTP.</p>"))
    desk.publish(page)
    HardWord.objects.create(word="mã otp", plain="mã", sentence="Sáu con số.")
    (change,) = publishing.review(page).changes
    assert "Đổi lời giải thích từ khó" in change.message
    assert change.level == "typo"


def test_a_recorded_word_needs_its_sentence(editor, shelf, as_person):
    form = {"word": "roaming", "plain": "mạng ở xa", "is_checked": "on", "is_explained": "on"}
    own = make_recording(collection=sections.collection_of(shelf.section))
    form |= {"sentence": "", "voice": own.pk}
    client, address = as_person("editor"), "/quan-tri/snippets/courses/hardword/add/"
    assert "Ghi câu mà bản ghi đọc" in client.post(address, form).text
    assert client.post(address, {**form, "sentence": "Mạng khi đi xa."}).status_code == 302
