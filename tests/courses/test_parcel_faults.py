"""A parcel where something is missing, lent or changed meanwhile."""

import pytest

from courses.models import CourseParcel, LessonPage, SharedLessonPage
from courses.parcels import services, taking, writing
from courses.parcels.sealing import ParcelWrong
from courses.services import binning, sharing
from lms.jobs import running
from lms.jobs.models import Job
from lms.media.models import Recording
from tests.courses import desk
from tests.courses.test_parcel_pages import upload
from tests.courses.test_parcels import bring, forget, opened, packed, take

SEEN = "So lại"


@pytest.fixture
def voiced(page, shelf):
    """The course with a step that is read aloud; the voice."""
    voice = Recording.objects.create(
        title="Giọng đọc mẫu", state="ready", seconds=2, phone_file="voices/mau.m4a", marks=[0]
    )
    storage = voice.phone_file.storage
    storage.save("voices/mau.m4a", desk.ContentFile(b"tieng"))
    desk.set_steps(page, desk.read_step(voice=voice.pk))
    yield voice
    storage.delete("voices/mau.m4a")


def lose(voice):
    voice.phone_file.storage.delete(voice.phone_file.name)


def test_a_lost_file_is_told_with_its_page_and_nothing_is_packed(as_person, page, author, voiced):
    lose(voiced)
    address = f"/quan-tri/khoa-hoc/{page.pk}/goi/"
    answer = as_person("author").post(address, follow=True)
    assert "Tệp “Giọng đọc mẫu” ở “Tìm thủ tục” không còn trên máy chủ" in answer.text
    assert f"/quan-tri/pages/{desk.lesson_of(page).pk}/edit/" in answer.text
    assert not CourseParcel.objects.exists()
    assert not Job.objects.filter(kind=services.PACK).exists()


def test_a_file_lost_while_it_is_packed_is_told_on_the_page(as_person, page, editor, voiced):
    parcel = services.ask_to_pack(page, by=editor)
    lose(voiced)
    running.drain("now")
    parcel.refresh_from_db()
    assert not parcel.file
    assert parcel.done_at is None
    shown = as_person("editor").get(f"/quan-tri/khoa-hoc/{page.pk}/goi/").text
    assert "Tệp “Giọng đọc mẫu” ở “Tìm thủ tục” không còn" in shown


def test_a_parcel_for_a_course_that_lost_a_file_is_refused_in_words(page, shelf, editor, voiced):
    content = packed(page, editor)
    lose(voiced)
    with pytest.raises(ParcelWrong, match="Giọng đọc mẫu"):
        bring(content, shelf.section, editor)
    assert not CourseParcel.objects.filter(way="in").exists()


def test_a_lent_lesson_that_leaves_is_not_said_to_go_to_the_bin(
    as_person, page, shelf, editor, other_shelf
):
    second = desk.make_course_page(shelf, "Làm giấy khai sinh", steps=[desk.read_step("mot")])
    content = packed(second, editor)
    sharing.share(second, desk.lesson_of(page), by=None)
    where = upload(as_person("editor"), content, shelf.section)["Location"]
    shown = as_person("editor").get(where).text
    assert "sẽ bỏ khỏi khóa này; bài gốc vẫn nguyên chỗ cũ" in shown
    assert "sẽ vào thùng rác" not in shown
    take(content, shelf.section, editor)
    assert not SharedLessonPage.objects.exists()
    assert LessonPage.objects.child_of(page).count() == 1
    assert not binning.hidden(LessonPage).exists()


def test_looking_at_a_parcel_reads_no_file(as_person, page, shelf, editor, voiced, monkeypatch):
    content = packed(page, editor)
    client = as_person("editor")
    where = upload(client, content, shelf.section)["Location"]

    def refuse(*_args):
        raise AssertionError

    monkeypatch.setattr(writing, "_sha256", refuse)
    monkeypatch.setattr(services, "opened", refuse)
    assert "không có gì để nhận" in client.get(where).text


@pytest.mark.parametrize("change", ["a draft", "a place", "the bin"])
def test_drafts_changed_after_the_comparison_are_compared_again_when_asked(
    as_person, page, shelf, editor, change
):
    other = desk.make_course_page(shelf, "Làm giấy khai sinh", steps=[desk.read_step("mot")])
    content = packed(page, editor)
    client = as_person("editor")
    where = upload(client, content, shelf.section)["Location"]
    assert SEEN not in client.get(where).text
    if change == "a draft":
        desk.edit(desk.lesson_of(page), title="Tên đã sửa ở đây")
    elif change == "a place":
        sharing.share(page, desk.lesson_of(other), by=None)
    else:
        binning.put_away(page, by=editor)
    shown = client.get(where).text
    assert SEEN in shown
    assert "Nhận về" not in shown
    answer = client.post(where, {"compare": "1"}, follow=True).text
    if change == "the bin":
        assert "đang ở thùng rác" in answer
        assert SEEN in answer
    else:
        assert SEEN not in answer
        assert "Nhận về" in answer


def test_a_new_course_is_compared_anew_once_it_is_here(page, shelf, editor):
    content = packed(page, editor)
    forget()
    first, second = (bring(content, shelf.section, editor) for _ in range(2))
    assert all(one.of(taking.NEW) for one in [taking.Preview.kept(second.preview)])
    job = services.ask_to_take(first, by=editor)
    running.drain("now")
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    assert not services.is_compared(second)
    services.compare(second)
    assert services.is_compared(second)
    assert taking.Preview.kept(second.preview).is_same
    assert taking.preview(opened(content), shelf.section).is_same
