"""What learners say of a step: one of each for person, step, edition, in whatever order it came."""

import itertools

import pytest

from courses import seams
from courses.models import Enrolment, LearningEvent, QuarantinedEvent, StepQuestion, StepSignal
from courses.services import answers, events
from lms.notifications.models import Notice
from lms.users.services import personal
from lms.users.services.merging import merge
from tests.courses.editions import make_edition
from tests.courses.phones import NOW, Phone
from tests.factories import make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone():
    return Phone(make_edition())


def send(person, *bodies):
    received = events.receive(person, list(bodies), now=NOW)
    return [one.outcome for one in received.outcomes]


def felt(phone, face, **changes):
    return phone.event("felt", "tap-nop", {"face": face, **changes})


def faulty(phone, reason, text="", step="tap-nop"):
    return phone.event("faulty", step, {"reason": reason, "text": text})


def asked(phone, text, to="author", step="tap-nop", **more):
    return phone.event("asked", step, {"to": to, "text": text, **more})


def test_the_last_said_counts_in_whatever_order_and_however_often_it_comes(hoa, lan, phone):
    for person, order in ((hoa, 1), (lan, -1)):
        said = [felt(phone, "bad", reason="hard"), felt(phone, "good"), faulty(phone, "screen")]
        said += [faulty(phone, "other", "Nút  ở chỗ khác")]
        said += [asked(phone, "Nút đâu?"), asked(phone, "Nút nộp đâu?")]
        for body in said[::order]:
            assert send(person, body) == ["accepted"]
        assert set(send(person, *said)) == {"duplicate"}
        rows = person.step_signals.order_by("kind").values_list("kind", "value", "reason", "text")
        assert list(rows) == [
            ("faulty", "other", "", "Nút ở chỗ khác"),
            ("felt", "good", "", ""),
        ]
        assert [one.text for one in person.step_questions.all()] == ["Nút nộp đâu?"]


def test_what_is_said_teaches_nothing(hoa, phone):
    send(hoa, felt(phone, "good"), faulty(phone, "wrong", step="tim"))
    assert not Enrolment.objects.exists()
    assert LearningEvent.objects.count() == 2


def test_what_is_said_can_be_taken_back_and_is_forgotten(hoa, phone):
    send(hoa, faulty(phone, "screen"))
    send(hoa, faulty(phone, ""))
    assert not StepSignal.objects.standing().exists()


def test_an_answered_question_stays_and_the_next_is_another(hoa, phone):
    send(hoa, asked(phone, "Một?"))
    StepQuestion.objects.update(state="answered", answer="Bấm nút xanh.")
    send(hoa, asked(phone, "Hai?"))
    assert sorted(StepQuestion.objects.values_list("text", "state")) == [
        ("Hai?", "waiting"),
        ("Một?", "answered"),
    ]


def test_a_team_is_asked_where_it_is_known_which(hoa, lan, phone, monkeypatch):
    village = make_village()
    monkeypatch.setattr(seams, "has_team", lambda unit: unit == village.pk)
    hoa.home_unit = village
    hoa.save()
    send(hoa, asked(phone, "Một?", to="team"))
    send(lan, asked(phone, "Hai?", to="team"))
    found = StepQuestion.objects.order_by("text").values_list("text", "to", "unit")
    assert list(found) == [("Hai?", "author", None), ("Một?", "team", village.pk)]
    [notice] = Notice.objects.all()
    assert notice.person == lan
    assert "Hồ sơ chưa ghi nơi ở" in notice.body


def test_where_no_team_is_the_author_is_asked_at_once_and_the_asker_is_told(hoa, phone):
    hoa.home_unit = make_village()
    hoa.save()
    bodies = [asked(phone, "Một?", to="team"), asked(phone, "Hai?", to="team", step="tim")]
    send(hoa, *bodies)
    send(hoa, *bodies)
    assert {(one.to, one.unit) for one in StepQuestion.objects.all()} == {("author", None)}
    [notice] = Notice.objects.all()
    assert (notice.person, notice.url) == (hoa, "/toi/cau-hoi/")
    assert notice.title == "Câu hỏi đã chuyển tới người soạn bài"
    assert "chưa có tổ công nghệ số" in notice.body


HASH = "a" * 64
WRONG = [
    ("felt", {"face": "angry"}),
    ("felt", {"face": "good", "reason": 3}),
    ("felt", {"face": "good", "who": "me"}),
    ("felt", {}),
    ("faulty", {"reason": "boring"}),
    ("faulty", {"reason": "other", "text": "  "}),
    ("faulty", {"reason": "wrong", "text": "x" * 301}),
    ("faulty", {"reason": ["wrong"]}),
    ("asked", {"to": "author", "text": "\u200b "}),
    ("asked", {"to": "mayor", "text": "Sao?"}),
    ("asked", {"to": "author", "text": "x" * 501}),
    ("asked", {"to": "author", "voice": {"sha256": HASH, "size": 10**9}}),
    ("asked", {"to": "author", "voice": {"sha256": HASH, "size": True}}),
    ("asked", {"to": "author", "voice": {"sha256": "b" * 63, "size": 10}}),
    ("asked", {"to": "author", "voice": "abc"}),
]


