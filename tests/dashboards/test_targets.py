"""Targets are given by a paper, taken on or disputed, changed by another paper, withdrawn."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.dashboards.models import ReportingPeriod, Target, TargetVersion
from lms.dashboards.services.targets import answering, reporting
from lms.dashboards.services.targets.answering import ChangedMeanwhile
from lms.dashboards.services.targets.giving import (
    AlreadyGiven,
    Paper,
    PeriodShut,
    TargetRefused,
    Wording,
)
from lms.notifications.models import Notice
from lms.users.models import User
from lms.users.services import merging
from tests.dashboards.aims import give
from tests.factories import make_agency
from tests.people import make_person

pytestmark = pytest.mark.django_db
LATER = Paper("140/QĐ-UBND", date(2026, 3, 1), "Điều 2")


def now():
    return clock.now()


@pytest.fixture
def target(month, admin, manager, y_yen):
    [made] = give("SS02", month, (y_yen, 300), by=admin)
    return made


def again(target):
    return Target.objects.with_all().get(pk=target.pk)


def test_a_target_is_kept_with_its_paper_and_told_to_who_answers_for_it(target, manager, admin):
    [wording] = target.versions.all()
    assert (target.state, target.value) == ("assigned", 300)
    assert (wording.document_no, wording.clause, wording.made_by) == (
        "125/KH-UBND",
        "Mục II.3",
        admin,
    )
    notice = Notice.objects.get(person=manager)
    assert notice.url == f"/chi-tieu/{target.pk}/"
    assert AuditEvent.objects.filter(action="targets.assigned").count() == 1


def test_the_same_again_gives_nothing_twice(target, month, admin, y_yen):
    assert give("SS02", month, (y_yen, 300), by=admin) == [target]
    assert (Target.objects.count(), Notice.objects.count()) == (1, 1)


def test_another_number_is_refused_with_all_of_the_batch(target, month, admin, y_yen, hai_hau):
    with pytest.raises(AlreadyGiven, match="Xã Ý Yên đã có chỉ tiêu này"):
        give("SS02", month, (hai_hau, 100), (y_yen, 400), by=admin)
    assert Target.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "value"), [("SS02", -1), ("SS04", 101), ("SS02", Decimal(10) ** 12)]
)
def test_absurd_numbers_are_refused(month, admin, y_yen, code, value):
    with pytest.raises(TargetRefused):
        give(code, month, (y_yen, value), by=admin)
    assert not Target.objects.exists()


def test_what_is_not_counted_by_team_is_not_given_to_one(month, admin, team):
    assert give("OC05", month, (team, 50), by=admin)
    for code in ("SS03", "LR02", "LR04"):
        with pytest.raises(TargetRefused, match="không đếm riêng cho từng tổ"):
            give(code, month, (team, 50), by=admin)


def test_nothing_is_given_in_a_closed_period(month, admin, y_yen):
    reporting.close(month, by=admin, now=now())
    with pytest.raises(PeriodShut):
        give("SS02", month, (y_yen, 300), by=admin)


def test_its_holder_takes_it_on_once(target, manager):
    assert answering.accept(target, by=manager, now=now())
    assert not answering.accept(target, by=manager, now=now())
    assert again(target).answered_by == manager


def test_a_dispute_is_told_to_the_province_and_answered_with_another_number(target, manager, admin):
    assert answering.dispute(target, "Xã chỉ có 200 hộ.", by=manager, now=now())
    assert not answering.dispute(target, "Xã chỉ có 200 hộ.", by=manager, now=now())
    assert "Xã chỉ có 200 hộ." in Notice.objects.get(person=admin).body
    wording = Wording(Decimal(200), LATER, "Đúng số hộ.")
    said = {"by": admin, "now": now(), "wording": wording}
    assert answering.settle(again(target), "Đúng số hộ.", **said)
    assert not answering.settle(again(target), "Đúng số hộ.", **said)
    found = again(target)
    assert (found.state, found.value, found.version) == ("settled", 200, 2)
    assert [one.value for one in found.versions.order_by("number")] == [300, 200]


def test_a_change_is_a_version_with_its_decision(target, admin, manager):
    answering.accept(target, by=manager, now=now())
    wording = Wording(Decimal(350), LATER, "Theo chỉ đạo mới.")
    assert answering.change(target, wording, seen=1, by=admin, now=now())
    assert not answering.change(target, wording, seen=1, by=admin, now=now())
    found = again(target)
    assert (found.value, found.version, found.state) == (350, 2, "assigned")
    papers = found.versions.order_by("number").values_list("document_no", flat=True)
    assert list(papers) == ["125/KH-UBND", "140/QĐ-UBND"]


def test_who_changes_second_is_told(target, admin):
    first = Wording(Decimal(350), LATER, "Một")
    assert answering.change(target, first, seen=1, by=admin, now=now())
    with pytest.raises(ChangedMeanwhile):
        answering.change(target, Wording(Decimal(360), LATER, "Hai"), seen=1, by=admin, now=now())
    assert again(target).value == 350


def test_what_is_withdrawn_takes_its_parts_along_and_comes_back_alone(
    month, admin, province, y_yen, hai_hau
):
    [whole] = give("SS02", month, (province, 500), by=admin)
    give("SS02", month, (y_yen, 300), (hai_hau, 200), by=admin, parent=whole)
    assert answering.withdraw(whole, "Giao nhầm kỳ.", by=admin, now=now()) == 3
    assert answering.withdraw(whole, "Giao nhầm kỳ.", by=admin, now=now()) == 0
    part = Target.objects.get(unit=y_yen)
    with pytest.raises(TargetRefused):
        answering.restore(part, by=admin, now=now())
    assert answering.restore(again(whole), by=admin, now=now())
    assert answering.restore(again(part), by=admin, now=now())
    assert Target.objects.standing().count() == 2


def test_who_holds_it_is_told_that_it_stands_again(target, admin, manager):
    answering.withdraw(target, "Nhầm.", by=admin, now=now())
    assert answering.restore(again(target), by=admin, now=now())
    assert Notice.objects.filter(person=manager, title__startswith="Chỉ tiêu lại có hiệu").exists()


def test_what_was_replaced_does_not_come_back(target, month, admin, y_yen):
    answering.withdraw(target, "Nhầm.", by=admin, now=now())
    give("SS02", month, (y_yen, 400), by=admin)
    with pytest.raises(AlreadyGiven):
        answering.restore(again(target), by=admin, now=now())


def test_milestones_lie_in_the_period_and_are_kept_in_order(target, admin, month):
    days = [month.first_on.replace(day=20), month.first_on.replace(day=10)]
    marks = [(days[0], Decimal(200)), (days[1], Decimal(50))]
    wording = Wording(Decimal(300), LATER, "Thêm mốc.", marks)
    assert answering.change(target, wording, seen=1, by=admin, now=now())
    assert [day for day, _value in again(target).marks] == days[::-1]
    late = Wording(Decimal(300), LATER, "Sai.", [(month.last_on, Decimal(1))])
    with pytest.raises(TargetRefused):
        answering.change(target, late, seen=2, by=admin, now=now())


def test_what_a_team_leader_answered_stays_hers_when_records_are_merged(target, lan, admin):
    twin = make_person("Nguyễn Thị Lan")
    answering.accept(target, by=twin, now=now())
    merging.merge(twin, lan, by=admin, now=now())
    assert again(target).answered_by == lan


@pytest.mark.parametrize(
    "wrong",
    [
        {"agency": None, "unit": None},
        {"value": -1},
        {"state": "disputed"},
        {"state": "settled", "dispute": "Vì sao"},
        {"state": "withdrawn"},
        {"withdrawn_at": clock.now()},
    ],
)
def test_what_must_never_be_is_refused_by_the_database(target, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(**wrong)


@pytest.mark.parametrize("holder", ["unit", "agency", "team"])
def test_two_of_one_holder_or_two_holders_of_one_are_refused(
    target, month, y_yen, province, team, holder
):
    who = {"unit": y_yen, "agency": make_agency("Sở Y tế", "SYT", province), "team": team}[holder]
    fields = {"indicator": target.indicator, "period": month, "value": 1}
    if holder != "unit":
        Target.objects.create(**fields, **{holder: who})
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.filter(pk=target.pk).update(**{holder: who})
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(**fields, **{holder: who})


@pytest.mark.parametrize("wrong", [{"document_no": ""}, {"value": -1}, {"number": 2, "reason": ""}])
def test_a_version_has_a_paper_a_number_and_a_reason(target, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetVersion.objects.filter(target=target).update(**wrong)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_at_once_nobody_gives_twice(month, admin, y_yen, hai_hau):
    outcomes, together = [], threading.Barrier(2)

    def run(value):
        by = User.objects.get(pk=admin.pk)
        period = ReportingPeriod.objects.get(pk=month.pk)
        together.wait()
        try:
            give("SS02", period, (hai_hau, 100), (y_yen, value), by=by)
            outcomes.append("given")
        except AlreadyGiven:
            outcomes.append("told")
        finally:
            connection.close()

    for values, wanted in (((300, 300), ["given", "given"]), ((400, 500), ["given", "told"])):
        Target.objects.all().delete()
        outcomes.clear()
        threads = [threading.Thread(target=run, args=(value,)) for value in values]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == wanted
        assert Target.objects.count() == 2
