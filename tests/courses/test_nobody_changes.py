"""An author edits, removes, reorders and deletes; nobody's record changes (full: `make prove`)."""

from courses.models import Enrolment
from tests.prove import _versions, versions


def test_whatever_is_done_to_a_course_records_stay_and_learners_finish(db):
    row = _versions.play_out(7)
    assert versions.faults(row) == []
    assert row["records"] > 7
    assert row["moved forward"] >= row["under way"] >= 4
    # Were a record changed, it would be seen.
    before = _versions.records()
    Enrolment.objects.filter(pk=Enrolment.objects.first().pk).update(done={})
    assert len(_versions.changed(before, _versions.records())) == 1
