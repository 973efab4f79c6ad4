"""From a draft to an edition: frozen values, rule, keys apart, one hash over all of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from courses.blocks.values import lines
from courses.drafting import drafts, films, freezing, pictures, voices
from courses.drafting.drafts import Draft
from courses.drafting.freezing import (
    Desk,
    Films,
    Pictures,
    Values,
    Voices,
    html,
    number,
    plain,
)
from courses.drafting.kinds import KINDS
from courses.drafting.question import freeze_question
from courses.models import (
    CourseEdition,
    CoursePage,
    EditionStep,
    LessonPage,
    Question,
    StepIdentity,
    TestOutRule,
)
from courses.services import glossing, speech, vocabulary
from courses.services.glossing import Glossary
from lms.common.text import fold

Place = tuple[int, UUID]
Uids = Callable[[Place], str]


@dataclass(frozen=True)
class CompiledCourse:
    """An edition and its steps, not saved; assets are the names its values use."""

    edition: CourseEdition
    steps: list[EditionStep]
    assets: list[str]


def compile_course(
    page: CoursePage,
    *,
    draft: Draft | None = None,
    picture_of: Pictures = pictures.named,
    voice_of: Voices = voices.named,
    film_of: Films = films.named,
    uids: Mapping[Place, str] | None = None,
    glossary: Glossary | None = None,
) -> CompiledCourse:
    """The course as an edition made of its latest drafts, or of `draft`; writes nothing.

    Steps that were never published get a name of their own until `uids` says better. Incomplete
    drafts compile too: what is missing is empty.
    """
    draft = draft or drafts.latest(page)
    names: set[str] = set()
    noted = (_noting(picture_of, names), _noting(voice_of, names), _noting(film_of, names))
    desk = Desk(*noted, draft.questions)
    known = known_uids(draft) if uids is None else uids
    words = vocabulary.glossary() if glossary is None else glossary
    steps = list(_steps(draft, desk, known, words))
    edition = _edition(draft, desk, steps)
    return CompiledCourse(edition, steps, sorted(names))


def _noting(frozen: Callable[[Any], Any], names: set[str]) -> Callable[[Any], Any]:
    """The same, with the name of every file that comes up noted."""

    def noted(chosen: Any) -> Any:
        file = frozen(chosen)
        if file is not None:
            names.update(file.assets)
        return file

    return noted


def places(draft: Draft) -> list[Place]:
    """Where each step of the draft comes from, in order."""
    return [(lesson.pk or 0, _block_id(block)) for lesson, block in draft.blocks()]


def _block_id(block: Any) -> UUID:
    """A block's id; one that a form made up has an id all the same."""
    try:
        return UUID(str(block.id))
    except ValueError:
        return uuid5(NAMESPACE_OID, str(block.id))


def known_uids(draft: Draft) -> dict[Place, str]:
    """The uids of steps that were published before."""
    rows = StepIdentity.objects.filter(lesson_id__in=[lesson.pk or 0 for lesson in draft.lessons])
    return {(row.lesson_id, row.block_id): row.uid for row in rows}


def mint_uids(draft: Draft) -> dict[Place, str]:
    """The uids of all steps, made and kept for those that have none."""
    known = known_uids(draft)
    StepIdentity.objects.bulk_create(
        [
            StepIdentity(lesson_id=lesson, block_id=block)
            for lesson, block in places(draft)
            if (lesson, block) not in known
        ],
        ignore_conflicts=True,
    )
    return known_uids(draft)


def provisional_uid(place: Place) -> str:
    """A stand-in for a step that was never published; never equal to a real uid."""
    return f"moi-{sha256(repr(place).encode()).hexdigest()[:9]}"


def _steps(
    draft: Draft, desk: Desk, uids: Mapping[Place, str], glossary: Glossary
) -> Iterator[EditionStep]:
    position = 0
    for lesson_no, lesson in enumerate(draft.lessons, start=1):
        for block in lesson.steps:
            position += 1
            place = (lesson.pk or 0, _block_id(block))
            title = plain(block.value["title"])
            values = _values(block, title, desk, glossary)
            yield EditionStep(
                uid=uids.get(place) or provisional_uid(place),
                position=position,
                lesson_no=lesson_no,
                kind=block.block_type,
                title=title,
                required=bool(block.value["required"]),
                values=values,
                text_fold=_search_text(block.block_type, title, values),
            )


def _values(block: Any, title: str, desk: Desk, glossary: Glossary) -> Values:
    """What the kind freezes, the hard words it explains and the voice that reads it, if any."""
    values = KINDS[block.block_type].freeze(block.value, desk)
    *_, sentences = speech.read_aloud(block.block_type, title, values)
    voice = freezing.voice(voices.chosen(block), len(sentences), desk)
    words = glossing.freeze(block.block_type, values, glossary, desk.voices)
    more = {"voice": voice, "words": words}
    return {**values, **{name: told for name, told in more.items() if told}}


def _search_text(kind: str, title: str, values: Values) -> str:
    return fold(" ".join([title, *KINDS[kind].said(values)]))


def _edition(draft: Draft, desk: Desk, steps: list[EditionStep]) -> CourseEdition:
    test, test_key = _test(draft, desk)
    edition = CourseEdition(
        title=plain(draft.page.title)[:200],
        outline=_outline(draft, desk, steps, test),
        rule=_rule(draft.page, steps),
        test=test,
        test_key=test_key,
    )
    edition.content_hash = content_hash(edition, steps)
    return edition


