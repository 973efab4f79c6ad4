"""What authors delete: thirty days in the bin, and back whole."""

from datetime import timedelta

import pytest
from django.utils.formats import date_format
from wagtail.models import Page

from courses.editor import bin_rights
from courses.models import (
    Binned,
    BinPage,
    Course,
    CoursePage,
    LessonPage,
    Question,
    SharedLessonPage,
    StepIdentity,
)
from courses.services import binning, cloning, ownership, scheduling, sharing
from lms.common import clock
from lms.media.models import CustomImage
from tests.courses import desk
from tests.people import make_person, sign_in


def first_question():
    return Question.objects.order_by("pk").first()


def where(page):
    """Where a page lies: its parent, its neighbours, its history."""
    page = Page.objects.get(pk=page.pk)
    before, after = page.get_prev_sibling(), page.get_next_sibling()
    return (
        page.get_parent().pk,
        before and before.pk,
        after and after.pk,
        page.slug,
        page.url_path,
        page.revisions.count(),
    )


def entry_of(row):
    return Binned.objects.get(kind=binning.KIND_OF[type(row)], object_id=row.pk)


def test_a_deleted_lesson_comes_back_to_its_place_with_all_it_had(page, author):
    for name in ("Bài hai", "Bài ba"):
        desk.add_lesson(page, name, desk.read_step(name))
    desk.publish(page)
    lesson = desk.lesson_of(page, 1)
    was, uids = where(lesson), set(StepIdentity.objects.values_list("uid", flat=True))
    binning.put_away(lesson, by=author)
    assert [row.title for row in LessonPage.objects.child_of(page)] == ["Tìm thủ tục", "Bài ba"]
    assert len(desk.publish(page).outline["lessons"]) == 2
    assert binning.restore(entry_of(lesson), by=author) == lesson
    assert where(lesson)[:5] == was[:5]
    assert set(StepIdentity.objects.values_list("uid", flat=True)) == uids
    assert len(desk.publish(page).outline["lessons"]) == 3
    assert not Binned.objects.exists()


def test_a_deleted_course_comes_back_with_its_lessons(page, shelf, author):
    second = desk.make_course_page(shelf, "Làm giấy khai sinh")
    lesson = desk.lesson_of(page)
    was = where(page)
    binning.put_away(lesson, by=author)
    binning.put_away(page, by=author)
    assert list(CoursePage.objects.child_of(shelf)) == [second]
    with pytest.raises(binning.NotBinned):
        binning.restore(entry_of(lesson), by=author)
    assert binning.restore_many(Binned.objects.all(), by=author) == 2
    assert where(page) == was
    assert desk.publish(page).number == 1


def test_a_name_taken_meanwhile_gets_an_ending(page, author):
    lesson = desk.lesson_of(page)
    binning.put_away(lesson, by=author)
    desk.add_lesson(page, "Bài mới", desk.read_step("moi"), slug=lesson.slug)
    binning.restore(entry_of(lesson), by=author)
    assert desk.lesson_of(page, 1).slug.startswith(f"{lesson.slug}-")


def test_a_lesson_that_stands_elsewhere_is_not_deleted(page, shelf, author):
    second = desk.make_course_page(shelf, "Làm giấy khai sinh")
    place = sharing.share(second, desk.lesson_of(page), by=None)
    for row in (desk.lesson_of(page), page):
        with pytest.raises(binning.NotBinned, match="dùng chung"):
            binning.put_away(row, by=author)
    binning.put_away(second, by=author)
    with pytest.raises(binning.NotBinned, match="“Làm giấy khai sinh” ở thùng rác"):
        binning.put_away(desk.lesson_of(page), by=author)
    binning.restore(entry_of(second), by=author)
    binning.put_away(place, by=author)
    assert not SharedLessonPage.objects.exists()
    binning.put_away(desk.lesson_of(page), by=author)


def test_nobody_is_asked_to_read_over_what_nobody_reads(page, shelf, author):
    cloning.save_as_template(page, title="Mẫu", by=author)
    binning.put_away(desk.make_course_page(shelf, "Khóa bỏ đi"), by=author)
    closed = desk.make_course_page(shelf, "Khóa đã đóng")
    Course.objects.filter(pk=closed.course_id).update(state="closed", closes_on=clock.today())
    found = ownership.standings([shelf.section], today=clock.today())
    assert [one.page for one in found] == [page]


