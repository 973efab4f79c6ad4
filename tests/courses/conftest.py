"""A section, a course that is fit to publish, and who writes there."""

import pytest

from lms.places.models import Unit
from lms.users.policies import Role
from tests.courses import desk
from tests.people import sign_in


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
