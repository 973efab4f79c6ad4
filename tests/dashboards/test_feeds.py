"""Every table whose rows are counted leaves a line when one of them changes."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

FED = {
    "places_unit",
    "teams_team",
    "teams_teammembership",
    "teams_session",
    "teams_session_helpers",
    "teams_attendance",
    "teams_evidence",
    "teams_sessionact",
    "teams_sessionturn",
    "teams_feedback",
    "courses_enrolment",
    "courses_attempt",
    "certificates_certificate",
    "certificates_certificateevent",
    "users_user",
    "reports_reportround",
    "reports_report",
}
ON_CHANGE_ALONE = {"users_user"}
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_each_has_its_feed():
    """SQLite forgets them where a migration alters the table: lay them again after it."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    wanted = {f"{table}_figures_update" for table in FED}
    wanted |= {
        f"{table}_figures_{event}"
        for table in FED - ON_CHANGE_ALONE
        for event in ("insert", "delete")
    }
    # Which communes owe a report hangs on which there are.
    wanted |= {f"places_unit_reports_{event}" for event in ("insert", "update", "delete")}
    assert wanted <= there
