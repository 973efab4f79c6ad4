"""The live preview is the resident's real page of a draft."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import CataloguePage, CoursePage, SectionPage
from lms.home.models import HomePage
from lms.users.policies import Role
from tests.courses import desk
from tests.people import sign_in


@pytest.fixture
def trainer(tuan, shelf, client):
    desk.give(tuan, Role.CONTENT_AUTHOR, shelf)
    sign_in(client, tuan)
    return client


def view(client, page, mode):
    return client.get(f"/quan-tri/pages/{page.pk}/view_draft/?mode={mode}").content.decode()


def test_course_page_is_shown_as_it_is_written(page, trainer):
    assert "Nộp hồ sơ trực tuyến" in view(trainer, page, "khoa-hoc")
    assert "Địa chỉ nào đúng?" in view(trainer, page, "kiem-tra")
    assert view(trainer, page, "xong")


def test_each_step_of_a_lesson_is_a_page(page, trainer):
    lesson = desk.lesson_of(page)
    modes = [mode for mode, _ in lesson.preview_modes]
    assert modes == ["buoc-1", "buoc-2", "cho-cham-2", "buoc-3", "buoc-4"]
    assert lesson.preview_modes[0][1] == "Bước 1: Tìm đúng thủ tục"
    assert "ô tìm kiếm" in view(trainer, lesson, "buoc-1")
    assert "/tep/xem-truoc/" in view(trainer, lesson, "buoc-2")
    assert "Trang nào thật?" in view(trainer, lesson, "buoc-3")
    assert "Mở Cổng dịch vụ công" in view(trainer, lesson, "buoc-4")


def test_published_course_is_shown_as_well(page, trainer):
    """Its address must not be taken for the address the preview is made under."""
    desk.publish(page)
    response = trainer.get(f"/quan-tri/pages/{page.pk}/view_draft/?mode=khoa-hoc")
    assert response.status_code == 200
    assert "Nộp hồ sơ trực tuyến" in response.content.decode()


def test_places_to_touch_are_drawn_over_the_picture(page, trainer):
    spots = [
        desk.spot("to", box=(10, 20, 80, 15)),
        desk.spot("nho", box=(10, 50, 10, 3), label="Nút nhỏ"),
        desk.spot("ngoai", "decoy", box=(90, 90, 20, 5), label="Ra ngoài"),
    ]
    desk.set_steps(page, desk.simulate_step(desk.make_image(), spots=spots))
    shown = view(trainer, desk.lesson_of(page), "cho-cham-1")
    assert '<rect class="target" x="32.00" y="80.00" width="256.00" height="60.00"/>' in shown
    assert "228 × 53, đủ to" in shown
    assert "29 × 11, hơi nhỏ, ngón tay khó chạm" in shown
    assert "57 × 18, nằm ra ngoài hình" in shown


def test_places_can_be_drawn_before_there_is_a_picture(page, trainer):
    empty = desk.block("simulate", "rong", title="Tập", mode="alone", screens=[])
    desk.set_steps(page, empty)
    assert "chưa có màn hình nào" in view(trainer, desk.lesson_of(page), "cho-cham-1")
    image = desk.make_image()
    desk.set_steps(page, desk.simulate_step(image))
    image.delete()
    assert "/tep/xem-truoc/0" in view(trainer, desk.lesson_of(page), "cho-cham-1")


def test_mode_of_a_step_that_is_gone_shows_the_last_one(page, trainer):
    assert "Mở Cổng dịch vụ công" in view(trainer, desk.lesson_of(page), "buoc-9")


def test_a_step_number_beyond_measure_is_none(page, trainer):
    assert "ô tìm kiếm" in view(trainer, desk.lesson_of(page), "buoc-" + "9" * 5000)


def test_step_knows_its_place_in_the_whole_course(page, trainer):
    second = desk.add_lesson(page, "Bài hai", desk.read_step("hai", "Ở bài hai"))
    assert "Bước 5 trong 5" in view(trainer, second, "buoc-1")


def test_incomplete_drafts_are_shown_with_holders(shelf, trainer):
    page = desk.make_course_page(shelf, "Dở dang", steps=[], final_test="[]", summary="", can_do="")
    lesson = desk.lesson_of(page)
    assert "Bài chưa có bước nào" in view(trainer, lesson, "buoc-1")
    image = desk.make_image()
    screen = desk.simulate_step(image)
    image.delete()
    empty = [desk.block(kind, kind) for kind in ("read", "simulate", "question", "do")]
    desk.set_steps(page, *empty, screen)
    lesson = desk.lesson_of(page)
    for number in range(1, 5):
        assert f"Bước {number} trong 5" in view(trainer, lesson, f"buoc-{number}")
    assert "/tep/xem-truoc/0" in view(trainer, lesson, "buoc-5")
    for mode in ("khoa-hoc", "kiem-tra", "xong"):
        assert "Dở dang" in view(trainer, CoursePage.objects.get(pk=page.pk), mode)


def test_preview_writes_nothing(page, trainer):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        view(trainer, desk.lesson_of(page), "buoc-1")
    words = {query["sql"].split(" ", 1)[0] for query in queries}
    assert not {"INSERT", "UPDATE", "DELETE"} & words


def test_preview_records_nothing_on_the_phone(page, trainer):
    assert "data-preview" in view(trainer, desk.lesson_of(page), "buoc-1")
    for mode, _label in page.preview_modes:
        assert "data-preview" in view(trainer, page, mode), mode


def test_page_of_an_edition_is_no_preview(page, client):
    edition = desk.publish(page)
    folder = f"/hoc/{edition.public_id}/"
    pages = ["", "kiem-tra/", "xong/", *(f"{step.uid}/" for step in edition.steps.all())]
    for part in pages:
        assert "data-preview" not in client.get(folder + part).content.decode()


def test_phone_is_the_first_preview_size(page):
    assert page.preview_sizes[0]["device_width"] == 360


@pytest.mark.parametrize("kind", [HomePage, CataloguePage, SectionPage])
def test_what_nobody_reads_offers_no_preview(shelf, son, client, kind):
    son.is_superuser = True
    son.save()
    sign_in(client, son)
    address = f"/quan-tri/pages/{kind.objects.get().pk}/"
    form = client.get(f"{address}edit/")
    assert form.status_code == 200
    assert "/preview/" not in form.text
    assert "view_draft" not in form.text
    assert client.get(f"{address}view_draft/")["Location"] == "/quan-tri/"
    assert client.post(f"{address}edit/preview/").json()["is_available"] is False
