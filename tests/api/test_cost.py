"""What learning asks of the database, gated; times are measured by `make bench`."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.services import events
from lms.audit.models import AuditEvent
from tests.api.conftest import ME
from tests.courses.editions import make_edition
from tests.courses.lessons import long_lessons
from tests.courses.phones import NOW, Phone

pytestmark = pytest.mark.django_db(transaction=True)


def asked(call):
    """Statements of a call, without those that begin and end a transaction."""
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code == 200
    said = [query["sql"] for query in queries]
    return [sql for sql in said if not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]


@pytest.fixture
def phone(hoas_browser):
    phone = Phone(make_edition())
    hoas_browser.send(phone.opened("tim"))
    return phone


def test_an_event_is_three_queries_with_session_and_person(hoas_browser, phone):
    assert len(asked(lambda: hoas_browser.send(phone.opened("trang-that")))) == 3


def test_twenty_events_are_as_many(hoas_browser, phone):
    events = [phone.opened("trang-that") for _ in range(12)] + phone.whole_course()
    assert len(events) == 20
    assert len(asked(lambda: hoas_browser.send(*events))) == 3


def test_an_event_of_a_long_course_is_as_many(hoas_browser):
    edition = make_edition("khoa-dai", lessons=long_lessons(40, 8), with_test=False)
    phone = Phone(edition)
    steps = [step["uid"] for lesson in edition.outline["lessons"] for step in lesson["steps"]]
    hoas_browser.send(*(phone.opened(uid) for uid in steps[:300]))
    assert len(asked(lambda: hoas_browser.send(phone.opened(steps[301])))) == 3


@pytest.mark.parametrize("count", [1, 12])
def test_my_courses_are_at_most_five_queries_however_many(hoa, hoas_browser, count):
    for number in range(count):
        phone = Phone(make_edition(f"khoa-{number}"))
        events.receive(hoa, [*phone.whole_course(), phone.tested()], now=NOW)
    assert AuditEvent.objects.filter(action="courses.completed").count() == count
    assert len(asked(lambda: hoas_browser.get(ME))) == 5
