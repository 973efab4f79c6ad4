"""What is never true of a unit, whoever writes it."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.deletion import ProtectedError

from lms.places.models import Unit, UnitLineage, UnitSuccession
from tests.factories import MERGED_ON, make_commune, make_province, make_unit, make_village

pytestmark = pytest.mark.django_db


def refused(constraint):
    """A write that the database refuses, naming the constraint where it can."""
    said = "constraint failed" if connection.vendor == "sqlite" else constraint
    return pytest.raises(IntegrityError, match=said)


def test_a_code_is_used_once_from_a_day_on_at_a_level():
    make_commune("Xã Ý Yên", code="13795")
    with refused("unit_code_once_in_time"), transaction.atomic():
        make_commune("Xã Yên Khánh", code="13795")
    make_commune("Xã Yên Khánh", code="13795", valid_from=date(2026, 1, 1))


def test_a_code_is_used_once_before_our_data():
    old = make_unit("Tỉnh Nam Định", level="province", kind="province", code="36", valid_from=None)
    with refused("unit_code_once_before_data"), transaction.atomic():
        make_unit("Tỉnh Hà Nam", level="province", kind="province", code="36", valid_from=None)
    assert old.code == "36"


def test_villages_have_no_code_and_may_share_a_name():
    commune = make_commune()
    make_village("Thôn 1", commune=commune)
    make_village("Thôn 1", commune=commune)
    assert commune.children.count() == 2


def test_a_unit_does_not_end_before_it_begins():
    with refused("unit_ends_after_start"), transaction.atomic():
        make_commune(valid_from=MERGED_ON, valid_to=date(2025, 6, 30))


def test_only_a_province_has_no_parent():
    with refused("unit_only_province_has_no_parent"), transaction.atomic():
        make_unit("Xã Ý Yên", level="commune", kind="commune")
    above = make_province()
    with refused("unit_only_province_has_no_parent"), transaction.atomic():
        make_unit("Tỉnh Nam Định", level="province", kind="province", parent=above)


def test_a_unit_has_a_name():
    above = make_province()
    with refused("unit_has_name"), transaction.atomic():
        make_unit("\u200b \u202e", level="commune", kind="commune", parent=above)


@pytest.mark.parametrize(
    ("level", "kind"),
    [("commune", "village"), ("village", "ward"), ("former_district", "commune")],
)
def test_a_kind_fits_its_level(level, kind):
    above = make_province()
    with refused("unit_kind_fits_level"), transaction.atomic():
        make_unit("Xã Ý Yên", level=level, kind=kind, parent=above)


def test_a_path_is_used_once():
    commune = make_commune()
    with refused("path"), transaction.atomic():
        Unit.objects.create(
            name="Xã Khác",
            level="commune",
            kind="commune",
            parent=commune.parent,
            path=commune.path,
        )


def test_a_unit_with_others_below_it_is_not_deleted():
    with pytest.raises(ProtectedError):
        make_village().parent.delete()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Xã Khác"},
        {"code": "99999"},
        {"kind": "ward"},
        {"level": "village", "kind": "village"},
        {"path": "moved/"},
        {"valid_from": date(2020, 1, 1)},
        {"valid_from": None},
    ],
)
def test_nothing_of_a_unit_ever_changes(change):
    commune = make_commune()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Unit.objects.filter(pk=commune.pk).update(**change)


def test_a_unit_never_moves_below_another():
    commune = make_commune()
    other = make_province("Tỉnh Hà Nam", code="35")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Unit.objects.filter(pk=commune.pk).update(parent=other)


def test_the_last_day_of_a_unit_is_set_once():
    one = Unit.objects.filter(pk=make_commune().pk)
    assert one.update(valid_to=date(2027, 1, 1)) == 1
    for day in (date(2028, 1, 1), None):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            one.update(valid_to=day)


def test_centre_and_search_columns_may_be_corrected():
    one = Unit.objects.filter(pk=make_commune().pk)
    assert one.update(latitude="20.3", longitude="106.0", name_fold="xa y yen") == 1


def test_a_unit_follows_another_once_and_never_itself():
    old, new = make_commune("Xã Yên Phú"), make_commune("Xã Ý Yên")
    link = {"kind": "merged", "effective_on": MERGED_ON}
    UnitSuccession.objects.create(old=old, new=new, main=False, **link)
    with refused("succession_once"), transaction.atomic():
        UnitSuccession.objects.create(old=old, new=new, main=False, **link)
    with refused("succession_of_another"), transaction.atomic():
        UnitSuccession.objects.create(old=old, new=old, main=False, **link)


def test_a_unit_has_one_main_successor():
    old = make_commune("Xã Yên Phú")
    link = {"old": old, "kind": "divided", "main": True, "effective_on": MERGED_ON}
    UnitSuccession.objects.create(new=make_commune("Xã Ý Yên"), **link)
    with refused("succession_one_main"), transaction.atomic():
        UnitSuccession.objects.create(new=make_commune("Xã Yên Đồng"), **link)


def test_a_lineage_is_written_once():
    commune = make_commune()
    with refused("lineage_once"), transaction.atomic():
        UnitLineage.objects.create(earlier=commune, later=commune)


def test_history_is_only_added_to():
    old, new = make_commune("Xã Yên Phú"), make_commune("Xã Ý Yên")
    UnitSuccession.objects.create(
        old=old, new=new, kind="merged", main=True, effective_on=MERGED_ON
    )
    for rows in (UnitSuccession.objects.all(), UnitLineage.objects.all()):
        with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
            rows.update(id=1_000_000)
        with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
            rows.delete()
