"""A section, a course that is fit to publish, and who writes there."""

import pytest

from lms.places.models import Unit
from lms.users.policies import Role
from tests.courses import desk
from tests.people import sign_in


@pytest.fixture(scope="module")
def standing_shelf(standing):
    return standing(desk.make_section)


@pytest.fixture(scope="module")
def standing_page(standing, standing_shelf):
    return standing(lambda: desk.make_course_page(standing_shelf))


@pytest.fixture(scope="module")
def standing_edition(standing, standing_page):
    """Of that course, for files in which every test begins with it published."""
    return standing(lambda: desk.publish(standing_page))


@pytest.fixture
def shelf(standing_shelf, db):
    return desk.fresh(standing_shelf) if standing_shelf else desk.make_section()


@pytest.fixture
def other_shelf(db):
    return desk.make_section("An toàn trên mạng")


@pytest.fixture
def page(standing_page, shelf):
    return desk.fresh(standing_page) if standing_page else desk.make_course_page(shelf)


@pytest.fixture
def province(db):
    return Unit.objects.create(
        code="37", name="Tỉnh Ninh Bình", level="province", kind="province", path="37/"
    )


@pytest.fixture
def author(minh, shelf):
    desk.give(minh, Role.CONTENT_AUTHOR, shelf)
    return minh


@pytest.fixture
def editor(tuan, shelf):
    desk.give(tuan, Role.CONTENT_EDITOR, shelf)
    return tuan


@pytest.fixture
def stranger(bich, other_shelf):
    """An editor of another section."""
    desk.give(bich, Role.CONTENT_EDITOR, other_shelf)
    return bich


@pytest.fixture
def as_person(client, request):
    """Sign in whoever the test names."""

    def enter(name):
        if name != "nobody":
            sign_in(client, request.getfixturevalue(name))
        return client

    return enter
