"""A change of units closes rows, opens others, and leads from every old one to the new."""

from datetime import date, timedelta

import pytest

from lms.places.models import Unit, UnitLineage, UnitSuccession
from lms.places.services import closing, opening, succession
from lms.places.services.closing import ChangeRefused, close_and_succeed
from lms.places.signals import units_succeeded
from tests.factories import make_commune, make_province, make_village

pytestmark = pytest.mark.django_db
DAY = date(2028, 1, 1)
EVE = DAY - timedelta(days=1)
MERGED, DIVIDED = UnitSuccession.Kind.MERGED, UnitSuccession.Kind.DIVIDED
RENAMED, TRANSFERRED = UnitSuccession.Kind.RENAMED, UnitSuccession.Kind.TRANSFERRED


def new_commune(name, **fields):
    return Unit(name=name, level="commune", kind="commune", parent=make_province(), **fields)


def link(old, new, kind=MERGED, *, main=True):
    return UnitSuccession(old=old, new=new, kind=kind, main=main)


def test_two_communes_become_one():
    one, other = make_commune("Xã Ý Yên", code="1"), make_commune("Xã Yên Đồng", code="2")
    new = new_commune("Xã Đại An", code="1")
    assert close_and_succeed([link(one, new), link(other, new)], effective_on=DAY) == [new]
    new.refresh_from_db()
    assert (new.valid_from, new.valid_to, new.name_fold) == (DAY, None, "xa dai an")
    assert set(succession.predecessors(new)) == {one, other}
    assert set(Unit.objects.filter(level="commune").valid_on(EVE)) == {one, other}
    assert set(Unit.objects.filter(level="commune").valid_on(DAY)) == {new}
    assert succession.today(one, on=DAY) == succession.Today(new, (one, new), estimated=False)


def test_the_main_part_of_a_divided_commune_stands_for_it_and_is_an_estimate():
    old, north, south = make_commune(), new_commune("Xã Bắc"), new_commune("Xã Nam")
    parts = [link(old, south, DIVIDED, main=False), link(old, north, DIVIDED)]
    close_and_succeed(parts, effective_on=DAY)
    answer = succession.today(old, on=DAY)
    assert (answer.unit, answer.estimated) == (north, True)


def test_villages_move_below_the_main_successor_under_their_names():
    old, new = make_commune("Xã Ý Yên"), new_commune("Xã Đại An")
    village = make_village("Thôn An Hòa", commune=old, latitude="20.300000")
    close_and_succeed([link(old, new)], effective_on=DAY)
    moved = new.children.get()
    assert (moved.name, moved.kind, moved.valid_from) == ("Thôn An Hòa", "village", DAY)
    assert moved.path.startswith(new.path)
    village.refresh_from_db()
    assert moved.latitude == village.latitude
    assert village.successions.get().kind == TRANSFERRED
    assert succession.today(village, on=DAY).unit == moved
    assert succession.today(village, on=EVE).unit == village


def test_a_named_village_goes_its_own_way_when_its_commune_ends():
    old, new = make_commune("Xã Ý Yên"), new_commune("Xã Đại An")
    one, other = make_village("Thôn Một", commune=old), make_village("Thôn Hai", commune=old)
    joined = Unit(name="Thôn Chung", level="village", kind="village", parent=new)
    links = [link(old, new), link(one, joined), link(other, joined)]
    close_and_succeed(links, effective_on=DAY)
    assert list(new.children.all()) == [joined]


def test_a_new_name_for_the_province_keeps_everything_below_it():
    province = make_province()
    village = make_village("Thôn An Hòa", commune=make_commune("Xã Ý Yên"))
    new = Unit(name="Thành phố Ninh Bình", level="province", kind="municipality", code="37")
    close_and_succeed([link(province, new, RENAMED)], effective_on=DAY)
    village.refresh_from_db()
    names = Unit.objects.within(new).valid_on(DAY).values_list("name", flat=True)
    assert set(names) == {"Thành phố Ninh Bình", "Xã Ý Yên", "Thôn An Hòa"}
    assert not Unit.objects.within(province).valid_on(DAY).exists()
    assert succession.today(village, on=DAY).unit.parent.parent == new


