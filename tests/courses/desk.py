"""A trainer's desk for tests: a section, people with rights in it, a course fit to publish."""

import json
from uuid import NAMESPACE_URL, uuid5

from django.core.files.base import ContentFile
from wagtail.models import Page, Revision

from courses import policies
from courses.models import Course, CourseEdition, CoursePage, LessonPage, Question
from courses.services import authoring, publishing, sections
from lms.jobs import running
from lms.media import services as media
from lms.users.services import grants

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 400" width="320" height="400">'
    '<rect width="320" height="400" fill="{fill}"/></svg>'
)


def make_section(name="Dịch vụ công"):
    return sections.create_section(name, by=None)


def give(person, role, section_page):
    grants.grant(person, role, scope=policies.scope_of(section_page.section), by=None)


def make_image(fill="#f6f7f9", section=None):
    file = ContentFile(SVG.format(fill=fill).encode(), name="man-hinh.svg")
    collection = sections.collection_of(section) if section else None
    return media.make_image(
        title="Màn hình", description="Màn hình", file=file, collection=collection
    )


def block_id(name):
    return str(uuid5(NAMESPACE_URL, name))


def block(kind, name, **value):
    return {"type": kind, "id": block_id(name), "value": {"required": True, **value}}


def read_step(
    name="doc", title="Tìm đúng thủ tục", text="<p>Bấm vào <b>ô tìm kiếm</b>.</p>", **more
):
    return block("read", name, title=title, text=text, **more)


def spot(name, role="target", box=(6, 20, 88, 14), **more):
    x, y, w, h = box
    value = {"role": role, "x": x, "y": y, "w": w, "h": h, "label": "Nộp trực tuyến"}
    value |= {"gesture": "tap", "text": "", "said": "Mục này để in." if role == "decoy" else ""}
    return {"type": "item", "id": block_id(name), "value": {**value, **more}}


def simulate_step(image, name="tap", title="Tập bấm nộp", spots=None, **more):
    screen = {
        "image": image.pk,
        "alt": "Trang đầu của Cổng dịch vụ công",
        "ask": "Chạm vào nút “Nộp trực tuyến”",
        "hint": "Nút màu đỏ.",
        "missed": "Chỗ này chưa có gì.",
        "right": "Đúng nút rồi.",
        "spots": spots
        or [spot(f"{name}-dung"), spot(f"{name}-nham", "decoy", (6, 60, 88, 13), label="Tải mẫu")],
    }
    screens = [{"type": "item", "id": block_id(f"{name}-man"), "value": {**screen, **more}}]
    return block("simulate", name, title=title, mode="alone", screens=screens)


def question_step(question, name="hoi", title="Hỏi nhanh"):
    return block("question", name, title=title, question=question and question.pk)


def do_step(name="lam", title="Làm thật"):
    return block(
        "do", name, title=title, task="<p>Mở Cổng dịch vụ công.</p>", checklist="Đã mở\nĐã tìm"
    )


def drill_step(name="dien", *, turns=None, sender_why="Số lạ.", sign="money", **more):
    """Two turns, by default; an answer is (the turn or end it leads to, its words)."""
    if turns is None:
        turns = [[(2, "Tắt máy"), ("harmed", "Chuyển")], [("safe", "Hỏi"), ("harmed", "Nghe")]]
    part = {"text": "Chuyển tiền ngay.", "sign": sign, "why": "Không ai thu tiền thế."}
    value = {
        "title": "Diễn tập",
        "channel": "call",
        "intro": "Chạm vào chỗ đáng ngờ.",
        "sender": "0588 000 111",
        "sender_why": sender_why,
        "parts": [_item(f"{name}-cau", part)],
        "turns": [_turn(f"{name}-luot-{n}", turn) for n, turn in enumerate(turns, 1)],
    }
    return block("drill", name, **{**value, **more})


def _turn(name, choices):
    rows = [_choice(f"{name}-{number}", *choice) for number, choice in enumerate(choices)]
    return _item(name, {"says": "Chuông reo.", "choices": rows})