def test_drafts_show_what_is_deleted_until_it_is_swept(page, editor):
    image, question = CustomImage.objects.get(), first_question()
    for row in (image, question):
        binning.put_away(row, by=editor)
        binning.put_away(row, by=editor)
    assert Binned.objects.count() == 2
    edition = desk.publish(page)
    assert [step.kind for step in edition.steps.order_by("position")][1:3] == [
        "simulate",
        "question",
    ]


def test_files_and_questions_in_the_bin_are_in_no_list(shelf, page, editor):
    image, question = CustomImage.objects.get(), first_question()
    policy = bin_rights.FilePolicy(CustomImage, "wagtailimages.Image", "uploaded_by_user")
    may = policy.user_has_permission_for_instance
    assert may(editor, "change", image)
    for row in (image, question):
        binning.put_away(row, by=editor)
    editor = type(editor).objects.get(pk=editor.pk)
    assert not may(editor, "change", image)
    assert not policy.instances_user_has_any_permission_for(editor, ["choose"]).exists()
    for entry in Binned.objects.all():
        binning.restore(entry, by=editor)
    assert may(type(editor).objects.get(pk=editor.pk), "change", image)


def test_the_sweep_takes_what_is_older_than_thirty_days(page, shelf, author):
    """A course only after the lessons deleted out of it; nothing that is still held."""
    desk.publish(page)
    old = desk.make_course_page(shelf, "Khóa bỏ đi")
    image, lesson = CustomImage.objects.order_by("pk").first(), desk.lesson_of(old)
    held = desk.make_image(section=shelf.section)
    desk.edit(page, art_image=held)
    CoursePage.objects.filter(pk=page.pk).update(art_image=held)
    for row in (old, image, held):
        binning.put_away(row, by=author)
    day = clock.now()
    assert binning.sweep(now=day + timedelta(days=29)) == 0
    assert binning.sweep(now=day + timedelta(days=31)) == 2
    assert not Page.objects.filter(pk__in=[old.pk, lesson.pk]).exists()
    assert list(CustomImage.objects.filter(pk__in=[image.pk, held.pk])) == [held]
    assert Binned.objects.get().object_id == held.pk


# Through the pages.


def bulk(client, app, model, *rows):
    ids = "&".join(f"id={row.pk}" for row in rows)
    return client.post(f"/quan-tri/bulk/{app}/{model}/delete/?{ids}&next=/quan-tri/")


def test_a_lesson_ticked_beside_the_place_of_a_shared_one_goes_to_the_bin(
    as_person, page, shelf, author
):
    second = desk.make_course_page(shelf, "Khóa hai")
    place = sharing.share(second, desk.lesson_of(page), by=None)
    lesson = desk.lesson_of(second)
    bulk(as_person("author"), "wagtailcore", "page", lesson, place)
    assert Binned.objects.get().object_id == lesson.pk
    assert LessonPage.objects.filter(pk=lesson.pk).exists()
    assert not SharedLessonPage.objects.filter(pk=place.pk).exists()


def test_what_would_be_deleted_for_good_is_not_ticked_beside_what_is_kept(
    client, make_admin, page, shelf, other_shelf
):
    sign_in(client, make_admin)
    lesson = desk.lesson_of(page)
    answer = bulk(client, "wagtailcore", "page", lesson, other_shelf)
    assert answer.status_code == 302
    assert "Chọn riêng khóa học, bài học rồi xóa lại nhé." in client.get("/quan-tri/").text
    assert not Binned.objects.exists()
    assert Page.objects.filter(pk__in=[lesson.pk, other_shelf.pk]).count() == 2


