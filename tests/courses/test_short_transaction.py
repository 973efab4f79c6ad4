"""Publishing holds its transaction only to write: SQLite has one write lock for everybody."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from courses.models import CoursePage, Question
from courses.services import compiling, editions, publishing
from lms.jobs import running
from lms.jobs.models import Job
from lms.media import services as media
from tests.courses import desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def course():
    return desk.make_course_page(desk.make_section())


def ask(page):
    publishing.publish_course(CoursePage.objects.get(pk=page.pk), by=None)


@pytest.fixture
def inside(monkeypatch):
    """Calls of slow functions while the job runs: (name, whether a transaction was open)."""
    calls = []

    def watch(module, name):
        slow = getattr(module, name)

        def watched(*args, **named):
            calls.append((name, connection.in_atomic_block))
            return slow(*args, **named)

        monkeypatch.setattr(module, name, watched)

    watch(media, "phone_picture")
    watch(compiling, "compile_course")
    return calls


def test_pictures_and_compiling_are_done_before_the_transaction(course, inside):
    ask(course)
    # The check when publishing was asked for compiles too, and remembers what pictures are called.
    inside.clear()
    running.drain("now")
    assert course_of(course).current_edition.number == 1
    assert set(inside) == {("phone_picture", False), ("compile_course", False)}


def test_pages_become_live_after_it_each_in_a_transaction_of_its_own(course):
    desk.add_lesson(course, "Bài hai", desk.read_step("hai", "Ở bài hai"))
    ask(course)
    with CaptureQueriesContext(connection) as queries:
        running.drain("now")
    transactions = split([query["sql"] for query in queries])
    writing = [said for said in transactions if writes(said, "courses_courseedition")]
    assert len(writing) == 1
    assert not writes(writing[0], "wagtailcore_page")
    assert [len(pages_of(said)) for said in transactions if pages_of(said)] == [1, 1, 1]
    page = CoursePage.objects.get(pk=course.pk)
    assert (page.live, page.get_children().live().count()) == (True, 2)


def course_of(page):
    return CoursePage.objects.get(pk=page.pk).course


def split(statements):
    """The statements of each transaction."""
    found = []
    for sql in statements:
        if sql.startswith("BEGIN"):
            found.append([])
        elif found:
            found[-1].append(sql)
    return found


def writes(statements, table):
    return [
        sql for sql in statements if sql.startswith(("INSERT", "UPDATE")) and f'"{table}"' in sql
    ]


def pages_of(statements):
    """The pages whose going live a transaction logs."""
    return [
        sql for sql in writes(statements, "wagtailcore_pagelogentry") if "wagtail.publish" in sql
    ]


def test_course_closed_meanwhile_stays_closed(course):
    ask(course)
    job = Job.objects.get(kind=publishing.KIND)
    running._take(job)
    running.run(job)
    publishing.hide(course_of(course))
    running.drain("now")
    assert not CoursePage.objects.get(pk=course.pk).live
    assert not Job.objects.exclude(state=Job.State.DONE).exists()


def test_question_published_by_another_course_meanwhile_is_compiled_anew(course):
    ask(course)
    job = Job.objects.get(kind=publishing.KIND)
    running._take(job)
    prepared = editions.prepare(job)
    asked = Question.objects.filter(prompt__startswith="Địa chỉ nào đúng?")
    asked.update(version=6)
    with transaction.atomic():
        edition = editions.write_edition(job, prepared)
    assert prepared.compiled.edition.test["slots"][0]["version"] == 1
    assert edition.test["slots"][0]["version"] == 6
