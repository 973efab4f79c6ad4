"""A still picture in a step to read asks for a caption, as it asks for words to be heard."""

import pytest

from courses.services import making, publishing
from tests.courses import desk
from tests.courses.test_making import drawn

pytestmark = pytest.mark.django_db
MESSAGE = "Hình chưa có chú thích: một câu nói bà con nhìn gì."


def asked(page, **picture):
    step = desk.read_step(
        "hinh", picture={"image": None, "alt": "Nút đỏ", "caption": "", **picture}
    )
    desk.set_steps(page, step)
    return {one.message: one for one in publishing.review(page).problems}


def test_a_picture_without_a_caption_is_told_at_its_step_and_may_be_published(page):
    problem = asked(page, image=desk.make_image().pk)[MESSAGE]
    assert problem.is_warning
    assert problem.url.endswith(f"#block-{desk.block_id('hinh')}-section")


def test_with_one_or_without_a_picture_nothing_is_said(page):
    assert MESSAGE not in asked(page, image=desk.make_image().pk, caption="Nút ở dưới cùng.")
    assert MESSAGE not in asked(page)


def test_the_numbered_picture_of_a_lesson_from_photos_has_its_own(page, author):
    first = making.make_lesson(drawn(page, author, 2), by=author).steps[0]
    assert first.value["picture"]["caption"] == "Chạm theo số, từ 1 tới 2."
