"""What was hard and what residents said: raised from sessions, routed, answered, told back.

Where it goes is data: each kind of difficulty says who answers and within how many days. Only what
a reviewer has confirmed raises anything, and what a session no longer says is dropped unless
somebody has worked on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses import policies as courses
from courses.models import Course
from lms.audit import services as audit
from lms.common import clock, text
from lms.notifications import inbox
from lms.places.models import UnitLineage
from lms.places.services import succession
from lms.users.models import Agency, RoleGrant, User
from teams import feedback_policies as policies
from teams.models import Difficulty, Feedback, FeedbackStep, Session, Team, Whom
from teams.services import projecting

USUAL_DAYS = 7
MOST_AT_ONCE = 200
Act, Category, Status = FeedbackStep.Act, Feedback.Category, Feedback.Status
DONE = {Act.ANSWERED: Status.ANSWERED, Act.CLOSED: Status.CLOSED, Act.REOPENED: Status.OPEN}
FROM = {
    Act.ANSWERED: (Status.OPEN,),
    Act.CLOSED: (Status.OPEN, Status.ANSWERED),
    Act.REOPENED: (Status.ANSWERED, Status.CLOSED),
}


class NotYours(Exception):
    """It is addressed to somebody else."""


class WordsMissing(Exception):
    """Nothing is answered, passed on or closed without words."""


class NobodyThere(Exception):
    """Whom it should go to is nobody: no such agency, no course behind it."""


@dataclass(frozen=True)
class Address:
    """Who is to answer."""

    whom: str
    agency: Agency | None = None
    course: Course | None = None


def raise_from(session: Session, *, now: datetime) -> int:
    """Raise what a confirmed session says, drop what it no longer says; how many are new.

    Told twice it raises nothing more.
    """
    wanted = _told(session, now=now)
    known = {_key(one): one for one in session.feedback.all()}
    fresh = [one for one in wanted if _key(one) not in known]
    for one in wanted:
        if (row := known.pop(_key(one), None)) and row.status in {Status.DROPPED, Status.OPEN}:
            said = {"status": Status.OPEN, "text": one.text}
            # Not over an answer that somebody gives at this very moment.
            known_as = Feedback.objects.filter(pk=row.pk, status=row.status)
            known_as.exclude(**said).update(**said)
    untouched = Feedback.objects.open().filter(pk__in=[row.pk for row in known.values()])
    untouched.filter(steps=None).update(status=Status.DROPPED)
    Feedback.objects.bulk_create(fresh, ignore_conflicts=True)
    for one in fresh:
        _call(one, now=now)
    return len(fresh)


def log(
    team: Team,
    *,
    by: User,
    said: str,
    kind: Difficulty | None = None,
    resident: User | None = None,
    now: datetime,
) -> Feedback:
    """Write down what somebody told the team outside a session; raises NotYours, WordsMissing."""
    if not policies.may_raise(by, team):
        raise NotYours
    if not text.nfc(said):
        raise WordsMissing
    today = clock.local(now).date()
    item = Feedback(
        category=Category.DIFFICULTY if kind else Category.SAID,
        kind=kind,
        text=text.nfc(said)[:500],
        team=team,
        unit=projecting.unit_on(team, today),
        raised_by=by,
        resident=resident,
        raised_on=today,
        created_at=now,
        **_route(kind, None, today),
    )
    with transaction.atomic():
        item.save(force_insert=True)
        audit.record("feedback.raised", subject=item, actor=by, at=now, whom=item.whom)
        _call(item, now=now)
    return item


def answer(item: Feedback, *, by: User, words: str, alike: bool = False, now: datetime) -> int:
    """Answer it, and on wish all of its kind that wait in the same place; how many were."""
    others = alike_to(item).exclude(raised_by=by).exclude(pk=item.pk).order_by("due_on", "pk")
    rows = others.select_related("team", "unit__parent", "kind", "course")
    done = 0
    with transaction.atomic():
        # The asked one first, however many wait beside it; then those due the longest.
        for one in [item, *(rows[: MOST_AT_ONCE - 1] if alike else ())]:
            done += _do(one, Act.ANSWERED, by=by, words=words, now=now)
    return done


def alike_to(item: Feedback) -> Any:
    """Those of the same kind that wait for the same to answer, this one among them."""
    rows = (
        Feedback.objects.live()
        .open()
        .filter(kind=item.kind, category=item.category, whom=item.whom)
    )
    if item.kind_id is None:
        return rows.filter(pk=item.pk)
    if item.whom == Whom.COMMUNE:
        place = succession.standing(policies.commune_of(item))
        lines = UnitLineage.objects.filter(later__path__startswith=place.path)
        return rows.filter(unit__in=lines.values("earlier"))
    return rows.filter(agency=item.agency_id, course=item.course_id)


def close(item: Feedback, *, by: User, words: str, now: datetime) -> bool:
    """Close it, with a reason; true only for the call that did."""
    return _do(item, Act.CLOSED, by=by, words=words, now=now)


def reopen(item: Feedback, *, by: User, words: str = "", now: datetime) -> bool:
    """Have it wait again: an answer that was wrong, or one that did not help."""
    return _do(item, Act.REOPENED, by=by, words=words, now=now, is_wordless=True)


def pass_on(item: Feedback, *, to: Address, by: User, words: str, now: datetime) -> bool:
    """Address it to somebody else, with a reason; true only for the call that did."""
    if not policies.may_answer(by, item):
        raise NotYours
    if not text.nfc(words):
        raise WordsMissing
    if (to.whom == Whom.AGENCY and to.agency is None) or (to.whom == Whom.AUTHOR and not to.course):
        raise NobodyThere
    # Whose course it is about stays known, whoever answers.
    return _pass(item, replace(to, course=to.course or item.course), by=by, words=words, now=now)


def _pass(item: Feedback, to: Address, *, by: User | None, words: str, now: datetime) -> bool:
    came_from = {
        "whom": item.whom,
        "agency": str(item.agency_id or ""),
        "course": item.course_id,
        "due_on": item.due_on.isoformat(),
    }
    with transaction.atomic():
        if not _address(item, to, due_on=_due(clock.local(now).date())):
            return False
        _note(item, Act.PASSED, by=by, words=words, now=now, came_from=came_from)
        audit.record("feedback.passed", subject=item, actor=by, at=now, whom=to.whom)
        _call(item, now=now)
    return True


def send_on(*, now: datetime) -> int:
    """Have what waits at a closed agency answered above it, or by the commune; how many."""
    today = clock.local(now).date()
    stuck = Feedback.objects.open().filter(agency__valid_to__lt=today, whom=Whom.AGENCY)
    rows = stuck.select_related("agency", "course").order_by("due_on", "pk")[:MOST_AT_ONCE]
    return sum(
        _pass(one, _above(one, today), by=None, words=_("Nơi trả lời trước đã giải thể."), now=now)
        for one in rows
    )


def _above(item: Feedback, today: date) -> Address:
    """The nearest agency above that is at work; without any the commune it came from."""
    agency = item.agency
    while agency and agency.valid_to and agency.valid_to < today:
        agency = agency.parent
    whom = Whom.AGENCY if agency else Whom.COMMUNE
    return Address(whom.value, agency, item.course)


def may_take_back(item: Feedback, user: User) -> bool:
    """Whoever passed it on, as long as nobody has done anything since."""
    last = item.steps.last()
    is_own = last is not None and last.act == Act.PASSED and last.by_id == user.pk
    return is_own and item.status == Status.OPEN


def take_back(item: Feedback, *, by: User, now: datetime) -> bool:
    """Undo passing it on; true only for the call that did."""
    last = item.steps.last()
    if last is None or not may_take_back(item, by):
        raise NotYours
    was = last.came_from
    before = Address(
        was["whom"],
        _agency(was["agency"]),
        Course.objects.filter(pk=was["course"]).first(),
    )
    # Steps of before this was kept say nothing of the day.
    due_on = date.fromisoformat(was["due_on"]) if "due_on" in was else item.due_on
    with transaction.atomic():
        if not _address(item, before, due_on=due_on):
            return False
        last.delete()
        audit.record("feedback.taken_back", subject=item, actor=by, at=now, whom=before.whom)
    return True


def _agency(key: str) -> Agency | None:
    return Agency.objects.filter(pk=key).first() if key else None


def _told(session: Session, *, now: datetime) -> list[Feedback]:
    """All that a session says today, not saved."""
    kinds = session.difficulties.select_related("agency").order_by("position", "name")
    said: list[tuple[str, Difficulty | None, str]] = [
        *((Category.DIFFICULTY, kind, "") for kind in kinds),
        (Category.DIFFICULTY, None, session.difficulty_note),
        (Category.SAID, None, session.feedback_said),
    ]
    course, today = _course_of(session), clock.local(now).date()
    return [
        Feedback(
            category=category,
            kind=kind,
            text=words,
            session=session,
            team=session.team,
            unit=session.unit,
            raised_by=session.logged_by,
            raised_on=min(session.held_on, today),
            created_at=now,
            **_route(kind, course, today),
        )
        for category, kind, words in said
        if kind or words
    ]


def _key(item: Feedback) -> tuple[str, str | None]:
    return item.category, item.kind_id


def _course_of(session: Session) -> Course | None:
    """The course of what was taught, where it is one."""
    courses_taught = {topic.course for topic in session.topics.select_related("course")}
    courses_taught.discard(None)
    return courses_taught.pop() if len(courses_taught) == 1 else None


def _route(kind: Difficulty | None, course: Course | None, today: date) -> dict[str, Any]:
    """Where it goes first; it stays with the commune where no author or agency is there for it."""
    whom = kind.goes_to if kind else Whom.COMMUNE.value
    closed_on = kind.agency.valid_to if kind and kind.agency else None
    is_gone = whom == Whom.AGENCY and closed_on is not None and closed_on < today
    if is_gone or (whom == Whom.AUTHOR and course is None):
        whom = Whom.COMMUNE.value
    return {
        "whom": whom,
        "agency": kind.agency if kind and whom == Whom.AGENCY else None,
        "course": course,
        "due_on": _due(today, kind.answer_days if kind else USUAL_DAYS),
    }


def _due(today: date, days: int = USUAL_DAYS) -> date:
    return today + timedelta(days=days)


def _address(item: Feedback, to: Address, *, due_on: date) -> bool:
    columns: dict[str, Any] = {
        "whom": to.whom,
        "agency": to.agency if to.whom == Whom.AGENCY else None,
        "course": to.course,
        "due_on": due_on,
    }
    rows = Feedback.objects.open().filter(pk=item.pk, whom=item.whom, agency=item.agency_id)
    if not rows.update(**columns):
        return False
    for name, value in columns.items():
        setattr(item, name, value)
    return True


def _do(
    item: Feedback,
    act: FeedbackStep.Act,
    *,
    by: User,
    words: str,
    now: datetime,
    is_wordless: bool = False,
) -> bool:
    if not policies.may_answer(by, item):
        raise NotYours
    said = text.nfc(words)[:1000]
    if not said and not is_wordless:
        raise WordsMissing
    changes: dict[str, str] = {"status": DONE[act]}
    if act == Act.ANSWERED:
        changes["answer"] = said
    with transaction.atomic():
        if not Feedback.objects.filter(pk=item.pk, status__in=FROM[act]).update(**changes):
            return False
        step = _note(item, act, by=by, words=said, now=now)
        audit.record(f"feedback.{act.value}", subject=item, actor=by, at=now)
        _tell(item, step, now=now)
    return True


def _note(
    item: Feedback, act: str, *, by: User | None, words: str, now: datetime, **more: Any
) -> FeedbackStep:
    return FeedbackStep.objects.create(
        feedback=item, act=act, note=text.nfc(words)[:1000], by=by, at=now, **more
    )


TITLES = {
    Act.ANSWERED: "Có trả lời: %(title)s",
    Act.CLOSED: "Đã đóng: %(title)s",
    Act.REOPENED: "Xem lại câu trả lời: %(title)s",
}


def _tell(item: Feedback, step: FeedbackStep, *, now: datetime) -> None:
    """Back to whoever raised it, the team's leader, and who said it if that person agreed."""
    leaders = item.team.memberships.open().filter(role="leader").values_list("person", flat=True)
    inbox.tell(
        {*leaders, item.raised_by_id} | ({item.resident_id} if item.resident_id else set()),
        key=f"feedback:{step.pk}",
        title=_(TITLES[Act(step.act)]) % {"title": item.title},
        body=step.note or _("Câu trả lời trước được xem lại. Có câu mới thì báo tiếp."),
        url=item.get_absolute_url(),
        now=now,
    )


def _call(item: Feedback, *, now: datetime) -> None:
    """Tell those it was addressed to that something waits, once a day; a commune sees it daily."""
    today = clock.local(now).date()
    if item.whom == Whom.AGENCY:
        people = _holders([RoleGrant.Role.AGENCY_MANAGER], today, agency=item.agency)
        place = f"agency:{item.agency_id}"
    elif item.whom == Whom.AUTHOR and item.course:
        kind, section = courses.scope_of(item.course.section)
        people = _holders(courses.WRITERS, today, scope_kind=kind, scope_id=section)
        place = f"section:{section}"
    else:
        return
    inbox.tell(
        people,
        key=f"feedback:waits:{place}:{today.isoformat()}",
        title=_("Có điểm nghẽn mới chờ trả lời"),
        body=_("Tổ công nghệ số chuyển tới. Mở ra xem và trả lời đúng hạn."),
        url="/diem-nghen/",
        now=now,
    )


def _holders(roles: Iterable[str], today: date, **scope: Any) -> set[int]:
    grants = RoleGrant.objects.filter(role__in=[*roles], **scope).valid_on(today)
    return {*grants.values_list("person_id", flat=True)}
