"""Home visits: asked for by a resident, answered by her team, by the commune when it does not.

Each step is a conditional update of the row, so two people who answer at once give one answer.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from lms.audit import services as audit
from lms.common import clock, text
from lms.notifications import inbox
from lms.places.models import Unit
from lms.places.services import succession
from lms.users.models import RoleGrant, User
from teams.models import Team, TeamMembership, Topic, VisitRequest
from teams.services import visit_traces
from teams.services.coming import Who

ANSWERED_WITHIN = timedelta(days=3)
MOST_OPEN = 3
"""Requests one number or one phone may have open."""
Status = VisitRequest.Status
LEADING = (TeamMembership.Role.LEADER, TeamMembership.Role.DEPUTY)
LOOKING_AFTER = (RoleGrant.Role.COMMUNE_MANAGER, RoleGrant.Role.COMMUNE_REVIEWER)


class TooMany(Exception):
    """This number, or this phone, waits for enough visits already."""


class NotInTeam(Exception):
    """Who is to go is not in the team on that day, or there is no team any more."""


@dataclass(frozen=True)
class Wish:
    """What a resident asks for."""

    what: str
    number: str
    topic: Topic | None = None
    on: date | None = None
    part: str = VisitRequest.Part.ANY
    name: str = ""
    where: str = ""


def ask(unit: Unit, wish: Wish, who: Who, *, now: datetime) -> VisitRequest:
    """A request to the team of a village or, where there is none, to its commune.

    Raises TooMany.
    """
    same = Q(number=wish.number) | who.own
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        if VisitRequest.objects.open().filter(same).count() >= MOST_OPEN:
            raise TooMany
        team = Team.objects.working_on(clock.local(now).date()).at(unit).first()
        request = VisitRequest.objects.create(
            unit=unit,
            team=team,
            topic=wish.topic,
            what=text.nfc(wish.what),
            wished_on=wish.on,
            wished_part=wish.part,
            name=text.nfc(wish.name),
            number=wish.number,
            where=text.nfc(wish.where),
            person=who.person,
            phone_mark="" if who.person else who.phone_mark,
            asked_at=now,
            waiting_since=now,
            with_commune_since=None if team else now,
        )
        audit.record("visit.asked", subject=request, actor=who.person, at=now)
        _tell_who_answers(request, now=now)
    return request


def promise(
    request: VisitRequest,
    visitor: User,
    *,
    on: date,
    at: time | None,
    by: User,
    now: datetime,
) -> bool:
    """Say who comes and when, or say it anew; the resident reads it. Raises NotInTeam."""
    team = request.team
    if team is None or team.is_over_on(on):
        raise NotInTeam
    if not team.memberships.valid_on(on).filter(person=visitor).exists():
        raise NotInTeam
    changed = _answer(
        request,
        {Status.WAITING, Status.ACCEPTED},
        "visit.promised",
        by=by,
        now=now,
        status=Status.ACCEPTED,
        visitor=visitor,
        visit_on=on,
        visit_at=at,
        reason="",
        with_commune_since=None,
    )
    if changed:
        day = f"{at:%H:%M} ngày {on:%d/%m/%Y}" if at else f"ngày {on:%d/%m/%Y}"
        _tell_resident(request, "Đã có người hẹn đến giúp", f"{visitor}, {day}.", now=now)
        if visitor != by:
            _tell([visitor.pk], request, "Có hẹn đến giúp bà con", day, now=now, url=_page(request))
    return changed


def decline(request: VisitRequest, *, reason: str, by: User, now: datetime) -> bool:
    """Say why nobody can come."""
    changed = _answer(
        request,
        {Status.WAITING, Status.ACCEPTED},
        "visit.declined",
        by=by,
        now=now,
        status=Status.DECLINED,
        reason=text.nfc(reason),
        closed_at=now,
    )
    if changed:
        _tell_resident(request, "Chưa đến giúp được", request.reason, now=now)
    return changed


def done(request: VisitRequest, *, by: User, now: datetime) -> bool:
    """The visit took place."""
    return _answer(
        request, {Status.ACCEPTED}, "visit.done", by=by, now=now, status=Status.DONE, closed_at=now
    )


def take_up(request: VisitRequest, *, by: User, now: datetime) -> bool:
    """Undo: a declined request waits again, one that was called done is due again."""
    was_done = request.status == Status.DONE
    changed = _answer(
        request,
        {Status.DECLINED, Status.DONE},
        "visit.taken_up",
        by=by,
        now=now,
        status=Status.ACCEPTED if was_done else Status.WAITING,
        waiting_since=now,
        reason="",
        closed_at=None,
    )
    if changed and not was_done:
        _tell_resident(request, "Lời nhờ giúp đang được xem lại", "", now=now)
    return changed


def pass_on(request: VisitRequest, *, by: User, now: datetime) -> bool:
    """The team cannot, so the commune is asked; the resident keeps waiting."""
    was_promised = request.status == Status.ACCEPTED
    changed = _answer(
        request,
        {Status.WAITING, Status.ACCEPTED},
        "visit.passed_on",
        by=by,
        now=now,
        status=Status.WAITING,
        visitor=None,
        visit_on=None,
        visit_at=None,
        waiting_since=now,
        with_commune_since=now,
    )
    if changed:
        _tell_who_answers(request, now=now)
        if was_promised:
            _tell_handed_over(request, None, now=now)
    return changed


def give_to(
    request: VisitRequest, team: Team, *, by: User, now: datetime, since: datetime | None = None
) -> bool:
    """The commune has a team of its own answer; its three days begin now, or began then."""
    changed = _answer(
        request,
        {Status.WAITING},
        "visit.given",
        by=by,
        now=now,
        team=team,
        waiting_since=since or now,
        with_commune_since=None,
    )
    if changed:
        _tell_who_answers(request, now=now)
    return changed


def hand_over(person: User, team: Team, *, by: User | None, now: datetime) -> list[dict[str, Any]]:
    """What somebody who left the team promised is its leader's now, or waits again.

    Each as it takes to give it back.
    """
    leading = team.memberships.open().filter(role=TeamMembership.Role.LEADER)
    leader = leading.select_related("person").first()
    promised = VisitRequest.objects.filter(team=team, visitor=person, status=Status.ACCEPTED)
    given: list[dict[str, Any]] = []
    for request in promised.select_related("topic", "unit", "team"):
        with transaction.atomic():
            rows = promised.filter(pk=request.pk)
            if leader:
                done = rows.update(visitor=leader.person_id)
            else:
                done = rows.update(
                    status=Status.WAITING,
                    visitor=None,
                    visit_on=None,
                    visit_at=None,
                    waiting_since=now,
                )
            if not done:
                continue
            given.append(promise_kept(request, to=leader.person_id if leader else None))
            audit.record("visit.handed_over", subject=request, actor=by, at=now)
            _tell_handed_over(request, leader, now=now)
            if leader:
                title = "Nhận hẹn đến giúp của người vừa thôi ở tổ"
                _tell([leader.person_id], request, title, "", now=now, url=_page(request))
    return given


def promise_kept(request: VisitRequest, *, to: int | None) -> dict[str, Any]:
    """Who had promised it and when, and whose it is now: so that it can be given back."""
    return {
        "id": str(request.pk),
        "visitor": request.visitor_id,
        "on": request.visit_on.isoformat() if request.visit_on else "",
        "at": request.visit_at.isoformat() if request.visit_at else "",
        "since": request.waiting_since.isoformat(),
        "to": to,
    }


def hand_back(kept: dict[str, Any], team: Team, *, by: User, now: datetime) -> bool:
    """Undo `hand_over` of one: hers again, unless it has been answered anew since."""
    rows = VisitRequest.objects.filter(pk=kept["id"], team=team, forgotten_at=None)
    request = rows.select_related("topic", "unit").first()
    visitor = User.objects.filter(pk=kept["visitor"], is_active=True).first()
    if request is None or visitor is None or request.visitor_id != kept["to"]:
        return False
    on = date.fromisoformat(kept["on"])
    at = time.fromisoformat(kept["at"]) if kept["at"] else None
    said = (request.visit_on, request.visit_at)
    is_moved = request.status == Status.ACCEPTED and said != (on, at)
    if is_moved or request.status not in {Status.WAITING, Status.ACCEPTED}:
        return False
    if request.with_commune_since:
        return False
    request.team = team
    try:
        return promise(request, visitor, on=on, at=at, by=by, now=now)
    except NotInTeam:
        return False


def withdraw(request: VisitRequest, *, who: Who, now: datetime) -> bool:
    """The resident needs it no more; what named her goes at once."""
    with transaction.atomic():
        rows = VisitRequest.objects.open().filter(who.own, pk=request.pk)
        if not rows.update(
            status=Status.WITHDRAWN,
            closed_at=now,
            forgotten_at=now,
            **visit_traces.forgotten(),
        ):
            return False
        if request.person_id:
            visit_traces.untell(request.pk, request.person_id)
        audit.record("visit.withdrawn", subject=request, actor=who.person, at=now)
        if request.visitor_id and request.status == Status.ACCEPTED:
            title = "Bà con không cần đến giúp nữa"
            _tell([request.visitor_id], request, title, "", now=now, url=_page(request))
    return True


def send_up(*, now: datetime) -> int:
    """Have the communes asked what their teams left unanswered for three days; how many.

    A team whose time is over is not waited for.
    """
    over = Q(team__valid_to__lt=clock.local(now).date())
    late = VisitRequest.objects.waiting().filter(
        over | Q(waiting_since__lte=now - ANSWERED_WITHIN), with_commune_since=None
    )
    count = 0
    for request in late.select_related("unit", "team").order_by("pk")[:500]:
        with transaction.atomic():
            rows = VisitRequest.objects.waiting().filter(pk=request.pk, with_commune_since=None)
            if rows.update(with_commune_since=now):
                request.with_commune_since = now
                audit.record("visit.sent_up", subject=request, actor=None, at=now)
                _tell_who_answers(request, now=now)
                count += 1
    return count


def _answer(
    request: VisitRequest,
    among: set[Status],
    action: str,
    *,
    by: User,
    now: datetime,
    **fields: object,
) -> bool:
    """Write an answer over the state it was given for; true only for the call that did."""
    with transaction.atomic():
        rows = VisitRequest.objects.filter(pk=request.pk, status=request.status, forgotten_at=None)
        if request.status not in among:
            return False
        if not rows.update(answered_by=by, answered_at=now, **fields):
            return False
        audit.record(action, subject=request, actor=by, at=now)
    request.refresh_from_db()
    return True


def _tell_who_answers(request: VisitRequest, *, now: datetime) -> None:
    """The team's leaders, or those who look after the commune."""
    if request.with_commune_since is None and request.team:
        leading = request.team.memberships.valid_on(clock.local(now).date())
        people = list(leading.filter(role__in=LEADING).values_list("person_id", flat=True))
        title = "Bà con nhờ đến giúp tại nhà"
    else:
        people = _of_commune(request.unit, on=clock.local(now).date())
        title = "Lời nhờ giúp tại nhà chưa có người trả lời"
    body = request.topic.name if request.topic else ""
    _tell(people, request, title, body, now=now, url=_page(request))


