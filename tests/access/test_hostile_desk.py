"""What is posted by hand into Wagtail's own forms, by people who may, is refused in words."""

from urllib.parse import urlencode
from uuid import uuid4

import pytest
from wagtail.models import Page

from courses.models import Question
from lms.home import middleware
from lms.sync.services import devices
from tests.access import walking

FORM = "application/x-www-form-urlencoded"
COPY = {"new_title": "Bản sao", "new_slug": "ban-sao"}
HUGE = "9" * 30
BODIES = [
    ("pages/add/courses/coursepage/{shelf_page}/", {}),
    ("pages/add/courses/coursepage/{shelf_page}/preview/", {"title": "x"}),
    ("pages/{course_page}/edit/", {}),
    ("pages/{course_page}/edit/preview/", {"title": "x"}),
    ("pages/{course_page}/revisions/{revision}/revert/", {}),
    ("pages/{lesson_page}/copy/", {}),
    *(
        ("pages/{lesson_page}/copy/", COPY | {"new_parent_page": page})
        for page in ("", "x", "0", "<b>")
    ),
    *(
        ("pages/{course_page}/move/", {"new_parent_page": page})
        for page in ("x", "1e9", HUGE, "<b>")
    ),
    ("snippets/courses/question/add/", {}),
    ("snippets/courses/question/edit/{question}/", {}),
    ("snippets/courses/question/copy/{question}/", {}),
    *(
        (f"pages/{{course_page}}/{deed}/", {"next": address})
        for deed in ("lock", "unlock", "unpublish")
        for address in ("x", "0", "-1", HUGE)
    ),
    ("pages/{course_page}/lock/?next=x", {}),
    ("choose-external-link/", {}),
    ("snippets/choose/courses/question/create/", {}),
]


def post(world, address, body):
    return walking.ask(
        world,
        "province",
        world.address(f"/quan-tri/{address}"),
        method="POST",
        data=urlencode(body).encode(),
        content_type=FORM,
    )


@pytest.mark.parametrize(("address", "body"), BODIES, ids=str)
def test_what_no_form_sends_is_refused_and_nothing_done(world, taken_back, address, body):
    with taken_back(), walking.strict_database():
        before = state()
        response = post(world, address, body)
        assert not walking.fault(response), response.status_code
        # A number too large for any row is refused as no number or as no row.
        assert response.status_code == 400 or response.context["form"].errors
        assert state() == before


def state():
    """What somebody's page is after all."""
    told = ("pk", "path", "slug", "live", "locked", "latest_revision_id")
    return [*Page.objects.order_by("pk").values_list(*told)], Question.objects.count()


@pytest.mark.parametrize("address", ["/quan-tri/", "https://hocso.test/quan-tri/"])
def test_a_way_on_that_is_one_is_taken(world, taken_back, address):
    with taken_back():
        assert post(world, "pages/{course_page}/lock/", {"next": address}).status_code == 302


def test_a_fault_of_our_own_stays_one(db, rf):
    desk = middleware.DeskMiddleware(lambda request: None)
    with pytest.raises(devices.NotADevice) as fault:
        devices.seen(uuid4())
    assert desk.process_exception(rf.post("/quan-tri/"), fault.value) is None


def test_what_is_missing_from_something_stays_a_fault(rf):
    desk = middleware.DeskMiddleware(lambda request: None)
    with pytest.raises(AttributeError) as fault:
        rf.nothing_of_the_kind()
    assert desk.process_exception(rf.post("/quan-tri/"), fault.value) is None
