"""A section and a course that is fit to publish."""

import pytest

from lms.places.models import Unit
from tests.courses import desk


@pytest.fixture
def shelf(db):
    return desk.make_section()


@pytest.fixture
def other_shelf(db):
    return desk.make_section("An toàn trên mạng")


@pytest.fixture
def page(shelf):
    return desk.make_course_page(shelf)


@pytest.fixture
def province(db):
    return Unit.objects.create(
        code="37", name="Tỉnh Ninh Bình", level="province", kind="province", path="37/"
    )
