"""Who began, finished and passed courses, and the certificates of it."""

from collections.abc import Iterator
from datetime import date
from itertools import batched

from certificates.models import Certificate, CertificateEvent, Issuer, RegisterBook
from certificates.services import templates
from courses.models import Attempt, Course, CourseEdition, Enrolment
from lms.home.scale import bulk, sizes
from lms.home.scale.bulk import Cell
from lms.home.scale.sizes import Size, moment, public_id, row_id

AT_ONCE = 50_000
LONGEST = 30
"""Days from beginning to end."""
COLUMNS = {
    "courses_enrolment": (
        *("id", "public_id", "learner_id", "course_id", "edition_id", "line", "done", "lines"),
        *("drills", "marks", "current_step", "current_key", "started_at", "completed_at"),
        *("completed_edition_id", "completed_rule", "completed_mark"),
    ),
    "courses_attempt": (
        *("id", "enrolment_id", "edition_id", "line", "event_id", "answers", "rule", "mark"),
        *("passed", "counted", "at", "order_key", "graded_at"),
    ),
    "certificates_certificate": (
        *("id", "code", "kind", "book_id", "number", "register_no", "enrolment_id", "subject"),
        *("person_id", "template_id", "snapshot", "snapshot_sha256", "name_fold", "issued_on"),
        *("created_at", "pdf_sha256"),
    ),
    "certificates_certificateevent": (
        *("id", "certificate_id", "kind", "at", "reason", "decision_no"),
    ),
}
TABLES = tuple(COLUMNS)
NUMBERED = (Enrolment, Attempt, Certificate, CertificateEvent)
type Rows = dict[str, list[tuple[Cell, ...]]]


class Learning:
    """Makes enrolments with what came of them."""

    def __init__(self, size: Size, first: int, last: int) -> None:
        self.size, self.people = size, range(first, last + 1)
        self.dice = size.dice("learning")
        courses = Course.objects.exclude(current_edition=None).order_by("code")
        self.editions = list(
            CourseEdition.objects.filter(pk__in=courses.values("current_edition")).order_by("pk")
        )
        self.template = templates.current(templates.COMPLETION).pk
        self.books = self._books()
        self.keys = {one._meta.db_table: bulk.next_key(one._meta.db_table) for one in NUMBERED}

    def _books(self) -> dict[int, RegisterBook]:
        issuer = Issuer.objects.get(is_default=True)
        years = range(self.size.first_day.year, self.size.today.year + 1)
        found = (
            RegisterBook.objects.get_or_create(issuer=issuer, series=issuer.series, year=year)[0]
            for year in years
        )
        return {book.year: book for book in found}

    def parts(self) -> Iterator[Rows]:
        """Everybody who learns, some at a time; the oldest certificate of a year has its least
        number."""
        for wanted, edition in enumerate(self.editions, start=1):
            count = int(len(self.people) * sizes.LEARN / wanted)
            learners = self.dice.sample(self.people, count)
            begun = sorted(self.dice.choices(range(self.size.days), k=count))
            for part in batched(zip(learners, begun, strict=True), AT_ONCE):
                rows: Rows = {table: [] for table in TABLES}
                for learner, day in part:
                    self.add(rows, learner, day, edition)
                yield rows

    def add(self, rows: Rows, learner: int, day: int, edition: CourseEdition) -> None:
        """A course begun on a day, and perhaps ended."""
        dice = self.dice
        end = day + dice.randrange(LONGEST)
        finished = dice.random() < sizes.FINISH and end < self.size.days
        key = self._key("courses_enrolment")
        at = moment(self.size.dates[end], dice.randint(1200, 1290)) if finished else None
        begun = moment(self.size.dates[day], dice.randint(8 * 60, 1190))
        rows["courses_enrolment"].append(
            (
                *(key, public_id(key), learner, edition.course_id, edition.pk, 1),
                *("{}", "{}", "{}", "{}", "", "", begun, at),
                *((edition.pk, "{}", "8.00") if finished else (None, None, None)),
            )
        )
        if at is None:
            return
        rows["courses_attempt"].append(
            (
                *(self._key("courses_attempt"), key, edition.pk, 1, row_id(dice, key), "[]", "{}"),
                *("8.00", 1, 1, at, f"{at} {key}", at),
            )
        )
        self._certify(rows, key, learner, self.size.dates[end], at)

    def _certify(self, rows: Rows, enrolment: int, learner: int, day: str, at: str) -> None:
        book = self.books[date.fromisoformat(day).year]
        book.last_number += 1
        key = self._key("certificates_certificate")
        rows["certificates_certificate"].append(
            (
                *(key, public_id(key).upper(), "completion", book.pk, book.last_number),
                *(book.last_register_no, enrolment, "", learner, self.template, "{}", "0" * 64),
                *("", day, at, ""),
            )
        )
        rows["certificates_certificateevent"].append(
            (self._key("certificates_certificateevent"), key, "issued", at, "", "")
        )

    def _key(self, table: str) -> int:
        key = self.keys[table]
        self.keys[table] = key + 1
        return key

    def keep_books(self) -> None:
        """Let the books know their last numbers."""
        RegisterBook.objects.bulk_update(self.books.values(), ["last_number"])


def lay(rows: Rows) -> int:
    """Write what was made; how many enrolments."""
    for table, listed in rows.items():
        bulk.write(table, COLUMNS[table], listed)
    return len(rows["courses_enrolment"])