def _choice(name, leads, text):
    is_end = isinstance(leads, str)
    told = {"text": text, "said": f"{text} thì sao."}
    return _item(
        name, {**told, "next": None if is_end else leads, "end": leads if is_end else "on"}
    )


def _item(name, value):
    return {"type": "item", "id": block_id(name), "value": value}


def teach_step(name="chi", title="Chỉ lại", points="Dừng lại\nHỏi người nhà\nBáo công an xã"):
    return block("teach", name, title=title, intro="<p>Chỉ cho một người.</p>", points=points)


def watch_step(film, name="xem", title="Xem cách nộp"):
    return block("watch", name, title=title, intro="<p>Xem một lượt.</p>", film=film and film.pk)


def make_question(section, prompt="Trang nào thật?", *, right=(0,), kind="single", **more):
    options = [
        {
            "type": "option",
            "id": block_id(f"{prompt}-{number}"),
            "value": {"text": text, "right": number in right, "said": "Nhìn kỹ đuôi."},
        }
        for number, text in enumerate(("dichvucong.gov.vn", "dichvucong-vn.example"))
    ]
    fields = {"explanation": "Trang thật kết thúc bằng .gov.vn.", "options": json.dumps(options)}
    question = Question(section=section, prompt=prompt, kind=kind, live=False, **{**fields, **more})
    question.save()
    question.save_revision(clean=False)
    return question


def add_lesson(page, title="Tìm thủ tục", *steps, minutes=5, by=None, **more):
    lesson = LessonPage(title=title, minutes=minutes, steps=json.dumps(list(steps)), **more)
    return authoring.create_lesson(CoursePage.objects.get(pk=page.pk), lesson, by=by)


def make_course_page(section_page, title="Nộp hồ sơ trực tuyến", *, by=None, steps=None, **more):
    """A course of one lesson with a step of each kind and a test of one question."""
    section = section_page.section
    page = authoring.create_course(section_page, title=title, by=by)
    if steps is None:
        steps = [
            read_step(),
            simulate_step(make_image(section=section)),
            question_step(make_question(section, f"Trang nào thật? ({title})")),
            do_step(),
        ]
    add_lesson(page, "Tìm thủ tục", *steps, by=by, slug=f"bai-{page.pk}")
    asked = make_question(section, f"Địa chỉ nào đúng? ({title})")
    slots = [
        {
            "type": "slot",
            "id": block_id(f"{title}-cau"),
            "value": {"question": asked.pk, "points": "1"},
        }
    ]
    fields = {"summary": "Nộp hồ sơ ở nhà.", "can_do": "Nộp được hồ sơ", "test_minutes": 5}
    return edit(page, by=by, **{**fields, "final_test": json.dumps(slots), **more})


def edit(page, *, by=None, **fields):
    """A new draft of a page or question with these fields; the row as it is now."""
    row = type(page).objects.get(pk=page.pk)
    draft = row.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=by, clean=False)
    return type(page).objects.get(pk=page.pk)


def lesson_of(page, number=0):
    return LessonPage.objects.child_of(page).order_by("path")[number]


def set_steps(page, *steps, number=0):
    """A new draft of one lesson of a course with these steps."""
    return edit(lesson_of(page, number), steps=json.dumps(list(steps)))


def raw_steps(page, number=0):
    """The steps of one lesson's latest draft as JSON, to change and put back."""
    lesson = lesson_of(page, number).get_latest_revision_as_object()
    return [dict(step) for step in lesson.steps.get_prep_value()]


def publish(page, **more):
    """Publish the drafts and do the job; the edition that is current then."""
    publishing.publish_course(page, by=more.pop("by", None), **more)
    running.drain("now")
    page = type(page).objects.get(pk=page.pk)
    return page.course.current_edition


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def state():
    """What no closed door may change."""
    return (
        list(Page.objects.order_by("pk").values_list("pk", "path", "title", "live")),
        Revision.objects.count(),
        CourseEdition.objects.count(),
        list(Course.objects.values_list("code", "state")),
        list(Question.objects.order_by("pk").values_list("pk", "prompt", "live")),
    )
