import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from lms.audit import services as audit
from lms.audit.models import AuditEvent

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_an_act_is_written_with_who_what_and_when(son, hoa):
    audit.record("person.erased", subject=hoa, actor=son, at=NOON, rows=3)

    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.at) == ("person.erased", son, NOON)
    assert (event.subject_kind, event.subject_id) == ("users.user", str(hoa.pk))
    assert event.detail == {"rows": 3}


def test_an_act_of_nobody_on_nothing_is_written_too(db):
    audit.record("jobs.swept")
    event = AuditEvent.objects.get()
    assert event.actor is None
    assert event.subject_kind == ""
    assert event.detail == {}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (12, 12),
        (True, True),
        (None, None),
        (1.5, 1.5),
        (Decimal("8.50"), "8.50"),
        ("khoa-hoc/ban-1", "khoa-hoc/ban-1"),
        ("a" * 64, "a" * 64),
        (date(2026, 11, 20), "2026-11-20"),
        (NOON, "2026-11-20T05:00:00+00:00"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    ],
)
def test_ids_counts_and_codes_are_kept(db, value, kept):
    audit.record("course.published", value=value)
    assert AuditEvent.objects.get().detail == {"value": kept}


@pytest.mark.parametrize(
    "value",
    [
        "Trần Thị Hoa",
        "Tran Hoa",
        "hoa@demo.test",
        "0912345678",
        "+84912345678",
        84912345678,
        "036158001234",
        "a" * 65,
        {"name": "Hoa"},
        ["Hoa"],
        ("a", "b"),
        b"Hoa",
    ],
)
def test_what_may_be_personal_is_refused(db, value):
    with pytest.raises(audit.DetailRefused):
        audit.record("course.published", value=value)
    assert not AuditEvent.objects.exists()


def test_a_refusal_does_not_repeat_what_it_refused(db):
    with pytest.raises(audit.DetailRefused, match=re.escape("value is no id, count or code")):
        audit.record("course.published", value="Trần Thị Hoa")


@pytest.mark.parametrize("action", ["", "published", "Course.published", "course published.x"])
def test_an_action_names_an_app_and_a_verb(db, action):
    with pytest.raises(audit.DetailRefused):
        audit.record(action)


def test_details_are_few_and_well_named(db):
    with pytest.raises(audit.DetailRefused):
        audit.record("a.b", **{f"key{n}": n for n in range(13)})
    with pytest.raises(audit.DetailRefused):
        audit.record("a.b", **{"Họ tên": 1})


def test_an_unsaved_subject_is_refused(db):
    from lms.users.models import User

    with pytest.raises(audit.DetailRefused):
        audit.record("person.erased", subject=User())
