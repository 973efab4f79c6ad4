"""Acts logged while their kinds were fixed words keep them when the kinds become a list."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from teams.models import Outcome, SessionAct
from tests.teams.conftest import send

# All migrations of a domain are undone and gone again.
pytestmark = [pytest.mark.large, pytest.mark.django_db(transaction=True)]


def acts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, count FROM teams_sessionact ORDER BY kind")
        return cursor.fetchall()


def test_acts_keep_their_kinds_there_and_back(team, lan):
    send(lan, team, acts={"e_identity": 6, "cashless": 2})
    try:
        call_command("migrate", "teams", "0004", verbosity=0)
        assert acts() == [("cashless", 2), ("e_identity", 6)]
    finally:
        call_command("migrate", "teams", verbosity=0)
    assert acts() == [("cashless", 2), ("e_identity", 6)]
    names = dict(Outcome.objects.values_list("code", "name"))
    assert names == {"cashless": "Thanh toán bằng mã QR", "e_identity": "Kích hoạt VNeID mức 2"}
    with pytest.raises(IntegrityError):
        SessionAct.objects.create(session=SessionAct.objects.first().session, kind_id="x", count=1)
