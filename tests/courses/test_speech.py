"""What is read aloud, sentence by sentence, and how the page marks it."""

import re

import pytest

from courses.services import speech
from courses.services.speech import Reader
from tests.courses import kinds, lessons

TEXTS = [
    ("<p>Một câu. Hai câu!</p>", ["Một câu.", "Hai câu!"]),
    ("<p>Đuôi .gov.vn, v.v. và hơn nữa.</p>", ["Đuôi .gov.vn, v.v. và hơn nữa."]),
    ("<p>Bấm <strong>Nộp. Rồi</strong> chờ.</p>", ["Bấm Nộp.", "Rồi chờ."]),
    ("<ul><li>Ý một</li><li>Ý <em>hai</em></li></ul>", ["Ý một", "Ý hai"]),
    ("<p>Gõ “xong.” Rồi nghỉ</p>", ["Gõ “xong.”", "Rồi nghỉ"]),
    ("<p>A<br>B</p><p></p>", ["A", "B"]),
    ("<p>Lan &amp; Hoa</p>", ["Lan & Hoa"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "sentences"), TEXTS)
def test_sentences_end_where_a_reader_stops(text, sentences):
    reader = Reader()
    marked = reader.html(text)
    assert reader.sentences == sentences
    assert re.sub(r"</?span[^>]*>", "", marked) == text, "marking changes no word"
    for number, sentence in enumerate(sentences):
        pieces = re.findall(rf'<span data-s="{number}">([^<]*)</span>', marked)
        bare = "".join(pieces).replace("&amp;", "&")
        assert bare.replace(" ", "") == sentence.replace(" ", "")


def test_plain_text_is_escaped_and_its_lines_are_sentences():
    reader = Reader()
    marked = reader.plain("Số lạ <gửi>\n\nBấm vào đây")
    assert reader.sentences == ["Số lạ <gửi>", "Bấm vào đây"]
    assert "&lt;gửi&gt;</span>" in marked


@pytest.mark.parametrize("kind", ["read", "watch", "simulate", "question", "do", "teach", "drill"])
def test_every_kind_is_read_in_its_order(db, kind):
    module = kinds if kind in {"drill", "teach", "watch"} else lessons
    values = getattr(module, f"{kind}_values")()
    title, marked, sentences = speech.read_aloud(kind, "Tên bước này", values)
    assert sentences
    numbers = re.findall(r'data-s="(\d+)"', f"{title}{marked}")
    assert sorted(set(map(int, numbers))) == list(range(len(sentences)))


def test_a_question_never_reads_which_answer_is_right():
    values = lessons.question_values()
    *_, sentences = speech.read_aloud("question", "Hỏi nhanh", values)
    aloud = " ".join(sentences)
    assert values["prompt"] in aloud
    assert values["explanation"] not in aloud
