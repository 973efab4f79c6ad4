"""How each step is learnt: counted at night, and never so that it tells of one or two."""

from datetime import timedelta

import pytest

from courses.models import EditionFigures
from courses.services import counting, events
from lms.jobs import running
from tests.courses import desk
from tests.courses.editions import make_edition
from tests.courses.phones import NOW, RIGHT_TAPS, Phone
from tests.people import make_person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
MISSED = {"screen": 0, "x": 10, "y": 90}


def learn(edition, name, *, tries=1, misses=0, hints=0, through=False, felt=""):
    phone = Phone(edition)
    bodies = [phone.opened("tim"), phone.opened("tap-nop")]
    bodies += [phone.tapped([MISSED] * misses + RIGHT_TAPS) for _ in range(tries)]
    if tries:
        bodies[-1]["payload"]["hints"] = hints
    if through:
        bodies += [*phone.whole_course(), phone.tested()]
    if felt:
        bodies.append(phone.event("felt", "tap-nop", {"face": felt, "reason": ""}))
    person = make_person(name)
    events.receive(person, bodies, now=NOW)
    return person


def test_steps_are_counted_in_fives_and_few_are_left_out():
    edition = make_edition()
    uids = Phone(edition).uids
    for number in range(12):
        learn(
            edition,
            f"Phạm Thị {number}",
            tries=2 if number < 6 else 1,
            misses=number < 7,
            through=number < 4,
            felt="good" if number < 7 else "bad",
        )
    counted = counting.count(edition, now=LATER)
    assert counted.people == 10
    tap = counted.steps[uids["tap-nop"]]
    # Eight stopped here, six tried again, seven missed; four are through and too few to be told.
    assert (tap["reached"], tap["left"], tap["repeated"]) == (10, 5, 5)
    assert tap["missed"] == [[0, 0, 14, 5]]
    assert (tap["good"], tap["bad"]) == (5, 5)
    assert tap["minutes"] >= 1
    assert uids["lam-that"] not in counted.steps
    told = [n for row in counted.steps.values() for n in (row["reached"], row.get("left", 5))]
    assert all(n % 5 == 0 for n in told)


def test_minutes_and_hints_are_those_of_whoever_stands_in_the_middle():
    edition = make_edition()
    uids = Phone(edition).uids
    for number in range(7):
        learn(edition, f"Phạm Thị {number}", tries=2 + number, hints=3 * number)
    tap = counting.count(edition, now=LATER).steps[uids["tap-nop"]]
    # A minute from each try to the next; the one in the middle tried five times.
    assert (tap["minutes"], tap["hints"]) == (5, 9)


def test_minutes_of_fewer_than_five_are_not_told():
    edition = make_edition()
    uids = Phone(edition).uids
    for number in range(5):
        learn(edition, f"Phạm Thị {number}", tries=min(number, 1))
    tap = counting.count(edition, now=LATER).steps[uids["tap-nop"]]
    assert tap["reached"] == 5
    assert "minutes" not in tap


def test_four_people_are_told_nothing_of():
    edition = make_edition()
    for number in range(4):
        learn(edition, f"Phạm Thị {number}", misses=1, felt="bad")
    counted = counting.count(edition, now=LATER)
    assert (counted.people, counted.steps) == (0, {})


def test_one_more_person_changes_no_figure_until_there_are_five_more():
    edition = make_edition()
    for number in range(5):
        learn(edition, f"Phạm Thị {number}")
    before = counting.count(edition, now=LATER)
    learn(edition, "Người thứ sáu", misses=3, tries=2, felt="bad")
    after = counting.count(edition, now=LATER)
    assert before.people == after.people == 5
    assert before.steps == after.steps


def test_the_night_counts_and_the_cost_is_that_of_chunks(run_jobs, django_assert_max_num_queries):
    edition = make_edition()
    for number in range(6):
        learn(edition, f"Phạm Thị {number}")
    with django_assert_max_num_queries(6):
        counting.count(edition, now=LATER)
    counting.plan()
    counting.plan()
    while running.drain("bulk"):
        pass
    assert EditionFigures.objects.get().people == 5


def test_the_author_sees_the_figures_of_an_edition(
    as_person, page, indexed, province, author, stranger, django_assert_max_num_queries
):
    address = f"/quan-tri/khoa-hoc/{page.pk}/so-lieu/"
    client = as_person("author")
    assert "chưa phát hành" in client.get(address).text
    edition = desk.publish(page)
    assert "chưa đếm" in client.get(address).text
    step = edition.steps.get(kind="simulate")
    row = {
        "reached": 40,
        "left": 5,
        "minutes": 3,
        "hints": 2,
        "missed": [[0, 2, 3, 15]],
        "reasons": {"hard": 5},
    }
    EditionFigures.objects.create(edition=edition, people=40, steps={step.uid: row})
    with django_assert_max_num_queries(30):
        shown = client.get(address).text
    assert "15 người trở lên chạm nhầm chỗ này" in shown
    assert "<td>40</td><td>5</td><td>–</td><td>3</td><td>2</td>" in shown
    assert "Khó hiểu: 5" in shown
    assert "từ 40 người học trở lên" in shown
    assert client.get(f"{address}?ban=khong").status_code == 200
    as_person("stranger")
    refused = client.get(address)
    assert refused.status_code == 403 or refused["Location"] == "/quan-tri/"
