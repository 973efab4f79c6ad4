"""A village goes to another commune alone: its past stays where it was counted, and restated it is
the new commune's; nothing is counted twice and the recount finds no difference."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import F

from lms.common import clock
from lms.dashboards.models import HalfMonth, ReportingPeriod, Target
from lms.dashboards.services import amounts, halves, histories
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.targets import gathering
from lms.places.models import Unit
from lms.users.reorganising import carrying
from teams.services import membership, reviewing
from tests.dashboards.aims import give, open_year
from tests.dashboards.conftest import differences
from tests.factories import make_village
from tests.teams.conftest import long_ago, send
from tests.users.acts import Wanted, carried, told

pytestmark = pytest.mark.django_db
EVER = Span(None, clock.last_of_month(clock.today()))
DAYS = Span(clock.today() - timedelta(days=2), clock.today())
"""Not whole half months: read from the days themselves."""


def heads(place, span=EVER, **how):
    return amounts.of("teams.heads", place, span, **how)


@pytest.fixture
def held(team, lan, reviewer, y_yen, folded):
    """Fourteen came in the village that will go, nine in one that stays."""
    session = send(lan, team).session
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    other = membership.open_team(
        "Tổ thôn Đông", unit=make_village("Thôn Đông", commune=y_yen), by=None, on=long_ago()
    )
    membership.join(other, lan, role="leader", on=long_ago(), by=None)
    stays = send(lan, other, heads=9, female=4, older=3, first_time=2, devices_ok=4).session
    assert reviewing.verify(stays, by=reviewer, now=clock.now())
    folded()


@pytest.fixture
def act(held, village, admin, folded):
    wanted = Wanted(village, "Thôn An Hòa", parent="Xã Hải Hậu")
    made = carried(wanted, by=admin, kind="transfer")
    folded()
    return made


def test_both_histories_are_right_on_both_sides(act, province, y_yen, hai_hau, village):
    new = Unit.objects.get(name="Thôn An Hòa", valid_to=None)
    for span in (EVER, DAYS):
        assert (heads(y_yen, span), heads(hai_hau, span)) == (9, 14)
        assert (heads(y_yen, span, as_was=True), heads(hai_hau, span, as_was=True)) == (23, 0)
        assert (heads(new, span), heads(village, span)) == (14, 14)
        assert heads(province, span) == heads(province, span, as_was=True) == 23
    each = amounts.each("teams.heads", [y_yen.pk, hai_hau.pk], EVER)
    assert each == {y_yen.pk: 9, hai_hau.pk: 14}
    assert not differences()
    table = histories.of_units(carrying.read(act, now=clock.now()))
    assert [(row.name, row.amounts[1]) for row in table.rows] == [
        ("Thôn An Hòa", 14),
        ("Thôn An Hòa", 14),
    ]
    assert "Thôn, xóm chuyển nơi có số liệu tính riêng cho trước và sau ngày chuyển" in told(act)


def test_done_twice_nothing_changes(act, village):
    before = set(HalfMonth.objects.values_list("place", "measure", "part", "since", "amount"))
    assert halves.resum([village.pk]) == 0
    after = set(HalfMonth.objects.values_list("place", "measure", "part", "since", "amount"))
    assert before == after


def test_sums_from_before_this_are_put_right_once(act, y_yen, village):
    """A village that went before there was a rule for it lies in the sums of its old commune."""
    columns = ("place", "measure", "part", "since", "amount")
    wanted = set(HalfMonth.objects.exclude(amount=0).values_list(*columns))
    for one in HalfMonth.objects.filter(place=village.pk):
        same = {"measure": one.measure, "part": one.part, "since": one.since}
        rows = HalfMonth.objects.filter(place=y_yen.pk, **same)
        if not rows.update(amount=F("amount") + one.amount):
            HalfMonth.objects.create(place=y_yen.pk, amount=one.amount, **same)
    HalfMonth.objects.filter(place=village.pk).delete()
    assert differences()
    migration = import_module("lms.dashboards.migrations.0007_moved_alone")
    for _time in range(2):
        migration.sum_anew(apps, None)
        assert set(HalfMonth.objects.values_list(*columns)) == wanted
    assert not differences()


def test_targets_of_both_communes_read_the_same(act, y_yen, hai_hau, province, usual, admin):
    open_year(by=admin)
    month = ReportingPeriod.objects.filter(kind="month", first_on__lte=clock.today())
    give(
        "SS02",
        month.get(last_on__gte=clock.today()),
        (province, 90),
        (y_yen, 40),
        (hai_hau, 40),
        by=admin,
    )
    for as_was, wanted in ((False, (23, 9, 14)), (True, (23, 23, 0))):
        where = gathering.holders(Target.objects.with_all(), as_was=as_was)
        for span in (EVER, DAYS):
            found = gathering.folded({"s": span}, ["teams.heads"], where)
            sums = [
                sum(found["s", "teams.heads", "", place] for place in where.places[unit.pk])
                for unit in (province, y_yen, hai_hau)
            ]
            assert tuple(sums) == wanted


def test_what_comes_late_is_added_where_it_happened(
    act, team, lan, reviewer, y_yen, hai_hau, folded
):
    yesterday = clock.today() - timedelta(days=1)
    late = send(lan, team, heads=5, female=1, older=1, first_time=1, devices_ok=1,
                held_on=yesterday.isoformat()).session  # fmt: skip
    assert reviewing.verify(late, by=reviewer, now=clock.now(), is_agreed=True)
    folded()
    assert (heads(y_yen), heads(hai_hau)) == (9, 19)
    assert heads(y_yen, as_was=True) == 28
    assert not differences()