def content_hash(edition: CourseEdition, steps: list[EditionStep]) -> str:
    """SHA-256 over everything learners see or are measured by, as canonical JSON."""
    everything = [
        edition.outline,
        edition.rule,
        edition.test,
        edition.test_key,
        [[step.uid, step.kind, step.title, step.required, step.values] for step in steps],
    ]
    frozen = json.dumps(everything, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(frozen.encode()).hexdigest()


def _outline(draft: Draft, desk: Desk, steps: list[EditionStep], test: Values | None) -> Values:
    page = draft.page
    lessons = list(_lessons(draft, steps))
    test_minutes = page.test_minutes if test else 0
    return {
        "title": plain(page.title),
        "summary": plain(page.summary),
        "can_do": [plain(line) for line in lines(page.can_do)],
        "prepare": plain(page.prepare),
        "minutes": sum(lesson["minutes"] for lesson in lessons) + test_minutes,
        "art": _art(page, desk),
        "certificate": page.gives_certificate,
        "lessons": lessons,
        "test": test
        and {
            "title": test["title"],
            "question_count": len(test["slots"]),
            "minutes": test_minutes,
        },
        **_placement(draft),
        **_card_voice(page, desk),
    }


def _card_voice(page: CoursePage, desk: Desk) -> Values:
    """What reads the name of the course and what it lets one do; nothing where nobody does."""
    clip = freezing.clip(page.voice, desk)
    return {"voice": clip} if clip else {}


def _art(page: CoursePage, desk: Desk) -> str:
    picture = desk.pictures(page.art_image) if page.art_image_id else None
    return picture.asset if picture else page.art


def _lessons(draft: Draft, steps: list[EditionStep]) -> Iterator[Values]:
    module = ""
    for lesson_no, lesson in enumerate(draft.lessons, start=1):
        module = plain(lesson.module) or module
        yield _lesson(lesson, module, [step for step in steps if step.lesson_no == lesson_no])


def _lesson(lesson: LessonPage, module: str, steps: list[EditionStep]) -> Values:
    minutes = lesson.minutes or 0
    weights = [KINDS[block.block_type].weight(block.value) for block in lesson.steps]
    return {
        "title": plain(lesson.title),
        "module": module,
        "minutes": minutes,
        "steps": [
            {
                "uid": step.uid,
                "kind": step.kind,
                "title": step.title,
                "required": step.required,
                "minutes": max(1, round(minutes * weight / sum(weights))),
            }
            for step, weight in zip(steps, weights, strict=True)
        ],
    }


def _rule(page: CoursePage, steps: list[EditionStep]) -> Values:
    required = [step.uid for step in steps if step.required]
    if page.pass_mark is None:
        return {"pass_mark": None, "attempts": None, "required": required}
    mark = f"{Decimal(page.pass_mark):.1f}"
    return {"pass_mark": mark, "attempts": page.attempts, "required": required}


def _test(draft: Draft, desk: Desk) -> tuple[Values | None, Values]:
    """The test as learners see it, and its key, which they never see."""
    page = draft.page
    if page.pass_mark is None:
        return None, {}
    slots: list[Values] = []
    keys: Values = {}
    for name, block, question in _slots(draft):
        points = number(block.value["points"])
        frozen = freeze_question(question)
        keys[name] = {
            "right": [option["key"] for option in frozen["options"] if option["right"]],
            "points": points,
            "explanation": frozen["explanation"],
        }
        slots.append({"slot": name, "points": points, **_spoken(_without_key(frozen), block, desk)})
    title, intro = plain(page.test_title), html(page.test_intro)
    shown = {"title": title, "intro": intro, "online_only": page.test_online_only, "slots": slots}
    return shown, keys


def _slots(draft: Draft) -> Iterator[tuple[str, Any, Question]]:
    """The places of the test that have a question, each with its name."""
    filled = [
        (block, draft.questions[block.value["question"].pk])
        for block in draft.page.final_test
        if block.value["question"] and block.value["question"].pk in draft.questions
    ]
    for number_of_slot, (block, question) in enumerate(filled, start=1):
        yield f"s{number_of_slot}", block, question


def _placement(draft: Draft) -> Values:
    """What the placement check may ask; nothing where it is as for every course."""
    rule = draft.page.test_out
    slots = list(_slots(draft))
    chosen = [name for name, block, _question in slots if block.value["placement"]]
    if rule == TestOutRule.ADVICE and len(chosen) == len(slots):
        return {}
    return {"placement": {"rule": rule, "slots": chosen}}


def _spoken(slot: Values, block: Any, desk: Desk) -> Values:
    """The question with the voice that reads it and its answers, where there is one."""
    _marked, sentences = speech.slot_aloud(slot)
    voice = freezing.voice(voices.chosen(block), len(sentences), desk)
    return {**slot, "voice": voice} if voice else slot


def _without_key(frozen: Values) -> Values:
    shown = {key: frozen[key] for key in ("question", "version", "kind", "prompt", "stimulus")}
    return {
        **shown,
        "options": [{"key": one["key"], "text": one["text"]} for one in frozen["options"]],
    }