def test_odd_sayings_are_answered_in_words_and_kept_aside(hoa, phone):
    bodies = [phone.event(kind, "tap-nop", payload) for kind, payload in WRONG]
    # A step without a practice screen has none that could be another by now.
    bodies.append(faulty(phone, "screen", step="tim"))
    received = events.receive(hoa, bodies, now=NOW)
    assert {one.outcome for one in received.outcomes} == {"rejected"}
    assert all(one.errors["payload"] for one in received.outcomes)
    assert QuarantinedEvent.objects.count() == len(bodies)
    assert not StepSignal.objects.exists()
    assert not StepQuestion.objects.exists()


def test_the_cost_of_many_sayings_is_that_of_one(hoa, phone, django_assert_max_num_queries):
    steps = ("tim", "trang-that", "tap-nop")
    bodies = [faulty(phone, "wrong", step=step) for step in steps]
    bodies += [asked(phone, f"Câu {n}?", step=step) for n, step in itertools.product("12", steps)]
    send(hoa, phone.opened("tim"))
    with django_assert_max_num_queries(13):
        send(hoa, *bodies)
    assert StepQuestion.objects.count() == 3


def test_my_data_tells_hands_over_and_forgets_what_was_said(
    hoa, phone, django_capture_on_commit_callbacks
):
    send(hoa, faulty(phone, "wrong", "Nhà tôi ở xóm 5"), asked(phone, "Riêng?"))
    send(hoa, asked(phone, "Chung?", step="tim"))
    public = StepQuestion.objects.get(text="Chung?")
    StepQuestion.objects.filter(pk=public.pk).update(
        public_question="Chung?", public_answer="Có.", published_at=NOW
    )
    # An answer speaks to her, perhaps by name.
    StepQuestion.objects.filter(pk=public.pk).update(state="answered", answer="Chào bác Hoa.")
    part = next(one for one in personal.parts() if one.name == "sayings")
    assert part.describe(hoa) == ["1 lời góp ý, báo lỗi", "2 câu hỏi về bài học"]
    told = part.export(hoa)
    assert [one["text"] for one in told["told"]] == ["Nhà tôi ở xóm 5"]
    assert {one["text"] for one in told["asked"]} == {"Riêng?", "Chung?"}
    part.erase(hoa)
    signal = StepSignal.objects.get()
    assert (signal.person, signal.text, signal.order_key) == (None, "", "")
    left = StepQuestion.objects.get()
    assert (left.person, left.text, left.public_question) == (None, "", "Chung?")
    assert left.answer == "Có."
    assert part.describe(hoa) == []


def test_two_records_made_one_say_each_thing_once(hoa, lan, phone, son):
    other = Phone(phone.edition)
    send(hoa, felt(phone, "bad"), asked(phone, "Một?"))
    send(lan, felt(other, "good"), felt(other, "good"), asked(other, "Hai?"))
    merge(lan, into=hoa, by=son, now=NOW)
    assert hoa.step_signals.count() == 1
    assert hoa.step_questions.count() == 1
    assert not lan.step_signals.exists()
    assert not lan.step_questions.exists()


def test_one_opened_again_behind_an_answered_one_gives_way_to_the_next(hoa, phone, author):
    for words in ("Một?", "Hai?"):
        send(hoa, asked(phone, words))
        StepQuestion.objects.filter(text=words).update(state="closed")
    StepQuestion.objects.filter(text="Hai?").update(state="answered", answer="Bấm nút xanh.")
    assert answers.reopen(StepQuestion.objects.get(text="Một?"), by=author, now=NOW)
    assert send(hoa, asked(phone, "Ba?")) == ["accepted"]
    assert set(StepQuestion.objects.values_list("text", "state")) == {
        ("Hai?", "answered"),
        ("Ba?", "waiting"),
    }


def test_asking_anew_takes_nothing_away_from_under_the_step(hoa, lan, phone, author, son):
    send(hoa, asked(phone, "Một?"))
    words = {"asked": "Nút ở đâu?", "answered": "Ở cuối trang."}
    answers.publish(StepQuestion.objects.get(), by=author, **words, now=NOW)
    send(hoa, asked(phone, "Hai?"))
    assert dict(hoa.step_questions.values_list("text", "state")) == {
        "Một?": "closed",
        "Hai?": "waiting",
    }
    answers.publish(StepQuestion.objects.get(text="Hai?"), by=author, **words, now=NOW)
    send(lan, asked(Phone(phone.edition), "Ba?"))
    merge(lan, into=hoa, by=son, now=NOW)
    assert hoa.step_questions.get(text="Hai?").published_at
