"""The session form takes anything and answers in words; nothing is half written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.models import FieldSubmission, Session
from tests import pairs
from tests.people import sign_in
from tests.teams.test_pages import address, fields

HOSTILE = [
    "", " ", "\u0000", "\ud7ff", "-1", "1e9", "9" * 400, "١٤", "14,5", "<script>", "a" * 3000,
    "31/02/2026", "00/00/0000", "1/1/1", "9999-12-31", "không", "%00", "' OR 1=1 --", "𝟙𝟚",
]  # fmt: skip
NAMES = (
    "record_id", "rev", "held_on", "type", "venue", "topics", "heads", "female", "older",
    "vulnerable", "first_time", "note", "names", "act_e_identity",
    "version", "start_time", "duration", "duration_other", "venue_kind", "helpers", "devices_ok",
    "difficulties", "difficulty_note",
)  # fmt: skip
anything = st.text(max_size=40) | st.sampled_from(HOSTILE)


def check(client, team, sent):
    """Taken whole, or sent back with what to do and nothing written."""
    before = Session.objects.count()
    answer = client.post(address(team), sent)
    if answer.status_code != 302:
        assert answer.status_code in {409, 422}
        assert "Lỗi" in answer.text
        assert Session.objects.count() == before
    records = FieldSubmission.objects.values("record_id").distinct()
    assert records.count() == Session.objects.count()


@pytest.mark.parametrize(("name", "value"), pairs.pairs(NAMES, HOSTILE), ids=ascii)
def test_one_bad_value_is_taken_or_sent_back_in_words(client, lan, team, name, value):
    sign_in(client, lan)
    check(client, team, fields(**{name: value, "with_names": "on"}))


@given(sent=st.dictionaries(st.sampled_from(NAMES), anything | st.lists(anything, max_size=3)))
@pairs.made_up(100)
def test_any_form_is_answered(client, lan, team, sent):
    sign_in(client, lan)
    check(client, team, sent)
