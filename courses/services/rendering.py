"""The pages learners see, as a pure function of an edition and the release of our code.

Nothing here reads the database, so drafts compiled in memory are shown by the same functions.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import date_format

from courses.models import Course, CourseEdition, EditionStep, StepSignal
from courses.services import glossing, speech
from courses.services.answers import Answer
from courses.services.kinds import KINDS, Sizes, StepKind, card_voice, options, voice, words
from courses.services.outline import Lesson, Outline, Place
from courses.services.sheets import Sheet

FACES_OF = {"clear": "good", "doable": "good"} | dict.fromkeys(
    ("hard", "long", "small", "useless"), "so bad"
)
"""For which faces a reason is offered."""


def step_html(
    edition: CourseEdition,
    step: EditionStep,
    *,
    release: str,
    sizes: Sizes | None = None,
    is_preview: bool = False,
    answers: Sequence[Answer] = (),
    way: tuple[str, str] | None = None,
) -> str:
    """The page of one step; a preview records nothing.

    Pictures of which `sizes` tells the bytes come only when they are tapped. `answers` are those
    to questions of others, which stand below. `way` is what stands before and after the step where
    that is not the course's own order.
    """
    outline = Outline.of(edition)
    place = outline.place(step.uid)
    kind = KINDS[step.kind]
    heading, values = step.title, step.values
    if values.get("voice"):
        heading, values, _sentences = speech.read_aloud(step.kind, heading, values)
    values = glossing.marked(step.kind, values)
    explained = outline.explained_before(place)
    usual = _step_url(edition, outline.before(place)), _onward(edition, outline.after(place))
    back, onward = way or usual
    return render_to_string(
        kind.template,
        {
            **_frame(edition, outline, release, kind.script),
            "step": step,
            "place": place,
            "heading": heading,
            "voice": voice(values.get("voice")),
            "words": words(values.get("words")),
            "values": kind.prepare(values, sizes or {}),
            "needs_script": kind.needs_script,
            "is_preview": is_preview,
            "number": str(place.number),
            "left": str(outline.minutes_left(place)),
            "bar": _bar(outline, place),
            "back": back,
            "onward": onward,
            "next_script": "" if way else _other_script(kind, outline.after(place)),
            "explained": _step_url(edition, explained),
            "answers": answers,
            **_feeling(outline, place),
        },
    )


def course_html(
    course: Course,
    edition: CourseEdition,
    *,
    release: str,
    since: int = 0,
    is_preview: bool = False,
) -> str:
    """The page of a course as one edition has it; a preview shows nobody's progress.

    `since` is the number of the last edition with a major change: learners of that one or a later
    one move on to this edition.
    """
    outline = Outline.of(edition)
    return render_to_string(
        "courses/course.html",
        {
            **_frame(edition, outline, release, "course"),
            "is_preview": is_preview,
            "is_open": course.state == Course.State.OPEN,
            **_ending(course),
            "since": str(since or edition.number),
            "outline": outline,
            "picture": edition.outline.get("art") or "default",
            "voice": card_voice(edition.outline),
            "modules": _modules(outline),
            "start": _step_url(edition, outline.places[0] if outline.places else None),
            "minutes": str(edition.outline["minutes"]),
        },
    )


def card_voice_html(edition: CourseEdition) -> str:
    """The button that reads what a course is called and good for; empty where nobody does."""
    context = {**(card_voice(edition.outline) or {}), "about": edition.title, "is_drawn": True}
    return render_to_string("components/hear.html", context).strip()


def test_html(
    edition: CourseEdition,
    *,
    release: str,
    review: dict[str, str] | None = None,  # noqa: PT028 (a page, not a test)
    is_preview: bool = False,  # noqa: PT028
) -> str:
    """The final test; `review` maps a slot to the step that explains it.

    A preview can be filled in and looked over, and hands nothing in.
    """
    outline = Outline.of(edition)
    test = edition.test or {"slots": []}
    places = {slot: outline.place(uid) for slot, uid in (review or {}).items()}
    slots = [
        {
            **_aloud(slot),
            "number": str(number),
            "bare_prompt": slot["prompt"],
            "review": places.get(slot["slot"]),
        }
        for number, slot in enumerate(test["slots"], 1)
    ]
    return render_to_string(
        "courses/test.html",
        {
            **_frame(edition, outline, release, "test"),
            "is_preview": is_preview,
            "needs_script": True,
            "test": test,
            "slots": slots,
            "slot_count": str(len(slots)),
            "minutes": str((edition.outline.get("test") or {}).get("minutes") or len(slots)),
            "pass_mark": _mark(edition.rule.get("pass_mark")),
            "attempts": str(edition.rule.get("attempts") or ""),
        },
    )


def placement_html(sheet: Sheet, *, release: str) -> str:
    """A sheet of the placement check, the same for everybody."""
    questions = [
        {**_aloud(question.slot), "slot": f"q{number}", "bare_prompt": question.slot["prompt"]}
        for number, question in enumerate(sheet.questions, 1)
    ]
    return render_to_string(
        "courses/placement.html",
        {
            "page_kind": "placement",
            "release": release,
            "needs_script": True,
            "sheet": sheet,
            "questions": questions,
            "count": str(len(questions)),
        },
    )


def _aloud(slot: dict[str, Any]) -> dict[str, Any]:
    """A question of the test as its page shows it, its sentences marked where a voice reads it."""
    spoken = slot.get("voice")
    marked = speech.slot_aloud(slot)[0] if spoken else slot
    return {**marked, "voice": voice(spoken), "options": options(marked["options"])}


def finish_html(edition: CourseEdition, *, release: str, is_preview: bool = False) -> str:
    """The page shown when everything is done, or what is still to do; a preview asks nobody."""
    outline = Outline.of(edition)
    return render_to_string(
        "courses/finish.html",
        {
            **_frame(edition, outline, release, "finish"),
            "is_preview": is_preview,
            "outline": outline,
            "things_to_do": [place for place in outline.places if place.kind == "do"],
        },
    )


def _ending(course: Course) -> dict[str, Any]:
    """Until when a retired course is taught, and which one follows it."""
    if course.state not in (Course.State.RETIRED, Course.State.CLOSED) or not course.closes_on:
        return {}
    return {"closes_on": date_format(course.closes_on, "d/m/Y"), "heir": _heir(course)}


def _heir(course: Course) -> dict[str, str] | None:
    heir = course.successor
    if heir is None or heir.current_edition is None or heir.state != Course.State.OPEN:
        return None
    return {"title": heir.current_edition.title, "url": heir.get_absolute_url()}


def closed_html(edition: CourseEdition, *, release: str) -> str:
    """The page in place of a retired course whose day has passed."""
    context = {"release": release, "title": edition.title, **_ending(edition.course)}
    return render_to_string("courses/closed.html", context)


def say_html(edition: CourseEdition, *, release: str) -> str:
    """Where one asks about a step or tells what is wrong with it; which, the address says (#)."""
    outline = Outline.of(edition)
    context = {**_frame(edition, outline, release, "say"), "outline": outline}
    context |= {"needs_script": True, "faults": StepSignal.Fault.choices}
    return render_to_string("courses/say.html", context)


def _feeling(outline: Outline, place: Place) -> dict[str, Any]:
    """At the end of a lesson: the faces, and the reasons with the faces each is for."""
    if place != outline.lesson_of(place).places[-1]:
        return {}
    reasons = [(*choice, FACES_OF[choice[0]]) for choice in StepSignal.Reason.choices]
    return {"faces": StepSignal.Face.choices, "reasons": reasons}


def refresher_html(edition: CourseEdition, *, release: str, is_over: bool = False) -> str:
    """What a major edition changed, for those who had finished before; or the word at its end."""
    outline = Outline.of(edition)
    refresher = edition.refresher or {"steps": [], "minutes": 0}
    places = [outline.place(uid) for uid in refresher["steps"]]
    return render_to_string(
        "courses/refresher_end.html" if is_over else "courses/refresher.html",
        {
            **_frame(edition, outline, release, "page"),
            "places": [(str(number), place) for number, place in enumerate(places, 1)],
            "minutes": str(refresher["minutes"]),
        },
    )


def refresher_way(edition: CourseEdition, number: int) -> tuple[str, str]:
    """What stands before and after the step of this number in a refresher."""
    folder = f"/hoc/{edition.public_id}/on-lai/"
    count = len((edition.refresher or {"steps": []})["steps"])
    before = f"{folder}{number - 1}/" if number > 1 else folder
    return before, f"{folder}{number + 1}/" if number < count else f"{folder}xong/"


def withdrawn_html(*, release: str) -> str:
    """The page in place of a course that was withdrawn."""
    return render_to_string("courses/withdrawn.html", {"release": release})


def _frame(
    edition: CourseEdition, outline: Outline, release: str, page_kind: str
) -> dict[str, Any]:
    return {
        "page_kind": page_kind,
        "release": release,
        "edition": edition,
        "edition_number": str(edition.number),
        "course_url": edition.course.get_absolute_url(),
        "folder": f"/hoc/{edition.public_id}/",
        "step_count": str(len(outline.places)),
        "is_long": outline.is_long,
        "lesson_count": str(len(outline.lessons)),
        "has_test": bool(edition.test),
        "gives_certificate": edition.gives_certificate,
    }


def _mark(mark: str | None) -> str:
    """ "5.0" as "5", "7.5" as "7,5"."""
    return f"{float(mark):g}".replace(".", ",") if mark else ""


def _step_url(edition: CourseEdition, place: Place | None) -> str:
    return f"/hoc/{edition.public_id}/{place.uid}/" if place else ""


def _onward(edition: CourseEdition, place: Place | None) -> str:
    if place:
        return _step_url(edition, place)
    return f"/hoc/{edition.public_id}/{'kiem-tra' if edition.test else 'xong'}/"


def _other_script(kind: StepKind, after: Place | None) -> str:
    """The script of the next step where it is not that of this one."""
    if after is None or KINDS[after.kind].script == kind.script:
        return ""
    return static(f"js/{KINDS[after.kind].script}.js")


def _bar(outline: Outline, place: Place) -> dict[str, Any]:
    """What the header counts: the whole course when it is short, else this lesson."""
    places = outline.lesson_of(place).places if outline.is_long else outline.places
    here = places.index(place)
    states = ["on"] * here + ["now"] + [""] * (len(places) - here - 1)
    return {
        "lesson": str(place.lesson_no) if outline.is_long else "",
        "number": str(here + 1),
        "count": str(len(places)),
        "parts": list(zip(places, states, strict=True)),
    }


def _modules(outline: Outline) -> list[tuple[str, list[Lesson]]]:
    """The lessons under their module headings, in the order of the course."""
    grouped = groupby(outline.lessons, key=lambda lesson: lesson.module)
    return [(module, list(lessons)) for module, lessons in grouped]
