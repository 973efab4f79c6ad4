"""Pictures of a lesson that was put away go only where no page names them."""

from datetime import timedelta

import pytest
from wagtail.models import ReferenceIndex

from courses.models import CoursePage, LessonPage, LessonSketch
from courses.services import sketching
from lms.common import clock
from lms.media.models import CustomImage
from tests.courses import desk
from tests.courses.test_making import drawn

pytestmark = pytest.mark.django_db


def in_a_draft(page, image):
    desk.set_steps(page, desk.simulate_step(image))


def in_a_row(page, image):
    in_a_draft(page, image)
    lesson = desk.lesson_of(page)
    steps = lesson.get_latest_revision_as_object().steps
    LessonPage.objects.filter(pk=lesson.pk).update(steps=steps)
    desk.set_steps(page, desk.read_step())


def in_the_front_of_a_course(page, image):
    CoursePage.objects.filter(pk=page.pk).update(art_image=image)


def in_the_front_of_a_draft(page, image):
    desk.edit(page, art_image=image)


@pytest.mark.parametrize(
    "use", [in_a_draft, in_a_row, in_the_front_of_a_course, in_the_front_of_a_draft]
)
def test_a_picture_a_page_shows_stays_though_no_index_tells_of_it(page, author, use):
    sketch = drawn(page, author, 2)
    shown, _other = (CustomImage.objects.get(pk=pk) for pk in sketch.images)
    use(page, shown)
    ReferenceIndex.objects.all().delete()
    LessonSketch.objects.update(dropped_at=clock.now() - sketching.KEPT - timedelta(hours=1))
    assert sketching.sweep() == 1
    assert shown.file.storage.exists(shown.file.name)
    there = CustomImage.objects.filter(pk__in=sketch.images)
    assert [*there] == [shown]
