"""Targets of units that merge or split: added up, divided anew, withdrawn; locked ones stand."""

from decimal import Decimal

import pytest

from lms.common import clock
from lms.dashboards.models import Target
from lms.dashboards.services.targets import answering, reporting, succeeding
from lms.places.models import Unit
from lms.users.reorganising import carrying
from tests.dashboards.aims import give
from tests.users.acts import Wanted, carried, drafted

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(month, admin, province):
    [made] = give("SS02", month, (province, 500), by=admin)
    return made


@pytest.fixture
def parts(whole, month, admin, y_yen, hai_hau):
    return give("SS02", month, (y_yen, 300), (hai_hau, 200), by=admin, parent=whole)


def both(y_yen, hai_hau):
    return Wanted(y_yen, "Xã Đại An", "13741"), Wanted(hai_hau, "Xã Đại An")


def answers(act_choices, way):
    return {name: {one.key: way for one in found} for name, found in act_choices}


def standing(code="SS02"):
    rows = Target.objects.standing().filter(indicator__code=code).select_related("unit")
    return {one.holder_name: one.value for one in rows}


def test_the_new_commune_is_given_the_sum(parts, whole, y_yen, hai_hau, admin):
    carried(*both(y_yen, hai_hau), by=admin)
    assert standing() == {"Tỉnh Ninh Bình": 500, "Xã Đại An": 500}
    new = Target.objects.standing().get(unit__name="Xã Đại An")
    assert (new.parent, new.state) == (whole, "assigned")
    wording = new.versions.get()
    assert (wording.document_no, wording.clause) == ("1674/NQ-UBTVQH15", "Điều 1")
    old = Target.objects.get(unit=y_yen)
    assert (old.state, old.value) == ("withdrawn", 300)
    assert "1674/NQ-UBTVQH15" in old.withdrawn_reason


def test_withdrawn_leaves_the_province_to_give_anew(parts, y_yen, hai_hau, admin, month):
    key = f"SS02:{month.pk}"
    carried(*both(y_yen, hai_hau), by=admin, answers={"targets": {key: "withdraw"}})
    assert standing() == {"Tỉnh Ninh Bình": 500}


def test_what_teams_were_given_hangs_on_the_new_target(parts, team, month, y_yen, hai_hau, admin):
    give("SS02", month, (team, 40), by=admin, parent=parts[0])
    carried(*both(y_yen, hai_hau), by=admin)
    mine = Target.objects.get(team=team)
    assert (mine.is_standing, mine.parent.unit.name) == (True, "Xã Đại An")


def test_what_was_broken_down_is_withdrawn_with_it(parts, team, month, y_yen, hai_hau, admin):
    give("SS02", month, (team, 40), by=admin, parent=parts[0])
    key = f"SS02:{month.pk}"
    carried(*both(y_yen, hai_hau), by=admin, answers={"targets": {key: "withdraw"}})
    assert not Target.objects.get(team=team).is_standing


def test_a_divided_commune_hands_its_target_on_by_its_shares(parts, y_yen, admin):
    carried(
        Wanted(y_yen, "Xã Bắc Yên", weight=Decimal(33), is_main=False),
        Wanted(y_yen, "Xã Nam Yên", weight=Decimal(67)),
        by=admin,
        kind="split",
    )
    assert standing() == {
        "Tỉnh Ninh Bình": 500,
        "Xã Hải Hậu": 200,
        "Xã Bắc Yên": 99,
        "Xã Nam Yên": 201,
    }


def test_divided_anew_the_parts_still_make_the_whole(parts, y_yen, hai_hau, admin, month):
    key = f"SS02:{month.pk}"
    carried(
        Wanted(y_yen, "Xã Một"),
        Wanted(hai_hau, "Xã Hai"),
        by=admin,
        answers={"targets": {key: "divide"}},
    )
    # Nobody knows how many live there, so evenly.
    assert standing() == {"Tỉnh Ninh Bình": 500, "Xã Một": 250, "Xã Hai": 250}


def test_a_share_is_not_added(month, admin, y_yen, hai_hau):
    give("TM02", month, (y_yen, 60), (hai_hau, 70), by=admin)
    carried(*both(y_yen, hai_hau), by=admin)
    assert standing("TM02") == {"Xã Đại An": 65}


def test_milestones_add_up_where_all_have_them(month, admin, y_yen, hai_hau, parts):
    day = month.first_on
    for one, value in zip(parts, (30, 20), strict=True):
        Target.objects.filter(pk=one.pk).update(milestones=[[day.isoformat(), str(value)]])
    carried(*both(y_yen, hai_hau), by=admin)
    assert Target.objects.standing().get(unit__name="Xã Đại An").marks == [(day, Decimal(50))]


def test_a_closed_period_keeps_its_targets_where_they_were(parts, month, y_yen, hai_hau, admin):
    reporting.close(month, by=admin, now=clock.now())
    act = carried(*both(y_yen, hai_hau), by=admin)
    assert standing() == {"Tỉnh Ninh Bình": 500, "Xã Ý Yên": 300, "Xã Hải Hậu": 200}
    assert not carrying.plan(act).unit_ids & {one.pk for one in Unit.objects.filter(valid_to=None)}


def test_what_the_new_commune_was_given_already_stands(parts, month, y_yen, hai_hau, admin):
    act = drafted(*both(y_yen, hai_hau), by=admin)
    carrying.previewed(act, by=admin, now=clock.now())
    said = answers(carrying.look(act).choices, "sum")
    assert carrying.confirm(act, answers=said, by=admin, now=clock.now())
    carrying.carry_out(str(act.pk), 0, now=clock.now())
    new = Unit.objects.get(name="Xã Đại An")
    give("SS02", month, (new, 480), by=admin)
    carrying.carry_through(act, now=clock.now())
    assert standing() == {"Tỉnh Ninh Bình": 500, "Xã Đại An": 480}


def test_every_running_target_is_asked_about_before_it_is_confirmed(parts, y_yen, hai_hau, admin):
    act = drafted(*both(y_yen, hai_hau), by=admin)
    [(name, [choice])] = carrying.look(act).choices
    assert name == succeeding.NAME
    assert "2 chỉ tiêu, cộng lại 500" in choice.words
    carrying.previewed(act, by=admin, now=clock.now())
    with pytest.raises(carrying.ActRefused, match="Chọn cách xử lý"):
        carrying.confirm(act, answers={}, by=admin, now=clock.now())


def test_what_ended_with_its_commune_may_be_read_but_not_taken_back_twice(
    parts, y_yen, hai_hau, admin, month
):
    carried(*both(y_yen, hai_hau), by=admin)
    old = Target.objects.with_all().get(unit=y_yen)
    assert old.versions.count() == 1
    assert answering.restore(old, by=admin, now=clock.now()), "the province may, by its own act"
