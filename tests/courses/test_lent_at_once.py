"""A lesson is shared in the very moment in which it is put away."""

import pytest

from courses.models import Binned, LessonPage, SharedLessonPage
from courses.services import binning, sharing
from tests.courses import desk
from tests.courses.test_asked_at_once import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def second(shelf):
    return desk.make_course_page(shelf, "Làm giấy khai sinh", steps=[desk.read_step("mot")])


def tried(act):
    """What came of it, or the refusal."""

    def trying():
        try:
            return act()
        except (sharing.NotShared, binning.NotBinned) as refusal:
            return refusal

    return trying


@pytest.mark.parametrize("is_shared_first", [True, False])
@pytest.mark.parametrize("away", ["lesson", "home", "borrower"])
def test_one_does_not_slip_past_the_other(page, second, author, is_shared_first, away):
    lesson = desk.lesson_of(page)
    row = {"lesson": lesson, "home": page, "borrower": second}[away]
    acts = [
        tried(lambda: sharing.share(second, lesson, by=author)),
        tried(lambda: binning.put_away(row, by=author)),
    ]
    came = at_once(*(acts if is_shared_first else acts[::-1]))
    shared, put = came if is_shared_first else came[::-1]
    if away == "borrower" and is_shared_first:
        assert isinstance(shared, SharedLessonPage)
        assert put is None
        assert SharedLessonPage.objects.get().is_descendant_of(binning.ensure_bin())
        return
    assert isinstance(shared, SharedLessonPage) == is_shared_first
    assert isinstance(put, binning.NotBinned) == is_shared_first
    assert SharedLessonPage.objects.exists() == is_shared_first
    assert Binned.objects.exists() != is_shared_first
    assert LessonPage.objects.filter(pk=lesson.pk).exists()
