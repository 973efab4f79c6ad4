"""Two people close the same commune at once: one does, the other is told."""

import threading
from datetime import date

import pytest
from django.db import connection

from lms.places.models import Unit, UnitSuccession
from lms.places.services.closing import ChangeRefused, close_and_succeed
from tests.factories import make_commune, make_province


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_changes_of_one_unit_only_one_is_written():
    old, province = make_commune("Xã Ý Yên"), make_province()
    outcomes, together = [], threading.Barrier(2)

    def change(name):
        new = Unit(name=name, level="commune", kind="commune", parent=province)
        mine = Unit.objects.get(pk=old.pk)
        link = UnitSuccession(old=mine, new=new, kind=UnitSuccession.Kind.RENAMED, main=True)
        together.wait()
        try:
            close_and_succeed([link], effective_on=date(2028, 1, 1))
            outcomes.append("changed")
        except ChangeRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=(name,)) for name in ("Xã Một", "Xã Hai")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["changed", "refused"]
    assert UnitSuccession.objects.count() == 1
    assert Unit.objects.filter(level="commune", valid_to=None).count() == 1
