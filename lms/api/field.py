"""What phones of a team ask and tell about sessions in the field."""

import dataclasses
import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import ValidationError

from lms.api import access, bodies, errors
from lms.api.errors import ApiError
from lms.api.field_schemas import (
    CentreOut,
    CodeOut,
    EntryOut,
    FieldOut,
    HereOut,
    MemberOut,
    PlanOut,
    PresentOut,
    SessionOut,
    SkillOut,
    SubmissionOut,
    SubmissionsIn,
    SubmissionsOut,
    TeamNameOut,
    TeamOut,
    TeamsOut,
)
from lms.common import clock, phones
from lms.places.models import Unit
from lms.sync.services import devices, team_phones
from lms.users import policies as users
from lms.users.http import second_factor_passed
from lms.users.models import User
from teams import policies
from teams.models import PlannedSession, Session, Team
from teams.models.entries import Entry
from teams.services import carrying, incoming, presence, session_form

MOST_SUBMISSIONS = 20
MOST_PRESENT = 300
PRIVATE = "no-store"
"""No browser keeps it. The phone's script does, for one person, and asks with the mark it has."""

router = Router()


@router.post("/submissions", response=SubmissionsOut)
def take_submissions(request: HttpRequest, response: HttpResponse) -> SubmissionsOut:
    """Take up to 20 session logs and answer each; the whole batch may be sent again."""
    person = access.signed_in(request)
    response["Cache-Control"] = "no-store"
    batch = _batch(request)
    if batch.person not in {None, person.public_id, *person.former_ids}:
        raise ApiError(409, "other_person", _("Buổi này của người khác dùng chung máy."))
    now = clock.now()
    old = devices.revoked_among(batch.submissions)
    found = incoming.receive(
        person, batch.submissions, sent_at=batch.sent_at, now=now, old_phones=old
    )
    # Of a trial nothing is kept, so not its phone either.
    real = incoming.real(batch.submissions)
    _hear_old(request, response, batch, person)
    devices.note_senders(real, user=person)
    _note_phone(request, person, devices.senders(real))
    outcomes = [SubmissionOut(**dataclasses.asdict(one), code=one.code) for one in found]
    return SubmissionsOut(outcomes=outcomes, now=now)


def _hear_old(
    request: HttpRequest, response: HttpResponse, batch: SubmissionsIn, person: User
) -> None:
    """Do what was said on an old phone without a line, and hear what it holds still."""
    phone = phones.of(request)
    if phone is None:
        return
    now = team_phones.take_wish(phone, by=person)
    if batch.unsent is not None and now.is_old:
        team_phones.take_count(now, batch.unsent, by=person, now=clock.now())
    phones.tell(response, now)


def _note_phone(request: HttpRequest, person: User, named: list[UUID]) -> None:
    """Remember what somebody logs with."""
    agent = request.headers.get("User-Agent", "")
    phone = phones.of(request)
    if phone is None or phone.id not in named or not phone.is_old:
        team_phones.note(named, user=person, label=team_phones.label_of(agent))


def _batch(request: HttpRequest) -> SubmissionsIn:
    try:
        batch = SubmissionsIn.model_validate(bodies.read_json(request))
    except ValidationError as error:
        raise errors.wrong_shape() from error
    if len(batch.submissions) > MOST_SUBMISSIONS:
        raise ApiError(413, "too_many", _("Mỗi lần gửi được nhiều nhất 20 buổi."))
    return batch


@router.get("/teams", response=TeamsOut)
def my_teams(request: HttpRequest, response: HttpResponse) -> TeamsOut:
    """The teams this person is in today."""
    person = _reader(request)
    response["Cache-Control"] = "no-store"
    places = policies.memberships_of(person).select_related("team").order_by("team__sort_key")
    named = [TeamNameOut(code=place.team.code, name=place.team.name) for place in places]
    return TeamsOut(teams=named)


