import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lms.audit import services as audit
from lms.audit.models import AuditEvent


@pytest.fixture
def event(db):
    audit.record("course.published", edition=1)
    return AuditEvent.objects.get()


# The same test in the plain run, on SQLite, and in the step that has a PostgreSQL.
both_databases = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)


@both_databases
def test_a_line_cannot_be_changed(event, database):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.update(action="course.hidden")
    event.action = "course.hidden"
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()
    assert AuditEvent.objects.get().action == "course.published"


@both_databases
def test_a_line_cannot_be_deleted(event, database):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        event.delete()
    assert AuditEvent.objects.count() == 1


def test_a_line_cannot_be_replaced(event):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "REPLACE INTO audit_auditevent (id, at, action, subject_kind, subject_id, detail) "
            "SELECT id, at, 'course.hidden', subject_kind, subject_id, detail "
            "FROM audit_auditevent"
        )
    assert AuditEvent.objects.get().action == "course.published"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_a_transaction_test_begins_with_an_empty_log(_round):
    assert not AuditEvent.objects.exists()
    audit.record("course.published")
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_log_is_still_guarded_after_a_flush():
    audit.record("course.published")
    with pytest.raises(IntegrityError):
        AuditEvent.objects.all().delete()