def test_a_second_change_leads_on_from_the_first():
    first, second, third = make_commune("Xã Một"), new_commune("Xã Hai"), new_commune("Xã Ba")
    rest = new_commune("Xã Bốn")
    later = DAY.replace(year=2030)
    close_and_succeed(
        [link(first, second, DIVIDED), link(first, rest, DIVIDED, main=False)], effective_on=DAY
    )
    close_and_succeed([link(second, third, RENAMED)], effective_on=later)
    answer = succession.today(first, on=later)
    assert answer == succession.Today(third, (first, second, third), estimated=True)
    assert succession.today(second, on=later).estimated is False
    assert succession.today(first, on=DAY).unit == second
    assert succession.today(rest, on=later).unit == rest


def test_a_unit_ends_only_once():
    old = make_commune()
    close_and_succeed([link(old, new_commune("Xã Đại An"))], effective_on=DAY)
    with pytest.raises(ChangeRefused, match="once"):
        close_and_succeed([link(old, new_commune("Xã Khác"))], effective_on=DAY)
    old.refresh_from_db()
    assert old.valid_to == EVE
    assert not Unit.objects.named("Xã Khác").exists()


def test_what_cannot_be_is_refused_and_nothing_is_written():
    old, other = make_commune("Xã Một"), make_commune("Xã Hai")
    village = make_village(commune=other)
    young = make_village("Thôn Mới", commune=other, valid_from=DAY + timedelta(days=1))
    before = Unit.objects.count()
    gone = make_province("Tỉnh Hà Nam", code="35", valid_to=EVE)
    for links, said in [
        ([], "main successor"),
        ([link(old, new_commune("Xã Ba"), main=False)], "main successor"),
        ([link(old, new_commune("Xã Ba")), link(old, new_commune("Xã Bốn"))], "main successor"),
        ([link(young, Unit(parent=other, level="village", kind="village"))], "before it began"),
        ([link(other, new_commune("Xã Ba"))], "before it began"),
        ([link(old, Unit(name="Xã Ba", level="commune", parent=gone))], "parent must exist"),
        ([link(old, Unit(name="Xã Ba", level="commune", parent=old))], "parent must exist"),
    ]:
        with pytest.raises(ChangeRefused, match=said):
            close_and_succeed(links, effective_on=DAY)
    assert Unit.objects.count() == before + 1
    assert not Unit.objects.filter(pk__in=[old.pk, other.pk, village.pk]).exclude(valid_to=None)


def test_a_change_is_announced_with_ids_only():
    told = []

    def listen(sender, **message):
        told.append(message)

    units_succeeded.connect(listen)
    try:
        old, new = make_commune(), new_commune("Xã Đại An")
        make_village(commune=old)
        close_and_succeed([link(old, new)], effective_on=DAY, actor_id=7)
    finally:
        units_succeeded.disconnect(listen)
    assert told[0]["links"] == [(old.pk, new.pk)]
    assert (told[0]["effective_on"], told[0]["actor_id"]) == (DAY, 7)


@pytest.mark.parametrize("size", [2, 40])
def test_a_change_costs_the_same_queries_at_any_size(django_assert_max_num_queries, size):
    old, new = make_commune(), new_commune("Xã Đại An")
    for number in range(size):
        make_village(f"Thôn {number}", commune=old)
    with django_assert_max_num_queries(18):
        closing.close_and_succeed([link(old, new)], effective_on=DAY)
    assert new.children.count() == size


@pytest.mark.parametrize("size", [2, 40])
def test_many_units_are_restated_in_one_query(django_assert_num_queries, size):
    links = [link(make_commune(f"Xã {n}"), new_commune(f"Xã Mới {n}")) for n in range(size)]
    close_and_succeed(links, effective_on=DAY)
    with django_assert_num_queries(1):
        answers = succession.restate([each.old_id for each in links], on=DAY)
    assert [answers[each.old_id].unit for each in links] == [each.new for each in links]


def test_a_unit_nobody_took_over_from_has_no_unit_of_today():
    gone = make_province("Tỉnh Hà Nam", code="35", valid_from=None, valid_to=EVE)
    assert succession.today(gone, on=DAY) is None
    assert succession.restate([gone.pk], on=DAY) == {}
    assert succession.today(gone, on=EVE).unit == gone


def test_every_unit_stands_in_its_own_lineage():
    units = opening.open_units([new_commune("Xã Một"), new_commune("Xã Hai")])
    for unit in units:
        assert UnitLineage.objects.get(later=unit).earlier == unit
