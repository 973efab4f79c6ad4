"""Two authors in one lesson, and typing while a publishing is compiled: nothing is lost."""

import re

import pytest

from courses.models import CourseEdition
from courses.services import publishing
from lms.jobs import running
from lms.users.policies import Role
from tests.courses import desk
from tests.courses.test_doors import course_form, lesson_form
from tests.people import make_person, sign_in

JSON = {"accept": "application/json"}


@pytest.fixture
def lesson(page):
    return desk.lesson_of(page)


@pytest.fixture
def thuy(shelf):
    person = make_person("Lê Thùy Dung", email="dung@demo.test", password="mat-khau-cua-dung")
    desk.give(person, Role.CONTENT_AUTHOR, shelf)
    return person


@pytest.fixture
def at(client, lesson):
    """`at(person)`: what a window of hers on the lesson, or on `course`, knows and does."""

    class Window:
        def __init__(self, person, course=None):
            self.person, self.course = person, course
            self.address = f"/quan-tri/pages/{(course or lesson).pk}/edit/"
            sign_in(client, person)
            shown = client.get(self.address).content.decode()
            known = r'name="(loaded_revision_\w+|csrfmiddlewaretoken)" value="([^"]*)"'
            self.known = dict(re.findall(known, shown))
            self.over = None

        def form(self, title):
            over = {"overwrite_revision_id": self.over} if self.over else {}
            form = lesson_form(title)
            if self.course:
                form = course_form(desk.fresh(self.course), title=title)
            return form | self.known | over

        def by_itself(self, title):
            sign_in(client, self.person)
            answer = client.post(self.address, self.form(title), headers=JSON)
            if answer.status_code == 200 and answer.json()["success"]:
                self.over = answer.json()["revision_id"]
            return answer.json()

        def by_itself_unheard(self, title):
            """Saved, but the answer is lost on the way."""
            before = self.over
            assert self.by_itself(title)["success"]
            self.over = before

        def save(self, title):
            sign_in(client, self.person)
            answer = client.post(self.address, self.form(title), follow=True)
            return answer.content.decode()

    return Window


def titles(lesson):
    return [one.as_object().title for one in desk.fresh(lesson).revisions.order_by("created_at")]


def test_the_slower_of_two_keeps_both_texts_and_is_told_where(lesson, author, thuy, at, client):
    hers, his = at(thuy), at(author)
    his.save("Của anh Minh")
    said = hers.save("Của chị Dung")
    assert "Đỗ Văn Minh đã lưu một bản khác" in said
    assert titles(lesson)[-2:] == ["Của anh Minh", "Của chị Dung"]
    [compare] = re.findall(r'href="([^"]*/revisions/compare/[^"]*)"', said)
    shown = client.get(compare).content.decode()
    assert "anh Minh" in shown
    assert "chị Dung" in shown


def test_what_saved_itself_before_is_not_refused_for_being_late(lesson, author, thuy, at):
    hers, his = at(thuy), at(author)
    hers.by_itself("Chị Dung gõ dở")
    his.save("Của anh Minh")
    assert hers.by_itself("Chị Dung gõ tiếp")["error_code"] == "invalid_revision"
    assert "đã lưu một bản khác" in hers.save("Chị Dung gõ tiếp")
    assert {"Của anh Minh", "Chị Dung gõ tiếp"} < set(titles(lesson))


def test_who_works_alone_hears_nothing(lesson, author, at):
    mine = at(author)
    mine.by_itself("Gõ dở")
    assert "bản khác" not in mine.save("Gõ xong")


def test_what_saved_itself_unheard_is_nobody_elses(lesson, author, at):
    mine = at(author)
    mine.by_itself_unheard("Gõ dở")
    mine.by_itself_unheard("Gõ tiếp")
    assert "bản khác" not in mine.save("Gõ xong")
    assert titles(lesson)[-1] == "Gõ xong"
    mine = at(author)
    mine.by_itself("Mở lại")
    mine.by_itself_unheard("Gõ thêm")
    assert mine.by_itself("Gõ thêm nữa")["success"]


def test_another_window_of_the_same_author_is_told_apart(lesson, author, at):
    here, there = at(author), at(author)
    there.by_itself_unheard("Ở cửa sổ kia")
    assert here.by_itself("Ở đây")["error_code"] == "invalid_revision"
    assert "chính anh/chị (ở cửa sổ khác) đã lưu một bản khác" in here.save("Ở đây")
    assert titles(lesson)[-2:] == ["Ở cửa sổ kia", "Ở đây"]


def test_what_is_typed_while_it_is_compiled_is_a_draft_of_its_own(page, author, at):
    mine = at(author, page)
    mine.by_itself("Bản đem phát hành")
    publishing.publish_course(page, by=None)
    assert mine.by_itself("Gõ tiếp trong lúc chờ")["success"]
    running.drain("now")
    assert CourseEdition.objects.get().title == "Bản đem phát hành"
    assert desk.fresh(page).get_latest_revision_as_object().title == "Gõ tiếp trong lúc chờ"
    assert mine.by_itself("Gõ nữa")["success"]


def test_a_restored_draft_is_published_with_the_same_steps(page, lesson, author, at, client):
    first = desk.publish(page)
    old = desk.fresh(lesson).latest_revision_id
    desk.set_steps(page, desk.read_step("khac", "Bước khác hẳn"))
    desk.publish(page)
    sign_in(client, author)
    shown = client.get(f"/quan-tri/pages/{lesson.pk}/revisions/{old}/revert/")
    assert shown.status_code == 200
    assert "Tìm đúng thủ tục" in shown.content.decode()
    steps = desk.fresh(lesson).revisions.get(pk=old).as_object().steps.get_prep_value()
    desk.set_steps(page, *steps)
    third = desk.publish(page)
    assert set(first.steps.values_list("uid")) == set(third.steps.values_list("uid"))


def test_two_drafts_are_compared_in_vietnamese(page, lesson, author, client):
    before = desk.fresh(lesson).latest_revision_id
    steps = desk.raw_steps(page)
    steps[0]["value"]["title"] = "Tìm cho đúng"
    steps[2:] = [desk.do_step("lam-moi", "Việc làm thêm")]
    desk.set_steps(page, *steps)
    after = desk.fresh(lesson).latest_revision_id
    sign_in(client, author)
    shown = client.get(f"/quan-tri/pages/{lesson.pk}/revisions/compare/{before}...{after}/")
    said = shown.content.decode().partition("<main")[2]
    assert "Việc làm thêm" in said
    assert "Tự làm" in said
    seen = re.sub(r"<[^>]*>", " ", said)
    for foreign in (" None ", " True ", " alone ", " target ", "Comparing", "Revision"):
        assert foreign not in seen