@router.get("/teams/{code}", response=FieldOut)
def one_team(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    """What its members log with, and what became of it; 304 for a phone that has it."""
    person = _reader(request)
    team = Team.objects.filter(code=code).select_related("unit__parent").first()
    if team is None:
        raise errors.not_found()
    if not policies.may_log(person, team):
        raise ApiError(403, "not_member", _("Bà con không ở trong tổ này."))
    if (refused := _refuse_old(request)) is not None:
        return refused
    if phone := phones.of(request):
        agent = request.headers.get("User-Agent", "")
        team_phones.note([phone.id], user=person, label=team_phones.label_of(agent))
    told = _told(team, person)
    whole = f"{person.public_id} {told.model_dump_json()}"
    mark = f'"{hashlib.sha256(whole.encode()).hexdigest()[:32]}"'
    response["Cache-Control"], response["ETag"] = PRIVATE, mark
    if mark not in request.headers.get("If-None-Match", ""):
        return told
    same = HttpResponse(status=304)
    same["Cache-Control"], same["ETag"] = PRIVATE, mark
    return same


def _refuse_old(request: HttpRequest) -> HttpResponse | None:
    """An old phone gets no lists: without them it begins nothing, and sends what it holds."""
    phone = phones.of(request)
    if phone is None:
        return None
    now = team_phones.state_of(phone)
    if not now.is_old:
        return None
    said = _("Máy này đã thành máy cũ. Buổi đang giữ vẫn gửi được.")
    response = JsonResponse({"code": "old_phone", "message": said}, status=404)
    response["Cache-Control"] = PRIVATE
    phones.tell(response, now)
    return response


@router.get("/teams/{code}/present", response=PresentOut)
def present(
    request: HttpRequest, response: HttpResponse, code: str, day: str = "", nth: int = 0
) -> PresentOut:
    """Whoever says to be at the session that shows this code of the day."""
    person = _reader(request)
    response["Cache-Control"] = "no-store"
    team = Team.objects.filter(code=code).first()
    if team is None:
        raise errors.not_found()
    if not policies.may_log(person, team):
        raise ApiError(403, "not_member", _("Bà con không ở trong tổ này."))
    try:
        rows = presence.of_code(team, date.fromisoformat(day), min(max(nth, 0), presence.A_DAY))
    except ValueError:
        return PresentOut(people=[])
    people = [HereOut(id=str(row.pk), name=row.name) for row in rows[:MOST_PRESENT]]
    return PresentOut(people=people)


def _reader(request: HttpRequest) -> User:
    """Who asks; the phone gets what it needs to send, and names only after a second factor."""
    person = access.reader(request)
    get_token(request)
    if users.second_factor_due(person) and not second_factor_passed(request):
        raise ApiError(403, "second_factor", _("Mời đăng nhập hai lớp rồi xem."))
    return person


def _told(team: Team, person: User) -> FieldOut:
    carried = carrying.of_team(team, by=person, on=clock.today())
    is_village = team.unit.level == Unit.Level.VILLAGE
    commune = team.unit.parent if is_village and team.unit.parent else team.unit
    village = team.unit.name if is_village else ""
    return FieldOut(
        team=TeamOut(code=team.code, name=team.name, unit=commune.name, village=village),
        form_version=session_form.VERSION,
        types=[EntryOut(code=code, name=name) for code, name in Session.Type.choices],
        topics=_entries(carried.topics),
        skills=[SkillOut(topic=one.topic, step=one.step, name=one.name) for one in carried.skills],
        codes=[
            CodeOut(day=one.day, nth=one.nth, said=one.said, mark=one.mark) for one in carried.codes
        ],
        outcomes=_entries(carried.outcomes),
        usual_outcomes=carried.usual_outcomes,
        venue_kinds=_entries(carried.venue_kinds),
        difficulties=_entries(carried.difficulties),
        members=[MemberOut(id=one.public_id, name=str(one)) for one in carried.members],
        venues=carried.venues,
        sessions=[_session(one) for one in carried.sessions],
        plans=[_plan(one) for one in carried.plans],
        centres=[CentreOut(**dataclasses.asdict(one)) for one in carried.centres],
    )


def _entries(rows: list[Entry]) -> list[EntryOut]:
    return [EntryOut(code=one.code, name=one.name) for one in rows]


def _session(row: Session) -> SessionOut:
    return SessionOut(
        record_id=str(row.record_id),
        rev=row.latest_rev,
        status=row.status,
        receipt=row.latest.receipt_no,
        held_on=row.held_on,
        venue=row.venue,
        heads=row.heads_count,
        reason=row.reason,
        pending=row.pending_id is not None,
        type=row.type,
        start_time=f"{row.start_time:%H:%M}" if row.start_time else "",
        topics=sorted(topic.code for topic in row.topics.all()),
    )


def _plan(row: PlannedSession) -> PlanOut:
    return PlanOut(
        id=str(row.pk),
        held_on=row.planned_on,
        start_time=f"{row.starts_at:%H:%M}",
        duration_min=row.duration_minutes,
        type=row.type,
        venue=row.venue,
        topics=[row.topic.code],
        expected=row.expected,  # type: ignore[attr-defined]  # annotated
    )


@router.api_operation(["PUT", "PATCH", "DELETE", "GET"], "/submissions", include_in_schema=False)
def submissions_otherwise(request: HttpRequest) -> None:  # noqa: ARG001 (found by its name)
    raise errors.wrong_method()


@router.api_operation(["PUT", "PATCH", "DELETE", "POST"], "/teams", include_in_schema=False)
def teams_otherwise(request: HttpRequest) -> None:  # noqa: ARG001 (found by its name)
    raise errors.wrong_method()


@router.api_operation(["PUT", "PATCH", "DELETE", "POST"], "/teams/{code}", include_in_schema=False)
def team_otherwise(request: HttpRequest, code: str) -> None:  # noqa: ARG001 (found by its name)
    raise errors.wrong_method()


@router.api_operation(
    ["PUT", "PATCH", "DELETE", "POST"], "/teams/{code}/present", include_in_schema=False
)
def present_otherwise(request: HttpRequest, code: str) -> None:  # noqa: ARG001 (found by its name)
    raise errors.wrong_method()