def test_every_button_that_deletes_leads_to_the_bin(as_person, page, shelf, author):
    client = as_person("author")
    desk.add_lesson(page, "Bài hai", desk.read_step("hai"))
    lesson, other = desk.lesson_of(page), desk.lesson_of(page, 1)
    image, (one, two) = CustomImage.objects.get(), Question.objects.order_by("pk")
    second = desk.make_image("#000000", section=shelf.section)
    assert "30 ngày" in client.get(f"/quan-tri/pages/{lesson.pk}/delete/").content.decode()
    assert not Binned.objects.exists()
    client.post(f"/quan-tri/pages/{lesson.pk}/delete/")
    bulk(client, "wagtailcore", "page", other)
    address = f"/quan-tri/snippets/courses/question/delete/{one.pk}/"
    assert "30 ngày" in client.get(address).content.decode()
    client.post(address)
    bulk(client, "courses", "question", two)
    assert "30 ngày" in client.get(f"/quan-tri/images/{image.pk}/delete/").content.decode()
    client.post(f"/quan-tri/images/{image.pk}/delete/")
    bulk(client, "media", "customimage", second)
    rows = [lesson, other, one, two, image, second]
    assert {(e.kind, e.object_id) for e in Binned.objects.all()} == {
        (binning.KIND_OF[type(row)], row.pk) for row in rows
    }
    assert all(type(row).objects.filter(pk=row.pk).exists() for row in rows)
    shown = client.get("/quan-tri/khoa-hoc/thung-rac/").content.decode()
    assert shown.count("lay-lai/") == 6
    for entry in Binned.objects.all():
        client.post(f"/quan-tri/khoa-hoc/thung-rac/{entry.pk}/lay-lai/")
    assert not Binned.objects.exists()
    assert {*LessonPage.objects.child_of(page)} == {lesson, other}


def test_a_script_that_deletes_puts_it_into_the_bin_too(as_person, page):
    client, lesson = as_person("author"), desk.lesson_of(page)
    client.post(f"/quan-tri/api/main/pages/{lesson.pk}/action/delete/")
    assert entry_of(lesson)


@pytest.mark.parametrize("address", ["edit", "delete", "copy", "move", "history", "edit/preview"])
def test_nobody_gets_at_a_page_in_the_bin(client, make_admin, page, address):
    binning.put_away(page, by=None)
    sign_in(client, make_admin)
    answer = client.get(f"/quan-tri/pages/{page.pk}/{address}/")
    assert (answer.status_code, answer.get("Location", "/quan-tri/")) in {
        (302, "/quan-tri/"),
        (403, "/quan-tri/"),
    }


@pytest.fixture
def make_admin(db):
    return make_person("Chủ máy", is_superuser=True)


def test_lists_do_not_show_what_lies_in_the_bin(client, make_admin, page, shelf):
    binning.put_away(page, by=None)
    binning.put_away(first_question(), by=None)
    sign_in(client, make_admin)
    for address in ("pages/", "pages/search/?q=nop", "choose-page/search/?q=nop", "images/"):
        shown = client.get(f"/quan-tri/{address}").content.decode()
        assert "Nộp hồ sơ trực tuyến" not in shown.partition("<main")[2], address
    binning.put_away(CustomImage.objects.get(), by=None)
    for address in ("images/?q=man", "images/chooser/results/?q=man", "documents/?q=man"):
        assert "Màn hình" not in client.get(f"/quan-tri/{address}").content.decode()
    found = client.get("/quan-tri/snippets/courses/question/?q=trang").content.decode()
    assert "Trang nào thật" not in found
    assert client.get(f"/quan-tri/pages/{BinPage.objects.get().pk}/").status_code in (200, 302, 403)


def test_another_section_sees_and_brings_back_nothing(as_person, page, stranger):
    image = CustomImage.objects.get()
    for row in (desk.lesson_of(page), first_question(), image):
        binning.put_away(row, by=None)
    client = as_person("stranger")
    shown = client.get("/quan-tri/khoa-hoc/thung-rac/").content.decode()
    assert "Thùng rác trống" in shown
    for entry in Binned.objects.all():
        for door in ("lay-lai", "xoa-han"):
            answer = client.post(f"/quan-tri/khoa-hoc/thung-rac/{entry.pk}/{door}/")
            assert (answer.status_code, answer.get("Location", "/quan-tri/")) in {
                (302, "/quan-tri/"),
                (403, "/quan-tri/"),
            }
    assert Binned.objects.count() == 3


