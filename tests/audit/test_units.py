"""A change of units is written down, in its own transaction."""

from datetime import date

import pytest

from lms.audit.models import AuditEvent
from lms.places.models import Unit, UnitSuccession
from lms.places.services import closing
from tests.factories import make_commune, make_province

DAY = date(2028, 1, 1)


def merge(*olds, by=None):
    new = Unit(name="Xã Đại An", level="commune", kind="commune", parent=make_province())
    merged = UnitSuccession.Kind.MERGED
    links = [UnitSuccession(old=old, new=new, kind=merged, main=True) for old in olds]
    return closing.close_and_succeed(links, effective_on=DAY, actor_id=by and by.pk)[0]


def test_who_changed_which_units_from_when_is_written_down(son):
    new = merge(make_commune("Xã Ý Yên"), make_commune("Xã Yên Đồng"), by=son)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("unit.succeeded", son)
    assert (event.subject_kind, event.subject_id) == ("places.unit", str(new.pk))
    assert event.detail == {"effective_on": "2028-01-01", "predecessor_count": 2}


def test_a_change_by_a_command_has_no_actor(db):
    merge(make_commune("Xã Ý Yên"))
    assert AuditEvent.objects.get().actor is None


def test_a_refused_change_leaves_no_line(db):
    commune = make_commune("Xã Ý Yên", valid_to=DAY)
    with pytest.raises(closing.ChangeRefused):
        merge(commune)
    assert not AuditEvent.objects.exists()
