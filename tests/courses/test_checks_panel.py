"""The panel of checks beside the form: what is typed is looked over before it is saved."""

import pytest
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.models import CataloguePage
from tests.courses import desk

pytestmark = pytest.mark.one_database

EDIT = "/quan-tri/pages"


def ask(client, page):
    return client.get(f"/quan-tri/khoa-hoc/{page.pk}/soat/")


def lesson_form(text, **more):
    picture = {"image": "", "alt": "", "caption": ""}
    note = {"kind": "none", "title": "", "text": ""}
    value = {"title": "Vào trang", "text": rich_text(text, features=["bold"]), "voice": ""}
    value |= {"picture": picture, "after": rich_text(""), "note": note, "required": "on"}
    fields = {"title": "Bài", "minutes": "3", "module": "", "steps": streamfield([("read", value)])}
    comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0}
    return nested_form_data({**fields, "comments": comments, **more})


def type_in(client, page, form):
    answer = client.post(f"{EDIT}/{page.pk}/edit/preview/", form)
    return answer.json()["is_valid"]


def test_what_is_typed_is_looked_over_before_it_is_saved(page, author, as_person):
    client, lesson = as_person("author"), desk.lesson_of(page)
    assert type_in(client, lesson, lesson_form("<p>Truy cập trang, xoá đi.</p>"))
    shown = ask(client, lesson).text
    assert "Từ khó “truy cập”. Nói thay: “vào”." in shown
    assert "Viết “xóa”, không viết “xoá”." in shown
    assert 'data-words="3 chỗ để xem lại"' in shown
    assert "Bài này 3 phút, " in shown
    assert "truy cập" not in str(desk.raw_steps(page))


def test_the_saved_draft_is_looked_over_where_nothing_was_typed(page, author, as_person):
    desk.set_steps(page, desk.read_step(text="<p>Click vào đây.</p>"))
    assert "Từ khó “click”" in ask(as_person("author"), desk.lesson_of(page)).text


def test_a_lesson_without_steps_is_told_of_as_a_lesson(page, author, as_person):
    desk.set_steps(page)
    shown = ask(as_person("author"), desk.lesson_of(page)).text
    assert "Bài học chưa có bước nào." in shown
    assert "Bài này 5 phút" in shown


def test_a_form_that_cannot_be_read_says_so(page, author, as_person):
    client, lesson = as_person("author"), desk.lesson_of(page)
    assert not type_in(client, lesson, lesson_form("<p>Đọc.</p>", minutes="nhiều"))
    # Wagtail keeps nothing of it, so the saved draft is shown.
    assert ask(client, lesson).status_code == 200


def test_each_sees_only_what_she_types(page, author, editor, as_person, client):
    lesson = desk.lesson_of(page)
    type_in(as_person("author"), lesson, lesson_form("<p>Truy cập trang.</p>"))
    assert "truy cập" not in ask(as_person("editor"), lesson).text


def test_the_course_page_has_the_whole_course(page, author, as_person):
    desk.set_steps(page, desk.read_step(text="<p>Click vào đây.</p>"))
    shown = ask(as_person("author"), page).text
    assert "mang theo trong máy hết " in shown
    assert "Từ khó “click”" in shown


@pytest.mark.parametrize(("who", "status"), [("author", 200), ("stranger", 403), ("nobody", 302)])
def test_only_who_may_edit_the_page_is_answered(request, page, as_person, who, status):
    if who != "nobody":
        request.getfixturevalue(who)
    answer = ask(as_person(who), desk.lesson_of(page))
    assert answer.status_code == (302 if who == "stranger" else status)
    assert "Bấm vào" not in answer.text


def test_a_page_that_is_no_course_has_no_checks(page, shelf, admin_client, son, client):
    client.force_login(son)
    assert ask(client, CataloguePage.objects.get()).status_code in {302, 403, 404}


def test_a_form_has_its_panel_and_other_pages_have_none(page, author, as_person):
    client = as_person("author")
    shown = client.get(f"{EDIT}/{desk.lesson_of(page).pk}/edit/").text
    assert "data-desk-checks" in shown
    assert "desk/checks.js" in shown


def test_the_publishing_page_says_the_same(page, editor, as_person):
    desk.set_steps(page, desk.read_step(text="<p>Click vào đây.</p>"))
    shown = as_person("editor").get(f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/").text
    assert "Từ khó “click”" in shown
    assert "mang theo trong máy hết " in shown
    assert 'type="submit" class="button">Phát hành khóa học' in shown


def test_an_editor_keeps_the_list_of_hard_words(editor, author, as_person, page):
    client, words = as_person("editor"), "/quan-tri/snippets/courses/hardword"
    form = {"word": " Smartphone ", "plain": "điện thoại", "is_checked": "on"}
    assert client.post(f"{words}/add/", form).status_code == 302
    again = client.post(f"{words}/add/", {**form, "word": "SMARTPHONE"})
    assert "Từ này đã có trong danh sách." in again.text
    same = client.post(f"{words}/add/", {**form, "word": "máy", "plain": "Máy"})
    assert "Chỗ này ghi một cách nói khác" in same.text
    desk.set_steps(page, desk.read_step(text="<p>Mở smartphone.</p>"))
    assert "Từ khó “smartphone”. Nói thay: “điện thoại”." in ask(client, desk.lesson_of(page)).text
    assert as_person("author").get(f"{words}/add/").status_code == 302


def test_a_hard_word_comes_with_what_one_tap_puts_in_its_place(page, author, as_person):
    desk.set_steps(page, desk.read_step(title="Đọc", text="<p>Thao tác, xoá đi.</p>"))
    shown = ask(as_person("author"), desk.lesson_of(page)).text
    for found, swap in [("thao tác", "làm"), ("thao tác", "bấm"), ("xoá", "xóa")]:
        assert f'data-desk-swap="{swap}" data-found="{found}" data-field="text" hidden>' in shown
