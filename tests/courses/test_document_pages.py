"""The page on which a Word or PDF file becomes a draft lesson."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.models import LessonDocument, LessonPage
from tests import documents as papers
from tests.courses import desk
from tests.courses.test_documents import kept

pytestmark = pytest.mark.one_database


def upload(client, page, content, name="the.docx"):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/quan-tri/khoa-hoc/{page.pk}/bai-tu-tep/", {"file": file})


def address_of(document):
    return f"/quan-tri/khoa-hoc/{document.page_id}/bai-tu-tep/{document.pk}/"


def test_an_author_takes_a_file_in_and_makes_the_lesson(page, as_person):
    client = as_person("author")
    address = upload(client, page, papers.leaflet())["Location"]
    shown = client.get(address).content.decode()
    assert "Bài có 3 bước." in shown
    assert "1. Chuẩn bị giấy tờ" in shown
    form = {"version": 1, "title": "Đổi thẻ", "do": "join:1"}
    assert client.post(address, form)["Location"] == f"{address}#buoc-2"
    shown = client.get(address).content.decode()
    assert "Bài có 2 bước." in shown
    assert "Tách bước Đến nơi làm ra" in shown
    made = client.post(address, {"version": 2, "title": "Đổi thẻ", "do": "make"})
    lesson = LessonPage.objects.get(title="Đổi thẻ")
    assert made["Location"] == f"/quan-tri/pages/{lesson.pk}/edit/"
    assert client.get(address)["Location"] == made["Location"]


def test_wrong_answers_of_the_page_are_told_and_change_nothing(page, author, as_person):
    client = as_person("author")
    address = address_of(kept(page, author))
    for form, words in (
        ({"version": 7, "title": "x", "do": "make"}, "vừa đổi ở chỗ khác"),
        ({"version": 1, "title": "x", "do": "out:99"}, "Chưa làm được"),
        ({"version": 1, "title": "x", "do": "out:x"}, "Chưa làm được"),
        ({"do": "make"}, "vừa đổi ở chỗ khác"),
        ({"version": 1, "title": " ", "do": "make"}, "Chưa có tên bài học"),
    ):
        assert words in client.post(address, form, follow=True).content.decode(), form
    assert LessonPage.objects.count() == 1


def test_a_bad_file_is_told_on_the_page(page, as_person):
    client = as_person("author")
    response = upload(client, page, b"%PDF-1.7 hong %%EOF", name="a.pdf")
    assert response.status_code == 422
    assert "đã hỏng" in response.content.decode()
    response = client.post(f"/quan-tri/khoa-hoc/{page.pk}/bai-tu-tep/", {})
    assert "Chưa chọn tệp nào" in response.content.decode()


def test_it_is_dropped_and_brought_back(page, author, as_person):
    client = as_person("author")
    address = address_of(kept(page, author))
    shown = client.post(address, {"do": "drop"}, follow=True).content.decode()
    assert "Đã bỏ bài này" in shown
    assert "Lấy lại bài Làm thẻ căn cước" in shown
    assert client.post(address, {"do": "bring"})["Location"] == address
    assert "Đang làm dở" in client.get(f"/quan-tri/khoa-hoc/{page.pk}/bai-tu-tep/").content.decode()


@pytest.mark.parametrize(("who", "status"), [("stranger", 302), ("nobody", 302), ("hoa", 403)])
def test_others_reach_neither_page(page, author, as_person, who, status):
    document = kept(page, author)
    client = as_person(who)
    address = address_of(document)
    for answer in (
        upload(client, page, papers.leaflet()),
        client.get(address),
        client.post(address, {"version": 1, "title": "x", "do": "make"}),
    ):
        assert answer.status_code == status
    assert LessonDocument.objects.get() == document
    assert LessonPage.objects.count() == 1


def test_one_of_another_course_is_not_found(page, author, shelf, as_person):
    other = desk.make_course_page(shelf, "Khóa khác")
    document = kept(page, author)
    for wanted in (document.pk, uuid4()):
        answer = as_person("author").get(f"/quan-tri/khoa-hoc/{other.pk}/bai-tu-tep/{wanted}/")
        assert answer["Location"] == f"/quan-tri/khoa-hoc/{other.pk}/bai-tu-tep/"
