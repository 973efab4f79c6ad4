"""A site with people who learn: 2,000 of them, 10,000 enrolments, a course given to 1,000."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

LEARNERS = 2000
COURSES_EACH = 5
COURSES_OF_HOA = 8
SERVING = 1000
OFFICES = 10
CHUNK = 2000


@dataclass(frozen=True)
class Site:
    """Hoa with her phones, one a course, and a manager with the address of the report she opens."""

    hoa: Any
    phones: list[Any]
    manager: Any
    report: str


def seed():
    """Put all of it into the database within some ten seconds."""
    from django.db import connection, transaction  # noqa: PLC0415 (after Django is ready)

    from courses.services import events  # noqa: PLC0415
    from lms.common import clock  # noqa: PLC0415
    from lms.jobs.models import Job  # noqa: PLC0415
    from tests.courses.editions import make_edition  # noqa: PLC0415
    from tests.courses.phones import Phone  # noqa: PLC0415
    from tests.people import make_person  # noqa: PLC0415

    hoa, minh = make_person("Trần Thị Hoa", birth_year=1958), make_person("Đỗ Văn Minh")
    phones = [Phone(make_edition(f"khoa-{number}")) for number in range(COURSES_OF_HOA)]
    for phone in phones:
        events.receive(hoa, phone.whole_course(), now=clock.now())
        # Minh has completed every course.
        events.receive(minh, [*phone.whole_course(), phone.tested()], now=clock.now())
    with transaction.atomic():
        learners = _people()
        for model, alike in ((hoa, learners[::2]), (minh, learners[1::2])):
            for phone in phones[:COURSES_EACH]:
                _enrol_like(model, alike, phone.edition.course)
            # Of one course the events too.
            _tell_like(model, alike, phones[0].edition)
        manager, report = _duty(learners[:SERVING], phones[0].edition.course)
    # Nobody issues certificates here.
    Job.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Site(hoa, phones, manager, report)


def _people():
    from lms.users.models import User  # noqa: PLC0415 (after Django is ready)

    families, middles = ["Nguyễn", "Trần", "Lê", "Phạm", "Đỗ"], ["Thị", "Văn", "Thị Thu", "Quang"]
    givens = ["Hoa", "Bình", "Chi", "Dũng", "Ân", "Hường", "Khánh", "Lý"]
    names = itertools.cycle(itertools.product(families, middles, givens))
    # No password can be used.
    people = [User(password="!") for _ in range(LEARNERS)]
    for person, name in zip(people, names, strict=False):
        person.rename(" ".join(name))
    return User.objects.bulk_create(people, batch_size=CHUNK)


def _enrol_like(model, learners, course):
    """Give learners the enrolment that `model` has on this course."""
    from courses.models import Enrolment  # noqa: PLC0415 (after Django is ready)
    from lms.common.ids import public_id  # noqa: PLC0415

    one = Enrolment.objects.get(learner=model, course=course)
    Enrolment.objects.bulk_create(
        [_copy(one, id=None, public_id=public_id(), learner_id=who.pk) for who in learners],
        batch_size=CHUNK,
    )


def _tell_like(model, learners, edition):
    """Give learners the events that `model` has in this edition."""
    from courses.models import LearningEvent  # noqa: PLC0415 (after Django is ready)
    from lms.common.ids import uuid7  # noqa: PLC0415

    events = LearningEvent.objects.filter(person=model, edition=edition)
    LearningEvent.objects.bulk_create(
        [
            _copy(event, event_id=uuid7(), person_id=who.pk)
            for event, who in itertools.product(events, learners)
        ],
        batch_size=CHUNK,
    )


def _copy(row, **changes):
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**values | changes)


def _duty(people, course):
    """The manager of an agency whose offices must finish the course, and the address to see it."""
    from courses.services import duties  # noqa: PLC0415 (after Django is ready)
    from lms.common import clock  # noqa: PLC0415
    from lms.users.models import Official  # noqa: PLC0415
    from lms.users.services import grants  # noqa: PLC0415
    from tests.factories import make_agency, make_province  # noqa: PLC0415
    from tests.people import make_person  # noqa: PLC0415

    top = make_agency("Sở Y tế", "SYT", make_province())
    offices = [
        make_agency(f"Phòng số {number}", f"SYT.{number}", top.unit, top)
        for number in range(OFFICES)
    ]
    Official.objects.bulk_create(
        Official(person=person, agency=office, kind="civil_servant", job_title="Chuyên viên")
        for person, office in zip(people, itertools.cycle(offices), strict=False)
    )
    manager = make_person("Ngô Thị Thu")
    grants.grant(manager, "agency_manager", agency=top, by=None)
    due_on = clock.today() + timedelta(days=30)
    rule = duties.assign(top, course, due_on=due_on, by=manager, note="", now=clock.now())
    return manager, f"/co-quan/{top.code}/viec-hoc/{rule.pk}/"
