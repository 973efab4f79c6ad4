"""An id of another section's thing, written into a form past its chooser, is nothing chosen."""

import json

import pytest
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.models import HardWord, LessonPage
from courses.services import sections
from lms.media import films
from tests import films as videos
from tests.courses import desk
from tests.courses.test_voices import make_recording

pytestmark = pytest.mark.django_db
EDIT = "/quan-tri/pages"
PHONE = {"host": "hocso.test"}
SECRET = "Bí mật của mục kia"


@pytest.fixture
def lesson(other_shelf, stranger):
    """Of the section the stranger writes in."""
    return desk.lesson_of(desk.make_course_page(other_shelf, "Khóa mục khác"))


def film_in(shelf):
    captions = videos.CAPTIONS.replace("Mở Cổng", f"{SECRET}. Mở Cổng")
    return films.make_ready(
        title=SECRET,
        copies=(videos.copy(name=b"l"), videos.copy(name=b"c")),
        poster=videos.POSTER,
        captions=captions,
        collection=sections.collection_of(shelf.section),
    )


def voice_in(shelf):
    recording = make_recording()
    recording.collection = sections.collection_of(shelf.section)
    recording.save(update_fields=["collection"])
    return recording


def form(kind, **more):
    value = {"title": "Một bước", "voice": "", "required": "on", **more}
    if kind == "read":
        note = {"kind": "none", "title": "", "text": ""}
        value = {"text": rich_text("<p>Đọc.</p>"), "after": rich_text(""), "note": note} | value
        value = {"picture": {"image": "", "alt": "", "caption": ""}, "procedure": ""} | value
    if kind == "watch":
        value["intro"] = rich_text("<p>Xem.</p>")
    comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0}
    fields = {"title": "Bài", "minutes": "3", "module": "", "comments": comments}
    return nested_form_data({**fields, "steps": streamfield([(kind, value)])})


def asked(kind, row, name):
    """The form of one step that names this row."""
    if kind == "read" and name == "image":
        return form("read", picture={"image": row.pk, "alt": "Hình", "caption": "Hình"})
    return form(kind, **{name: row.pk})


KINDS = {
    "question": ("question", "question", lambda shelf: desk.make_question(shelf.section, SECRET)),
    "film": ("watch", "film", film_in),
    "picture": ("read", "image", lambda shelf: desk.make_image(section=shelf.section)),
    "voice": ("read", "voice", voice_in),
}


@pytest.mark.parametrize("what", KINDS)
def test_what_belongs_to_another_section_is_neither_shown_nor_kept(
    what, shelf, other_shelf, lesson, as_person
):
    kind, name, make = KINDS[what]
    client, edit = as_person("stranger"), f"{EDIT}/{lesson.pk}/edit/"
    for section_page, is_own in ((shelf, False), (other_shelf, True)):
        sent = asked(kind, make(section_page), name)
        assert client.post(f"{edit}preview/", sent).json()["is_valid"]
        told = client.get(f"{edit}preview/?mode=buoc-1", headers=PHONE).text
        told += client.get(f"/quan-tri/khoa-hoc/{lesson.pk}/soat/").text
        told += client.post(f"/quan-tri/khoa-hoc/{lesson.pk}/cau/1/", sent).text
        assert client.post(edit, {**sent, "slug": lesson.slug}).status_code == 302
        draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
        value = draft.steps[0].value
        chosen = value["picture"]["image"] if name == "image" else value[name]
        assert bool(chosen) == is_own
        told = told.replace("/xem-truoc/0", "")
        assert (SECRET in told or "/xem-truoc/" in told) == is_own


def test_a_form_that_comes_back_with_errors_names_nothing_either(shelf, lesson, as_person):
    client = as_person("stranger")
    for what in ("question", "film"):
        kind, name, make = KINDS[what]
        sent = asked(kind, make(shelf), name) | {"title": "", "slug": lesson.slug}
        shown = client.post(f"{EDIT}/{lesson.pk}/edit/", sent)
        assert shown.status_code == 200
        assert SECRET not in shown.text
        assert json.dumps(SECRET)[1:-1] not in shown.text


def test_odd_ways_to_write_an_id_lead_nowhere(shelf, lesson, as_person):
    client, question = as_person("stranger"), desk.make_question(shelf.section, SECRET)
    for odd in (f" {question.pk}", f"+{question.pk}", f"0{question.pk}", "9" * 40, "không"):
        sent = form("question", question=odd)
        client.post(f"{EDIT}/{lesson.pk}/edit/preview/", sent)
        shown = client.get(f"{EDIT}/{lesson.pk}/edit/preview/?mode=buoc-1", headers=PHONE)
        assert SECRET not in shown.text


def test_what_the_draft_holds_already_stays(shelf, lesson, as_person):
    """A course copied from another section shows that section's pictures."""
    image = desk.make_image(section=shelf.section)
    step = desk.read_step(picture={"image": image.pk, "alt": "Hình", "caption": "Hình"})
    desk.set_steps(lesson.get_parent().specific, step)
    sent = asked("read", image, "image") | {"slug": lesson.slug}
    as_person("stranger").post(f"{EDIT}/{lesson.pk}/edit/", sent)
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert draft.steps[0].value["picture"]["image"] == image
    assert draft.steps[0].value["title"] == "Một bước"


def test_picture_and_voice_of_a_course_and_of_a_word_are_ones_own(shelf, lesson, as_person):
    client, course = as_person("stranger"), lesson.get_parent().specific
    picture, voice = desk.make_image(section=shelf.section), voice_in(shelf)
    sent = {"word": "sóng", "plain": "mạng", "sentence": "Chỗ có mạng.", "voice": voice.pk}
    client.post("/quan-tri/snippets/courses/hardword/add/", sent | {"is_checked": "on"})
    assert HardWord.objects.get(word="sóng").voice is None
    page = client.get(f"{EDIT}/{course.pk}/edit/").context["form"]
    bound = type(page)(
        {"art_image": str(picture.pk), "voice": str(voice.pk)},
        instance=course,
        parent_page=course.get_parent(),
        for_user=client.get("/quan-tri/").wsgi_request.user,
    )
    assert not bound["art_image"].value()
    assert not bound["voice"].value()
