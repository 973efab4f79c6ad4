"""The factory gives editions that fit the shapes their model promises."""

from courses.models import Course
from tests.courses.editions import make_edition, uids
from tests.courses.lessons import TEST_KEY, long_lessons


def test_usual_edition_has_every_kind_and_is_open(db):
    edition = make_edition()
    course = Course.objects.open().get()
    assert course.current_edition == edition
    kinds = list(edition.steps.order_by("position").values_list("kind", flat=True))
    assert kinds == ["read", "read", "simulate", "question", "question", "question", "do"]
    assert set(uids(edition).values()) == set(edition.rule["required"])


def test_test_shows_no_key(db):
    edition = make_edition()
    shown = {slot["slot"]: {o["key"] for o in slot["options"]} for slot in edition.test["slots"]}
    assert set(shown) == set(TEST_KEY)
    assert all(set(TEST_KEY[slot]["right"]) <= keys for slot, keys in shown.items())
    assert not any("right" in o for slot in edition.test["slots"] for o in slot["options"])


def test_steps_keep_their_uid_from_edition_to_edition(db):
    first, second = make_edition(), make_edition(number=2, level="minor")
    assert uids(first) == uids(second)
    assert Course.objects.get().current_edition == second


def test_long_course_has_modules(db):
    edition = make_edition("khoa-dai", lessons=long_lessons(), with_test=False)
    assert edition.steps.count() == 60
    assert {lesson["module"] for lesson in edition.outline["lessons"]} == {
        "Chuyên đề 1",
        "Chuyên đề 2",
        "Chuyên đề 3",
    }
