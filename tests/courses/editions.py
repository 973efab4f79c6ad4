"""A realistic published course without going through the editor.

`make_edition()` gives one edition of "Nộp hồ sơ trực tuyến" with seven steps in two lessons: two to
read, one practice of two screens with decoys, three questions (single, multiple, true or false),
one thing to do for real, and a final test of four questions. `uids(edition)` names the steps.
"""

import hashlib
import json
from datetime import UTC, datetime

from courses.models import Course, CourseEdition, EditionStep, Section
from lms.common.ids import ALPHABET
from lms.common.text import fold
from tests.courses.lessons import TEST_KEY, cover, final_test, usual_lessons

PUBLISHED = datetime(2026, 1, 5, tzinfo=UTC)
"""When the editions of the tests came out: events are never ordered before that."""


def step_uid(course_code, name):
    """The same uid for the same step of the same course, whatever the edition."""
    number = int.from_bytes(hashlib.sha256(f"{course_code}/{name}".encode()).digest()[:9], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(13)).lower()


def make_course(code, *, state=Course.State.DRAFT):
    section, _ = Section.objects.get_or_create(
        code="dich-vu-cong", defaults={"name": "Dịch vụ công"}
    )
    return Course.objects.get_or_create(code=code, defaults={"section": section, "state": state})[0]


def make_edition(
    code="nop-ho-so-truc-tuyen",
    *,
    title="Nộp hồ sơ dịch vụ công trực tuyến",
    number=1,
    level="major",
    lessons=None,
    with_test=True,
    certificate=True,
    pass_mark="5.0",
    attempts=None,
    online_only=False,
    opened=True,
    art=None,
    placement=None,
    test=None,
    voice=None,
    refresher=None,
):
    """One edition, the current one of its open course unless `opened` is false."""
    lessons = usual_lessons() if lessons is None else lessons
    course = make_course(code)
    if art is None:
        art = f"{cover().sha256}.svg"
    outline = {
        "title": title,
        "summary": "Nộp một hồ sơ ngay trên điện thoại.",
        "can_do": [
            "Nộp một hồ sơ ngay trên điện thoại, không phải lên xã chờ",
            "Chụp giấy tờ rõ nét để không bị trả lại",
            "Xem hồ sơ đang giải quyết đến đâu",
        ],
        "prepare": "Căn cước công dân và điện thoại đã có VNeID mức 2.",
        "minutes": sum(step[3] for _, _, steps in lessons for step in steps),
        "art": art,
        "certificate": certificate,
        "lessons": [_outline_lesson(code, *lesson) for lesson in lessons],
        "test": {"title": "Bài kiểm tra cuối khóa", "question_count": 4, "minutes": 5}
        if with_test
        else None,
    }
    if placement is not None:
        outline["placement"] = placement
    if voice is not None:
        outline["voice"] = voice
    required = [s["uid"] for lesson in outline["lessons"] for s in lesson["steps"]]
    rule = {
        "pass_mark": pass_mark if with_test else None,
        "attempts": attempts if with_test else None,
        "required": required,
    }
    shown = test or final_test()
    test = {**shown, "online_only": online_only} if with_test else None
    key = TEST_KEY if with_test else {}
    if placement is not None and "s5" in placement["slots"]:
        test["slots"].append({**test["slots"][0], "slot": "s5"})
        key = {**key, "s5": key["s1"]}
    frozen = json.dumps([outline, rule, test, number], sort_keys=True, ensure_ascii=False)
    edition = CourseEdition.objects.create(
        course=course,
        number=number,
        level=level,
        title=title,
        outline=outline,
        rule=rule,
        test=test,
        test_key=key,
        published_at=PUBLISHED,
        refresher=refresher,
        content_hash=hashlib.sha256(frozen.encode()).hexdigest(),
    )
    EditionStep.objects.bulk_create(_steps(edition, code, lessons))
    if opened:
        course.current_edition = edition
        course.state = Course.State.OPEN
        course.save()
    return edition


def _outline_lesson(code, title, module, steps):
    return {
        "title": title,
        "module": module,
        "minutes": sum(minutes for _, _, _, minutes, _ in steps),
        "steps": [
            {
                "uid": step_uid(code, name),
                "kind": kind,
                "title": step_title,
                "required": True,
                "minutes": minutes,
            }
            for name, kind, step_title, minutes, _ in steps
        ],
    }


def _steps(edition, code, lessons):
    position = 0
    for lesson_no, (_, _, steps) in enumerate(lessons, 1):
        for name, kind, title, _, values in steps:
            position += 1
            yield EditionStep(
                edition=edition,
                uid=step_uid(code, name),
                position=position,
                lesson_no=lesson_no,
                kind=kind,
                title=title,
                values=values,
                text_fold=fold(title),
            )


def uids(edition):
    """The uid of each step of the usual course by its name ("tim", "tap-nop", "lam-that" …)."""
    names = [name for _, _, steps in usual_lessons() for name, *_ in steps]
    return {name: step_uid(edition.course.code, name) for name in names}
