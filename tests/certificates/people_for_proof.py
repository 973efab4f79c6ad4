"""Many people who have finished one course, and an issuer: what the proof starts from."""

from certificates.models import Issuer
from courses.models import Enrolment
from lms.common import clock
from lms.users.models import User
from tests.certificates.conftest import make_agency
from tests.courses.editions import make_edition
from tests.factories import make_province


def finish_all(size: int) -> None:
    province = make_province()
    Issuer.objects.create(
        agency=make_agency("Sở Khoa học và Công nghệ", "SKHCN", province),
        name="Sở Khoa học và Công nghệ",
        place="Ninh Bình",
        series="GCN-KNS",
        signatory_title="Giám đốc",
        signatory_name="Trần Văn Minh",
        is_default=True,
    )
    edition, now = make_edition(), clock.now()
    people = []
    for number in range(size):
        person = User()
        person.rename(f"Trần Thị Hoa {number}")
        people.append(person)
    User.objects.bulk_create(people)
    Enrolment.objects.bulk_create(
        Enrolment(
            learner=person,
            course=edition.course,
            edition=edition,
            started_at=now,
            completed_at=now,
            completed_edition=edition,
            completed_rule=edition.rule,
        )
        for person in people
    )
