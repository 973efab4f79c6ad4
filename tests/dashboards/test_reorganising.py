"""Units merge, split and are renamed: nothing is rewritten, rights follow, both histories hold."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.dashboards.services import amounts, histories
from lms.dashboards.services.amounts import Span
from lms.jobs.models import Job
from lms.notifications.models import Notice
from lms.places.models import Unit
from lms.places.services import search, succession
from lms.users import policies
from lms.users.models import Reorganisation, ReorganisationLine
from lms.users.reorganising import carrying, drafting
from lms.users.reorganising.carrying import ActRefused
from lms.users.services import grants
from teams import policies as team_policies
from teams.models import Session, Team
from teams.services import membership, reviewing
from tests.dashboards.conftest import differences
from tests.factories import make_agency, make_commune, make_village
from tests.teams.conftest import long_ago, send
from tests.users.acts import Wanted, carried, confirmed, drafted, told

pytestmark = pytest.mark.django_db
EVER = Span(None, clock.today() + timedelta(days=40))


@pytest.fixture
def verified(team, lan, reviewer):
    session = send(lan, team).session
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    session.refresh_from_db()
    return session


def both(y_yen, hai_hau, name="Xã Đại An"):
    return Wanted(y_yen, name, "13741"), Wanted(hai_hau, name)


def heads(place, **how):
    return amounts.of("teams.heads", place, EVER, **how)


def test_nothing_is_rewritten_and_both_histories_hold(
    verified, province, y_yen, hai_hau, village, team, admin, folded
):
    before = heads(province)
    act = carried(*both(y_yen, hai_hau), by=admin)
    new = Unit.objects.get(name="Xã Đại An", valid_to=None)
    verified.refresh_from_db()
    team.refresh_from_db()
    assert (verified.unit, team.unit) == (village, village)
    folded()
    assert (heads(y_yen, as_was=True), heads(new, as_was=True), heads(new)) == (14, 0, 14)
    assert heads(province) == before == 14
    assert not differences()
    table = histories.of_units(carrying.read(act, now=clock.now()))
    assert table.differences == (0, 0, 0, 0)
    assert [(row.name, row.amounts[1], row.is_old) for row in table.rows] == [
        ("Xã Đại An", 14, False),
        ("Xã Ý Yên", 14, True),
        ("Xã Hải Hậu", 0, True),
    ]


def test_teams_and_villages_are_below_the_new_unit(team, y_yen, hai_hau, admin, lan):
    carried(*both(y_yen, hai_hau), by=admin)
    new = Unit.objects.get(name="Xã Đại An", valid_to=None)
    assert list(new.children.values_list("name", flat=True)) == ["Thôn An Hòa"]
    assert list(Team.objects.within(new)) == [team]
    session = send(lan, team).session
    assert session.unit == new.children.get(), (
        "what is logged from the day on is of the new village"
    )


def test_rights_follow_from_the_day_and_end_in_the_old(team, y_yen, hai_hau, admin, reviewer):
    day = clock.today()
    act = carried(*both(y_yen, hai_hau), by=admin)
    new = Unit.objects.get(name="Xã Đại An", valid_to=None)
    old, fresh = reviewer.grants.order_by("created_at")
    assert (old.unit, old.revoked_on, fresh.unit, fresh.valid_from) == (y_yen, day, new, day)
    policies.forget_grants(reviewer)
    assert policies.has_role(reviewer, "commune_reviewer", unit=new)
    assert team_policies.may_review_in(reviewer, team.unit)
    told_her = Notice.objects.get(person=reviewer, key=f"reorganisation:{act.pk}")
    assert "Xã Đại An" in told_her.title
    assert Notice.objects.filter(person__given_name="Lan", key__endswith=":teams").exists()
    assert AuditEvent.objects.filter(action="grant.succeeded").count() == 1


def test_who_held_a_role_in_two_places_holds_it_once(y_yen, hai_hau, admin, bich):
    soon = clock.today() + timedelta(days=30)
    grants.grant(bich, "commune_manager", unit=y_yen, by=None, valid_to=soon)
    grants.grant(bich, "commune_manager", unit=hai_hau, by=None)
    carried(*both(y_yen, hai_hau), by=admin)
    [held] = bich.grants.valid_on(clock.today())
    assert (held.unit.name, held.valid_to) == ("Xã Đại An", None)


def test_a_grant_that_ran_out_before_the_day_does_not_follow(y_yen, hai_hau, admin, bich):
    ended = clock.today() - timedelta(days=1)
    grants.grant(
        bich, "commune_manager", unit=y_yen, by=None, valid_from=long_ago(), valid_to=ended
    )
    carried(*both(y_yen, hai_hau), by=admin)
    assert bich.grants.count() == 1


def test_a_role_given_in_a_former_place_is_given_in_its_successor(
    province, y_yen, hai_hau, admin, bich
):
    carried(*both(y_yen, hai_hau), by=admin)
    # As whoever opened the page before the act has it.
    given = grants.grant(bich, "commune_manager", unit=y_yen, by=admin)
    assert given.unit == Unit.objects.get(name="Xã Đại An", valid_to=None)
    health = make_agency("Sở Y tế", "SYT", province)
    wanted = Wanted(health, "Sở Y tế và Dân số", "SYT")
    carried(wanted, by=admin, kind="rename", subject="agencies")
    given = grants.grant(bich, "agency_manager", agency=health, by=admin)
    assert (given.agency.name, given.agency.valid_to) == ("Sở Y tế và Dân số", None)


def test_the_head_of_a_village_heads_it_below_the_new_commune(village, y_yen, hai_hau, admin, hoa):
    grants.grant(hoa, "village_head", unit=village, by=None)
    carried(*both(y_yen, hai_hau), by=admin)
    [held] = hoa.grants.valid_on(clock.today())
    assert (held.unit.name, held.unit.parent.name) == ("Thôn An Hòa", "Xã Đại An")


def test_a_divided_commune_goes_by_its_main_part_and_is_an_estimate(
    verified, y_yen, admin, province, folded
):
    act = carried(
        Wanted(y_yen, "Xã Bắc Yên", weight=Decimal(30), is_main=False),
        Wanted(y_yen, "Xã Nam Yên", weight=Decimal(70)),
        by=admin,
        kind="split",
    )
    south = Unit.objects.get(name="Xã Nam Yên")
    y_yen.refresh_from_db()
    answer = succession.today(y_yen)
    assert (answer.unit, answer.estimated) == (south, True)
    folded()
    assert (heads(south), heads(Unit.objects.get(name="Xã Bắc Yên")), heads(province)) == (
        14,
        0,
        14,
    )
    rows = histories.of_units(carrying.read(act, now=clock.now())).rows
    assert [(row.name, row.is_estimated) for row in rows if row.is_old] == [("Xã Ý Yên", True)]


def test_the_largest_part_is_the_main_one_where_nobody_said(y_yen, admin):
    act = drafted(
        Wanted(y_yen, "Xã Bắc Yên", weight=Decimal(30)),
        Wanted(y_yen, "Xã Nam Yên", weight=Decimal(70)),
        by=admin,
    )
    assert act.lines.get(is_main=True).new_name == "Xã Nam Yên"


def test_a_village_moves_to_another_commune(village, team, y_yen, hai_hau, admin, lan):
    carried(Wanted(village, "Thôn An Hòa", parent="Xã Hải Hậu"), by=admin, kind="transfer")
    assert hai_hau.children.get().name == "Thôn An Hòa"
    assert y_yen.children.filter(valid_to=None).count() == 0
    assert list(Team.objects.within(hai_hau).filter(pk=team.pk)) == [team]


def test_a_new_name_carries_everything_on(team, y_yen, reviewer, admin):
    carried(Wanted(y_yen, "Phường Ý Yên", "13741"), by=admin, kind="rename")
    new = Unit.objects.get(name="Phường Ý Yên")
    assert (new.kind, new.origins.get().kind) == ("ward", "renamed")
    assert list(Team.objects.within(new)) == [team]


def test_the_old_name_is_found_in_the_search(y_yen, hai_hau, admin):
    carried(*both(y_yen, hai_hau), by=admin)
    [found] = search.formerly("hai hau")
    assert (found.unit.name, found.former_name) == ("Xã Đại An", "Xã Hải Hậu")
    assert search.find("hai hau") == []


def test_it_waits_for_its_day_and_may_be_called_off_until_then(y_yen, hai_hau, admin):
    day = clock.today() + timedelta(days=9)
    act = confirmed(*both(y_yen, hai_hau), by=admin, on=day)
    assert clock.local(Job.objects.get(kind=carrying.CARRY).due_at).date() == day
    y_yen.refresh_from_db()
    assert y_yen.valid_to is None
    assert drafting.discard(act, by=admin, now=clock.now())
    assert not drafting.discard(act, by=admin, now=clock.now())
    assert not carrying.carry_out(str(act.pk), 0, now=clock.now())
    assert not Unit.objects.named("Xã Đại An").exists()


def test_what_is_in_force_is_not_called_off(y_yen, hai_hau, admin):
    act = carried(*both(y_yen, hai_hau), by=admin)
    assert not drafting.discard(act, by=admin, now=clock.now())
    with pytest.raises(drafting.NotOpen):
        drafting.add(act, [Wanted(y_yen, "Xã Khác")])


def test_steps_done_twice_change_nothing(team, y_yen, hai_hau, admin, reviewer):
    act = confirmed(*both(y_yen, hai_hau), by=admin)
    for step in (0, 0, 1, 1):
        carrying.carry_out(str(act.pk), step, now=clock.now())
    carrying.carry_through(act, now=clock.now())
    assert reviewer.grants.count() == 2
    assert Unit.objects.named("Xã Đại An").count() == 1
    assert Notice.objects.filter(key=f"reorganisation:{act.pk}").count() == 1


def test_the_job_does_it_step_by_step(run_jobs, y_yen, hai_hau, admin, reviewer):
    act = confirmed(*both(y_yen, hai_hau), by=admin)
    run_jobs()
    act.refresh_from_db()
    job = Job.objects.get(kind=carrying.CARRY)
    assert (act.state, job.state, job.done_count) == ("in_force", "done", len(carrying.steps()))
    assert told(act)["Phân quyền chuyển sang nơi mới"] == 1


def test_what_cannot_be_any_more_gives_up_and_says_so(run_jobs, y_yen, hai_hau, admin):
    act = confirmed(*both(y_yen, hai_hau), by=admin)
    make_commune("Xã Đại An", province=y_yen.parent)
    run_jobs(may_fail=True)
    act.refresh_from_db()
    job = Job.objects.get(kind=carrying.CARRY)
    assert (act.state, job.state) == ("confirmed", "failed")
    assert "đang có sẵn" in job.error
    y_yen.refresh_from_db()
    assert y_yen.valid_to is None
    assert drafting.discard(act, by=admin, now=clock.now())


def faults(act):
    built = carrying.look(act).built
    return " ".join([*built.whole, *(words for said in built.faults.values() for words in said)])


def test_what_is_wrong_is_said_line_by_line(y_yen, hai_hau, village, admin):
    nam_dinh = make_commune("Phường Nam Định", province=y_yen.parent, code="13700")
    gone = make_commune("Xã Cũ", province=y_yen.parent, valid_to=clock.today() - timedelta(days=9))
    for wanted, said in [
        ([], "Chưa có dòng nào"),
        ([Wanted(y_yen, "Đại An")], "ghi cả loại"),
        ([Wanted(y_yen, "Thôn Đại An")], "không cùng cấp"),
        ([Wanted(y_yen, "Xã Đại An", weight=Decimal(40))], "cộng lại là 40%"),
        ([Wanted(y_yen, "Phường Nam Định")], "đang có sẵn"),
        ([Wanted(y_yen, "Xã Đại An", "13700")], "đã dùng cho nơi khác"),
        ([Wanted(gone, "Xã Đại An")], "không còn"),
        ([Wanted(village, "Thôn Một", parent="Xã Không Có")], "chưa rõ thuộc nơi nào"),
    ]:
        act = drafted(*wanted, by=admin)
        assert said in faults(act), said
        with pytest.raises(ActRefused):
            carrying.previewed(act, by=admin, now=clock.now())
    kept_on = drafted(
        Wanted(y_yen, "Phường Nam Định"), Wanted(nam_dinh, "Phường Nam Định", "13700"), by=admin
    )
    assert not faults(kept_on)


def test_two_acts_that_wait_do_not_end_the_same(y_yen, hai_hau, admin):
    confirmed(*both(y_yen, hai_hau), by=admin, on=clock.today() + timedelta(days=3))
    other = drafted(Wanted(y_yen, "Xã Khác"), by=admin)
    assert "đã có trong lần sắp xếp" in faults(other)


def test_what_changed_after_the_preview_is_looked_at_again(y_yen, hai_hau, admin):
    act = drafted(*both(y_yen, hai_hau), by=admin)
    carrying.previewed(act, by=admin, now=clock.now())
    drafting.add(act, [Wanted(hai_hau, "Xã Đại An", "14215")])
    assert act.state == "draft"
    assert not carrying.confirm(act, answers={}, by=admin, now=clock.now())


def test_the_preview_counts_what_follows_and_warns(team, y_yen, hai_hau, admin, reviewer):
    for commune in (y_yen, hai_hau):
        membership.open_team(f"Tổ {commune.name}", unit=commune, by=None, on=long_ago())
    make_agency("UBND Xã Ý Yên", "UB-1", y_yen)
    preview = carrying.look(drafted(*both(y_yen, hai_hau), by=admin))
    counts = {one.words: one.count for _label, effects in preview.parts for one in effects}
    assert counts["Thôn, xóm, tổ dân phố chuyển theo, giữ nguyên tên"] == 1
    assert counts["Phân quyền chuyển sang nơi mới"] == 1
    assert counts["Tổ công nghệ số cộng đồng đang hoạt động"] == 3
    warned = " ".join(one.words for one in preview.warnings)
    assert "hơn một tổ cấp xã" in warned
    assert "sắp xếp cơ quan riêng" in warned


def test_a_preview_costs_the_same_at_any_size(y_yen, admin, province):
    def cost(count, name):
        communes = [make_commune(f"Xã {name} {n}", province=province) for n in range(count)]
        for one in communes:
            make_village(commune=one)
        act = drafted(*(Wanted(one, f"Xã Chung {name}") for one in communes), by=admin)
        with CaptureQueriesContext(connection) as seen:
            carrying.look(act)
        return len(seen)

    assert cost(2, "Một") == cost(9, "Hai")


def test_constraints_hold(y_yen, admin):
    act = drafted(Wanted(y_yen, "Xã Đại An"), by=admin)
    office = make_agency("Sở A", "A", y_yen)
    for broken in (
        lambda: Reorganisation.objects.filter(pk=act.pk).update(document_no=""),
        lambda: Reorganisation.objects.filter(pk=act.pk).update(state="confirmed"),
        lambda: Reorganisation.objects.filter(pk=act.pk).update(
            state="undone", done_at=clock.now()
        ),
        lambda: act.lines.update(old_agency=office),
        lambda: act.lines.update(new_name=""),
        lambda: act.lines.update(weight=0),
        lambda: ReorganisationLine.objects.create(reorganisation=act, new_name="Xã A"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_sessions_stay_with_who_logged_them_when_the_name_is_the_same(
    verified, y_yen, hai_hau, admin
):
    carried(Wanted(y_yen, "Xã Ý Yên", "13741"), Wanted(hai_hau, "Xã Ý Yên"), by=admin)
    new = Unit.objects.get(name="Xã Ý Yên", valid_to=None)
    assert list(Session.objects.within(new)) == [verified]