def _of_commune(unit: Unit, *, on: date) -> list[int]:
    commune = _commune_today(unit)
    grants = RoleGrant.objects.filter(role__in=LOOKING_AFTER, unit=commune).valid_on(on)
    return list(grants.values_list("person_id", flat=True).distinct())


def _page(request: VisitRequest) -> str:
    if request.with_commune_since is None and request.team:
        return f"/to/{request.team.code}/hen/{request.pk}/"
    return f"/xa/{_commune_today(request.unit).code}/hen/"


def _commune_today(unit: Unit) -> Unit:
    """The commune it was asked in, or what stands for it since."""
    commune = unit.parent if unit.level == Unit.Level.VILLAGE and unit.parent else unit
    return succession.standing(commune)


def _tell_handed_over(
    request: VisitRequest, leader: TeamMembership | None, *, now: datetime
) -> None:
    """Whoever opens her door should know who comes, or that nobody does for now."""
    if leader is None:
        who = "Xã" if request.with_commune_since else "Tổ"
        words = f"{who} đang tìm người khác."
        _tell_resident(request, "Lịch hẹn đến giúp tạm hoãn", words, now=now)
        return
    day = f"ngày {request.visit_on:%d/%m/%Y}"
    _tell_resident(request, "Người khác của tổ đến giúp", f"{leader.person}, {day}.", now=now)


def _tell_resident(request: VisitRequest, title: str, body: str, *, now: datetime) -> None:
    if request.person_id:
        _tell([request.person_id], request, title, body, now=now, url="/lich/hen/cua-toi/")


def _tell(
    people: list[int], request: VisitRequest, title: str, body: str, *, now: datetime, url: str
) -> None:
    key = f"{visit_traces.told_under(request.pk)}{int(now.timestamp() * 1000)}"
    inbox.tell(people, key=key, title=title, body=body, url=url, now=now)
