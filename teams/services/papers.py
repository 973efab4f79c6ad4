"""A session on paper: asked for, drawn by a job, fetched by whoever asked, gone after a day.

The page shows faces and names of a team. So the file is sealed, opens for whoever asked for it, and
goes at once where a photo is erased or somebody who stands on it removes all that is hers.
"""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from lms.audit import services as audit
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.users import sealing
from lms.users.models import User
from teams import policies
from teams.models import Evidence, Session, SessionPaper, TeamMembership
from teams.services import diary, evidence
from teams.services.orders import Order

PRINT = "teams.print_session"
KEPT_FOR = timedelta(days=1)


def order(session: Session, *, by: User, now: datetime) -> SessionPaper:
    """Have the page drawn; asked again, it is what is under way, or another try if that failed."""
    with transaction.atomic():
        # Two taps at once are one order.
        Session.objects.select_for_update().only("pk").get(pk=session.pk)
        before = newest(session, by=by, now=now)
        if before:
            if before.has_failed:
                jobs.retry(before.job, by=by)
            return before.file
        session.papers.filter(made_by=by).delete()
        paper = SessionPaper.objects.create(
            session=session, made_by=by, state=_state(session, by), created_at=now
        )
        jobs.add(PRINT, key=_key(paper), ids={"paper": str(paper.pk)}, requested_by=by)
        audit.record("session.print_asked", subject=session, actor=by, at=now)
    return paper


def newest(session: Session, *, by: User, now: datetime) -> Order[SessionPaper] | None:
    """This person's order, as long as it tells of the session as it is."""
    fresh = session.papers.filter(made_by=by, created_at__gt=now - KEPT_FOR)
    paper = fresh.order_by("-created_at").first()
    if paper is None or paper.state != _state(session, by):
        return None
    job = Job.objects.filter(key=_key(paper)).first()
    return Order(paper, job) if job else None


def fetch(session: Session, *, by: User, now: datetime) -> bytes | None:
    """The file for whoever asked for it; None once it is old in any way."""
    found = newest(session, by=by, now=now)
    if found is None or found.file.content is None:
        return None
    audit.record("session.print_fetched", subject=session, actor=by, at=now)
    return sealing.unseal_bytes(bytes(found.file.content))


def prepare(job: Job) -> bytes | None:
    """Draw it, with photos if whoever asked may see them; None where nobody wants it any more."""
    rows = SessionPaper.objects.select_related("made_by")
    paper = rows.filter(pk=job.ids["paper"], content=None).first()
    if paper is None:
        return None
    session = Session.objects.select_related(
        "team__unit__parent", "unit__parent", "submission", "logged_by", "reviewed_by"
    ).get(pk=paper.session_id)
    photos = evidence.of_session(session)
    may_see = policies.may_see_photos(paper.made_by, session)
    return sealing.seal_bytes(diary.draw(session, photos=photos if may_see else [], paper=paper))


def keep(job: Job, content: bytes | None) -> None:
    """Put the drawn page where it is fetched; nowhere, if it was dropped meanwhile."""
    if content is not None:
        SessionPaper.objects.filter(pk=job.ids["paper"], content=None).update(content=content)


def drop_of_person(user: User) -> None:
    """No page stays that names this person, or that she had made."""
    named = Q(logged_by=user) | Q(reviewed_by=user) | Q(helpers=user) | Q(papers__made_by=user)
    # The page has a place for the team's leader to sign, whoever logged.
    led = user.team_memberships.filter(role=TeamMembership.Role.LEADER)
    named |= Q(team__in=led.values("team"))
    sessions = Session.objects.filter(named, papers__isnull=False)
    SessionPaper.objects.filter(session__in=sessions.values("pk")).delete()


def forget_old(*, now: datetime) -> None:
    """What the night does: pages older than a day go."""
    SessionPaper.objects.filter(created_at__lte=now - KEPT_FOR).delete()


def _state(session: Session, by: User) -> str:
    """Changes with whatever the page tells, and with whether who asked may see faces."""
    photos = Evidence.objects.filter(session=session, state=Evidence.State.KEPT, dropped_at=None)
    decided = session.reviewed_at.timestamp() if session.reviewed_at else ""
    faces = policies.may_see_photos(by, session)
    told = (
        session.submission_id,
        session.status,
        decided,
        faces,
        *sorted(photos.values_list("pk")),
    )
    return hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()


def _key(paper: SessionPaper) -> str:
    return f"{PRINT}:{paper.pk}"
