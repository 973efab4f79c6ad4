"""Many people who learn one course, and an issuer: what the proofs start from."""

import random
import uuid

from courses.models import Enrolment
from courses.signals import course_completed
from lms.users.models import User
from tests.certificates.conftest import finish
from tests.certificates.issuers import make_issuer
from tests.courses.editions import make_edition
from tests.courses.phones import Phone


def make_learners(size: int) -> None:
    make_issuer()
    make_edition()
    people = []
    for number in range(size):
        person = User()
        person.rename(f"Trần Thị Hoa {number}")
        people.append(person)
    User.objects.bulk_create(people)


def finish_all(names) -> None:
    """People of these names who have all finished one course, and their jobs."""
    make_issuer()
    edition = make_edition()
    for name in names:
        person = User()
        person.rename(name)
        person.save()
        course_completed.send(Enrolment, enrolment_id=finish(person, edition).pk)


def what_happened(learner, edition):
    """The events of a whole course with its test passed, the same for the same learner."""
    phone = Phone(edition)
    sent = [*phone.whole_course(), phone.tested()]
    own = random.Random(learner.pk)
    for event in sent:
        event["id"] = _uuid7(own)
        event["device"] = str(uuid.UUID(int=learner.pk << 80 | 7 << 76 | 2 << 62))
    return sent


def _uuid7(own: random.Random) -> str:
    moment = 1_790_000_000_000
    rest = own.getrandbits(12) << 64 | 2 << 62 | own.getrandbits(62)
    return str(uuid.UUID(int=moment << 80 | 7 << 76 | rest))
