"""What keeps a draft from being published; drafts themselves may be as incomplete as they like."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courses import policies
from courses.drafting import films, pictures, voices
from courses.drafting.drafts import Draft
from courses.drafting.faults import Fault, missing
from courses.drafting.freezing import Desk, plain
from courses.drafting.kinds import KINDS
from courses.drafting.problems import (
    Problem,
    field_anchor,
    film_url,
    image_url,
    page_url,
    question_url,
    recording_url,
    step_url,
)
from courses.drafting.question import freeze_question, question_faults
from courses.models import Course, CoursePage, LessonPage, Question, Section, TestOutRule
from courses.services import authoring, heaviness, speech, weighing
from courses.services.naming import lesson_name, step_name
from courses.services.sheets import ENOUGH
from courses.services.weighing import Weighed
from lms.media.models import Film, Recording

MANY_STEPS = 12


def problems(draft: Draft, weighed: Weighed | None = None) -> list[Problem]:
    """All that is wrong with a draft, errors before warnings; no error means fit to publish.

    Whoever has weighed the draft already hands that in.
    """
    found = [
        *_course_problems(draft),
        *_lesson_problems(draft),
        *_question_problems(draft),
        *_test_problems(draft),
        *_picture_problems(draft),
        *heaviness.problems(weighed or weighing.weigh(draft)),
    ]
    return sorted(found, key=lambda problem: problem.is_warning)


def errors(draft: Draft) -> list[Problem]:
    """What must be mended before publishing."""
    return [problem for problem in problems(draft) if not problem.is_warning]


def _course_problems(draft: Draft) -> Iterator[Problem]:
    page = draft.page
    for message, field in _course_faults(draft):
        url = page_url(page.pk, field_anchor(field))
        yield Problem(message, _("Giới thiệu khóa học"), url)
    if page.voice:
        for fault in _unready(page.voice):
            url = recording_url(page.voice.pk)
            yield Problem(str(fault.message), _("Giới thiệu khóa học"), url)


def _course_faults(draft: Draft) -> Iterator[tuple[str, str]]:
    page = draft.page
    if not plain(page.title):
        yield _("Khóa học chưa có tên."), "title"
    if not plain(page.summary):
        yield _("Khóa học chưa có lời giới thiệu."), "summary"
    if not plain(page.can_do):
        yield _("Chưa ghi học xong làm được gì."), "can_do"
    if not draft.lessons:
        yield _("Khóa học chưa có bài học nào."), "title"
    if not authoring.address_is_free(page):
        yield _("Địa chỉ này đã có khóa học khác dùng."), "address"
    if page.course and page.course.state == Course.State.WITHDRAWN:
        yield _("Khóa học đã thu hồi. Muốn mở lại thì sao chép thành khóa mới."), "title"
    if page.course and page.course.state == Course.State.CLOSED:
        yield (
            _("Khóa học đã đóng. Muốn dạy tiếp thì ghi ngày đóng mới ở “Cho khóa học nghỉ”."),
            "title",
        )
    if page.course and page.course.state == Course.State.TEMPLATE:
        yield _("Đây là khóa mẫu. Muốn phát hành thì bắt đầu một khóa mới từ mẫu này."), "title"


def _lesson_problems(draft: Draft) -> Iterator[Problem]:
    for number, lesson in enumerate(draft.lessons, start=1):
        yield from lesson_problems(draft, lesson, lesson_name(number, lesson.title))


def lesson_problems(draft: Draft, lesson: LessonPage, where: str) -> Iterator[Problem]:
    """What is wrong with one lesson and its steps, their questions and weight apart."""
    desk = Desk(pictures.shown, voices.shown, films.shown, draft.questions)
    for message, field in _lesson_faults(lesson):
        yield Problem(message, where, page_url(lesson.pk, field_anchor(field)))
    if len(lesson.steps) > MANY_STEPS:
        message = _("Bài có nhiều bước quá, nên tách thành hai bài.")
        yield Problem(message, where, page_url(lesson.pk), is_warning=True)
    yield from _step_problems(lesson, where, desk)


def _lesson_faults(lesson: LessonPage) -> Iterator[tuple[str, str]]:
    if not plain(lesson.title):
        yield _("Bài học chưa có tên."), "title"
    if not lesson.minutes:
        yield _("Chưa ghi số phút."), "minutes"
    if not len(lesson.steps):
        yield _("Bài học chưa có bước nào."), "steps"


def _step_problems(lesson: LessonPage, of_lesson: str, desk: Desk) -> Iterator[Problem]:
    for number, block in enumerate(lesson.steps, start=1):
        title = plain(block.value["title"])
        where = step_name(of_lesson, number, title)
        if not title:
            yield Problem(_("Bước chưa có tên."), where, step_url(lesson.pk, str(block.id)))
        for fault in KINDS[block.block_type].faults(block.value, desk):
            url = step_url(lesson.pk, fault.place or str(block.id))
            yield Problem(str(fault.message), where, url, fault.is_warning)
        recording = voices.chosen(block)
        if recording:
            url = recording_url(recording.pk)
            for fault in _voice_faults(recording, _sentences(block, desk)):
                yield Problem(str(fault.message), where, url, fault.is_warning)
        film = films.chosen(block)
        if film:
            for fault in _film_faults(film):
                yield Problem(str(fault.message), where, film_url(film.pk), fault.is_warning)


def _film_faults(film: Film) -> Iterator[Fault]:
    """A film without its copies, or without words for those who cannot hear it."""
    if film.state == Film.State.WAITING:
        yield Fault(_("Video còn đang làm cho điện thoại. Đợi vài phút rồi phát hành lại."))
    elif film.state == Film.State.FAILED:
        yield Fault(_("Video chưa dùng được: %(why)s") % {"why": film.error})
    yield from missing(film.captions, _("Video chưa có phụ đề cho người không nghe được."))


def _sentences(block: Any, desk: Desk) -> int:
    """How many sentences a voice reads in this step."""
    kind = block.block_type
    values = KINDS[kind].freeze(block.value, desk)
    *_title, sentences = speech.read_aloud(kind, plain(block.value["title"]), values)
    return len(sentences)


def _unready(recording: Recording) -> Iterator[Fault]:
    """A clip that is not there yet."""
    if recording.state == Recording.State.WAITING:
        yield Fault(_("Giọng đọc còn đang làm cho điện thoại. Đợi một phút rồi phát hành lại."))
    elif recording.state == Recording.State.FAILED:
        yield Fault(_("Giọng đọc chưa dùng được: %(why)s") % {"why": recording.error})


def _voice_faults(recording: Recording, count: int) -> Iterator[Fault]:
    """A clip that is not there yet, or whose marks do not fit what stands on the page."""
    yield from _unready(recording)
    if recording.state == Recording.State.READY and not recording.marks_for(count):
        numbers = {"sentences": count, "marks": len(recording.all_marks())}
        message = _(
            "Bước có %(sentences)s câu mà giọng đọc có %(marks)s mốc, nên câu đang đọc sẽ "
            "không được tô. Sửa các mốc giờ cho khớp."
        )
        yield Fault(message % numbers, is_warning=True)


def _question_problems(draft: Draft) -> Iterator[Problem]:
    section = policies.section_of(draft.page)
    for question in draft.questions.values():
        yield from _of_question(question, section)


def question_problems(draft: Draft, lesson: LessonPage) -> Iterator[Problem]:
    """What is wrong with the questions one lesson asks."""
    section = policies.section_of(draft.page)
    asked = {_chosen(block) for block in lesson.steps if _asks(block)}
    for pk, question in draft.questions.items():
        if pk in asked:
            yield from _of_question(question, section)


def _of_question(question: Question, section: Section | None) -> Iterator[Problem]:
    where = _("Câu hỏi “%(prompt)s”") % {"prompt": plain(question.prompt)[:60]}
    if section is not None and question.section_id != section.pk:
        message = _("Câu hỏi này thuộc mục khác, không dùng được ở đây.")
        yield Problem(message, where, question_url(question.pk))
    for fault in question_faults(question):
        url = question_url(question.pk, fault.place)
        yield Problem(str(fault.message), where, url, fault.is_warning)


def _test_problems(draft: Draft) -> Iterator[Problem]:
    page = draft.page
    if page.pass_mark is None:
        return
    if not len(page.final_test):
        message = _("Đã đặt điểm đạt mà bài kiểm tra chưa có câu nào.")
        url = page_url(page.pk, field_anchor("pass_mark"))
        yield Problem(message, str(page.test_title), url)
    yield from _placement_problems(page)
    practised = {_chosen(block) for _lesson, block in draft.blocks() if _asks(block)}
    asked = Counter(_chosen(block) for block in page.final_test)
    for block in page.final_test:
        question = _chosen(block)
        for message, is_warning in _slot_faults(question, asked[question], question in practised):
            url = step_url(page.pk, str(block.id))
            yield Problem(message, str(page.test_title), url, is_warning)
        yield from _slot_voice_problems(draft, block)


def _slot_voice_problems(draft: Draft, block: Any) -> Iterator[Problem]:
    recording = voices.chosen(block)
    question = draft.questions.get(_chosen(block) or 0)
    if recording is None or question is None:
        return
    _marked, sentences = speech.slot_aloud(freeze_question(question))
    where = _("Câu kiểm tra “%(prompt)s”") % {"prompt": plain(question.prompt)[:60]}
    for fault in _voice_faults(recording, len(sentences)):
        yield Problem(str(fault.message), where, recording_url(recording.pk), fault.is_warning)


def _placement_problems(page: CoursePage) -> Iterator[Problem]:
    """Too few questions for what the placement check is to count for."""
    needed = ENOUGH.get(TestOutRule(page.test_out), 0)
    chosen = sum(bool(block.value["placement"]) for block in page.final_test)
    if chosen < needed and page.test_out != TestOutRule.ADVICE:
        message = _(
            "Bài thử sức cần ít nhất %(needed)s câu của khóa này mới tính như đã chọn. "
            "Đang dùng %(chosen)s câu."
        )
        url = page_url(page.pk, field_anchor("test_out"))
        numbers = {"needed": needed, "chosen": chosen}
        yield Problem(message % numbers, str(page.test_title), url)


def _slot_faults(
    question: int | None,
    times: int,
    is_practised: bool,  # noqa: FBT001  a fact, not an option
) -> Iterator[tuple[str, bool]]:
    if question is None:
        yield _("Chưa chọn câu hỏi, hoặc câu hỏi đã bị xóa."), False
    elif times > 1:
        yield _("Câu này có hai lần trong bài kiểm tra."), False
    elif is_practised:
        yield _("Câu này đã có trong bài học, nên đáp án đã ở trên điện thoại."), True


def _asks(block: Any) -> bool:
    return bool(block.block_type == "question")


def _chosen(block: Any) -> int | None:
    question = block.value["question"]
    return question.pk if question else None


def _picture_problems(draft: Draft) -> Iterator[Problem]:
    for image in pictures.of(draft):
        if pictures.named(image) is None:
            where = _("Hình “%(title)s”") % {"title": image.title}
            yield Problem(_("Không đọc được tệp hình."), where, image_url(image.pk))
