"""A target is broken down: proposed, weighed, given, all or none."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from lms.common import clock
from lms.dashboards.models import Population, Target
from lms.dashboards.services.targets import answering, breaking
from lms.dashboards.services.targets.answering import ChangedMeanwhile
from lms.dashboards.services.targets.breaking import AlreadyGiven, Uneven
from lms.dashboards.services.targets.giving import Paper, TargetRefused
from lms.users.models import User
from tests.dashboards.aims import PAPER, give
from tests.factories import make_commune

pytestmark = pytest.mark.django_db
AGAIN = Paper("150/QĐ-UBND", date(2026, 4, 1))


@pytest.fixture
def whole(month, admin, province, y_yen, hai_hau):
    [made] = give("SS02", month, (province, 500), by=admin)
    return made


@pytest.fixture
def break_down(admin):
    def break_down(whole, values, *, paper=PAPER, seen=None, **more):
        token = breaking.below(whole).token if seen is None else seen
        said = {key.pk: Decimal(value) for key, value in values.items()}
        return breaking.break_down(
            whole, said, paper=paper, seen=token, by=admin, now=clock.now(), **more
        )

    return break_down


def people(unit, count):
    Population.objects.create(
        unit=unit, group="adults", count=count, as_of=clock.today(), source="Công an tỉnh"
    )


def test_it_is_proposed_by_population_and_adds_up(whole, y_yen, hai_hau):
    people(y_yen, 200)
    people(hai_hau, 100)
    found = breaking.propose(whole, breaking.below(whole), "adults")
    assert found == {y_yen.pk: 333, hai_hau.pk: 167}


def test_without_a_figure_to_go_by_it_is_even(whole, y_yen, hai_hau):
    for how in ("adults", breaking.BY_BASELINE, breaking.EVENLY):
        found = breaking.propose(whole, breaking.below(whole), how)
        assert found == {y_yen.pk: 250, hai_hau.pk: 250}


def test_parts_that_fit_are_given_with_what_they_come_from(
    whole, break_down, y_yen, hai_hau, manager
):
    assert break_down(whole, {y_yen: 300, hai_hau: 200}) == 2
    assert break_down(whole, {y_yen: 300, hai_hau: 200}) == 0
    part = Target.objects.get(unit=y_yen)
    assert (part.parent, part.value, part.state) == (whole, 300, "assigned")


def test_parts_that_do_not_fit_need_a_reason(whole, break_down, y_yen, hai_hau):
    with pytest.raises(Uneven, match="đang thiếu 50") as told:
        break_down(whole, {y_yen: 300, hai_hau: 150})
    assert told.value.balance.over == -50
    with pytest.raises(Uneven, match="đang thừa 1"):
        break_down(whole, {y_yen: 300, hai_hau: 201})
    assert Target.objects.count() == 1
    assert break_down(whole, {y_yen: 300, hai_hau: 150}, reason="Giữ 50 cho đợt cuối.") == 2
    whole.refresh_from_db()
    assert whole.uneven_reason == "Giữ 50 cho đợt cuối."


def test_parts_are_not_rounded_but_refused(whole, break_down, y_yen, hai_hau):
    with pytest.raises(TargetRefused, match="là số nguyên"):
        break_down(whole, {y_yen: "249.5", hai_hau: "250.5"})
    assert Target.objects.count() == 1


def test_what_was_withdrawn_meanwhile_is_not_broken_down(whole, break_down, admin, y_yen, hai_hau):
    old = Target.objects.with_all().get(pk=whole.pk)
    answering.withdraw(whole, "Giao nhầm.", by=admin, now=clock.now())
    with pytest.raises(ChangedMeanwhile, match="vừa được rút"):
        break_down(old, {y_yen: 300, hai_hau: 200})
    assert Target.objects.count() == 1


def test_breaking_down_again_changes_and_withdraws(whole, break_down, y_yen, hai_hau):
    break_down(whole, {y_yen: 300, hai_hau: 200})
    assert break_down(whole, {y_yen: 500}, paper=AGAIN) == 2
    part, gone = Target.objects.get(unit=y_yen), Target.objects.get(unit=hai_hau)
    assert (part.value, part.version, gone.state) == (500, 2, "withdrawn")
    assert part.versions.get(number=2).document_no == "150/QĐ-UBND"


def test_who_breaks_down_second_is_told(whole, break_down, y_yen, hai_hau):
    seen = breaking.below(whole).token
    break_down(whole, {y_yen: 300, hai_hau: 200}, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        break_down(whole, {y_yen: 250, hai_hau: 250}, seen=seen)
    assert Target.objects.get(unit=y_yen).value == 300


def test_who_has_another_target_stops_all(whole, break_down, month, admin, y_yen, hai_hau):
    give("SS02", month, (y_yen, 80), by=admin)
    with pytest.raises(AlreadyGiven):
        break_down(whole, {y_yen: 300, hai_hau: 200})
    assert Target.objects.count() == 2


def test_parts_of_a_share_are_weighed_by_population(
    month, admin, province, y_yen, hai_hau, break_down
):
    people(y_yen, 300)
    people(hai_hau, 100)
    [whole] = give("LR04", month, (province, 60), by=admin)
    with pytest.raises(Uneven, match="đang thừa 5"):
        break_down(whole, {y_yen: 70, hai_hau: 50})
    assert break_down(whole, {y_yen: 70, hai_hau: 30}) == 2
    assert breaking.propose(whole, breaking.below(whole), "adults") == {
        y_yen.pk: 60,
        hai_hau.pk: 60,
    }


def test_parts_of_unknown_weight_need_a_reason(month, admin, province, y_yen, break_down):
    [whole] = give("LR04", month, (province, 60), by=admin)
    with pytest.raises(Uneven, match="Chưa biết mẫu số"):
        break_down(whole, {y_yen: 60})


def test_a_commune_breaks_down_to_its_teams(month, admin, y_yen, team, break_down):
    [mine] = give("SS02", month, (y_yen, 20), by=admin)
    assert breaking.below(mine).holders == [team]
    assert break_down(mine, {team: 20}) == 1
    assert Target.objects.get(team=team).parent == mine


def test_many_communes_cost_what_few_do(whole, province, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        breaking.propose(whole, breaking.below(whole), "adults")
    for n in range(60):
        make_commune(f"Xã Thử {n}", province=province, code=f"3{n:04}")
    with django_assert_max_num_queries(len(few)):
        found = breaking.propose(whole, breaking.below(whole), "adults")
    assert sum(found.values()) == 500


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_break_down_at_once_the_second_is_told(whole, admin, y_yen, hai_hau):
    outcomes, together = [], threading.Barrier(2)

    def run(first):
        mine, by = Target.objects.with_all().get(pk=whole.pk), User.objects.get(pk=admin.pk)
        values = {y_yen.pk: Decimal(first), hai_hau.pk: 500 - Decimal(first)}
        together.wait()
        try:
            breaking.break_down(mine, values, paper=PAPER, seen="", by=by, now=clock.now())
            outcomes.append("given")
        except ChangedMeanwhile:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(first,)) for first in (300, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "told"]
    assert sum(Target.objects.filter(parent=whole).values_list("value", flat=True)) == 500


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nothing_stands_below_what_was_withdrawn_at_the_same_moment(
    whole, admin, y_yen, hai_hau, withdrawing
):
    values = {y_yen.pk: Decimal(300), hai_hau.pk: Decimal(200)}
    with transaction.atomic():
        # The withdrawal begins while the parts are being given, and waits for them.
        breaking.break_down(whole, values, paper=PAPER, seen="", by=admin, now=clock.now())
        other = withdrawing(whole)
    other.join()
    assert not Target.objects.standing().exists()


@pytest.fixture
def withdrawing(admin):
    def begin(target):
        def run():
            answering.withdraw(target, "Giao nhầm.", by=admin, now=clock.now())
            connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        with connection.cursor() as cursor:
            # Until it stands before a lock, which SQLite tells nobody.
            while thread.is_alive() and connection.vendor == "postgresql":
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    break
        return thread

    return begin