def test_a_file_that_nobody_should_see_is_deleted_at_once(as_person, page, author):
    client, image, lesson = as_person("author"), CustomImage.objects.get(), desk.lesson_of(page)
    for row in (image, lesson):
        binning.put_away(row, by=author)
    address = "/quan-tri/khoa-hoc/thung-rac/{}/xoa-han/"
    assert "không lấy lại được" in client.get(address.format(entry_of(image).pk)).content.decode()
    client.post(address.format(entry_of(lesson).pk))
    assert entry_of(lesson)
    client.post(address.format(entry_of(image).pk))
    assert not CustomImage.objects.exists()


# What an author is told.


def test_what_came_back_is_a_link_away(as_person, page, shelf, author):
    client = as_person("author")
    lesson = desk.lesson_of(page)
    image, question = CustomImage.objects.get(), first_question()
    addresses = {
        lesson: f"/quan-tri/pages/{lesson.pk}/edit/",
        page: f"/quan-tri/pages/{page.pk}/edit/",
        image: f"/quan-tri/images/{image.pk}/",
        question: f"/quan-tri/snippets/courses/question/edit/{question.pk}/",
    }
    for row, address in addresses.items():
        binning.put_away(row, by=author)
        back = f"/quan-tri/khoa-hoc/thung-rac/{entry_of(row).pk}/lay-lai/"
        answer = client.post(back, follow=True)
        assert f'href="{address}"' in answer.text, row
        assert client.get(address).status_code == 200


def test_a_date_for_publishing_is_called_off_in_words(as_person, page, editor):
    at = clock.now() + timedelta(days=3)
    said = date_format(clock.local(at), "H:i d/m/Y")
    client, delete = as_person("editor"), f"/quan-tri/pages/{page.pk}/delete/"
    assert "hẹn phát hành" not in client.get(delete).text
    scheduling.schedule(page, at=at, by=None)
    assert f"hẹn phát hành lúc {said}" in client.get(delete).text
    answer = client.post(delete, follow=True)
    assert f"hẹn phát hành lúc {said}: hẹn này đã hủy" in answer.text
    assert scheduling.due_at(desk.fresh(page)) is None
    back = f"/quan-tri/khoa-hoc/thung-rac/{entry_of(page).pk}/lay-lai/"
    answer = client.post(back, follow=True)
    assert f"hẹn phát hành lúc {said}: hẹn này đã hủy" in answer.text
    assert f'href="/quan-tri/khoa-hoc/{page.pk}/phat-hanh/"' in answer.text
    assert scheduling.due_at(desk.fresh(page)) is None


def test_a_date_is_called_off_in_words_among_many_ticked(as_person, page, shelf, editor):
    second = desk.make_course_page(shelf, "Khóa hai")
    scheduling.schedule(page, at=clock.now() + timedelta(days=3), by=None)
    client = as_person("editor")
    bulk(client, "wagtailcore", "page", page, second)
    shown = client.get("/quan-tri/khoa-hoc/thung-rac/").text
    assert shown.count("hẹn này đã hủy khi xóa") == 1
    assert "Khóa “Nộp hồ sơ trực tuyến” hẹn phát hành" in shown


# Sharing and deleting at the same moment.


def test_a_lesson_deleted_meanwhile_is_not_shared(page, shelf, author):
    second = desk.make_course_page(shelf, "Làm giấy khai sinh")
    lesson = desk.lesson_of(page)
    binning.put_away(lesson, by=author)
    with pytest.raises(sharing.NotShared, match="Bài này vừa được đưa vào thùng rác"):
        sharing.share(second, lesson, by=author)
    assert not SharedLessonPage.objects.exists()


def test_a_course_deleted_meanwhile_is_given_no_lesson(page, shelf, author):
    second = desk.make_course_page(shelf, "Làm giấy khai sinh")
    read = CoursePage.objects.get(pk=second.pk)
    binning.put_away(second, by=author)
    with pytest.raises(sharing.NotShared, match="Khóa học này vừa được đưa vào thùng rác"):
        sharing.share(read, desk.lesson_of(page), by=author)
    assert not SharedLessonPage.objects.exists()
