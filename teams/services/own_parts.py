"""What this app keeps about a person: places in teams, sessions logged and looked at.

A name of somebody who came to a session is no account of ours and is taken out by `names.forget`; a
line that was tied to an account, by a card or by somebody of the team, goes with it.
"""

from typing import Any

from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.users.models import User
from lms.users.services import merging, personal
from teams.models import (
    Attendance,
    AttendanceTie,
    Feedback,
    FeedbackStep,
    FieldSubmission,
    QuarantinedSubmission,
    Session,
    TeamMembership,
    TrialLog,
)
from teams.services import membership, names, papers, presence, team_rosters


def register() -> None:
    """Announce the parts; called once, from `AppConfig.ready`."""
    personal.register_part(
        "teams",
        label=gettext_lazy("Tổ công nghệ số cộng đồng"),
        export=_places,
        erase=_leave,
        describe=_say_places,
        stays=gettext_lazy("Thời gian ở trong tổ, không kèm tên, để số liệu của tổ còn đúng."),
    )
    personal.register_part(
        "sessions",
        label=gettext_lazy("Buổi hướng dẫn đã ghi, đã duyệt"),
        export=_sessions,
        erase=_forget_senders,
        describe=_say_sessions,
        stays=gettext_lazy("Các buổi đã ghi và số người đến, không kèm tên người ghi."),
    )
    personal.register_part(
        "feedback",
        label=gettext_lazy("Điều đã phản ánh qua tổ"),
        export=_said,
        erase=_forget_said,
        describe=_say_said,
        stays=gettext_lazy("Nội dung phản ánh và câu trả lời, không kèm tên."),
    )
    personal.register_part(
        "attendance",
        label=gettext_lazy("Buổi hướng dẫn đã dự"),
        export=_attended,
        erase=_forget_attended,
        describe=_say_attended,
        stays=gettext_lazy("Số người đến của buổi, không kèm tên."),
    )
    merging.register_merge("teams", _take_over)


def _places(user: User) -> list[dict[str, Any]]:
    rows = user.team_memberships.select_related("team").order_by("valid_from", "pk")
    return [
        {
            "team": place.team.name,
            "role": place.get_role_display(),
            "organisation": place.organisation,
            "households": place.households_count,
            "valid_from": place.valid_from,
            "valid_to": place.valid_to,
        }
        for place in rows
    ]


def _say_places(user: User) -> list[str]:
    rows = user.team_memberships.select_related("team").order_by("valid_from", "pk")
    return [
        _("%(role)s, %(team)s, từ %(day)s")
        % {
            "role": place.get_role_display(),
            "team": place.team.name,
            "day": date_format(place.valid_from, "d/m/Y"),
        }
        for place in rows
    ]


def _leave(user: User) -> None:
    for place in user.team_memberships.filter(valid_to=None):
        membership.leave(place, on=clock.today(), by=None, now=clock.now())
    user.team_memberships.update(organisation="")
    team_rosters.forget_person(user)


def _sessions(user: User) -> dict[str, Any]:
    rows = Session.objects.select_related("team", "venue_kind").prefetch_related("difficulties")
    logged = rows.filter(logged_by=user).order_by("held_on", "pk")
    helped = rows.filter(helpers=user).order_by("held_on", "pk")
    reviewed = rows.filter(reviewed_by=user).order_by("reviewed_at", "pk")
    aside = QuarantinedSubmission.objects.filter(submitter=user).order_by("received_at", "pk")
    sent = FieldSubmission.objects.filter(submitter=user).order_by("received_at", "pk")
    return {
        "logged": [_about(session) for session in logged],
        "helped": [_about(session) for session in helped],
        "reviewed": [
            {**_about(session), "reviewed_at": session.reviewed_at, "reason": session.reason}
            for session in reviewed
        ],
        "sent": [
            *map(dict, sent.values("receipt_no", "rev", "device", "captured_at", "received_at"))
        ],
        "tried": [*map(dict, TrialLog.objects.filter(submitter=user).values("received_at"))],
        "set_aside": [*map(dict, aside.values("received_at", "reason", "errors", "body"))],
    }


def _about(session: Session) -> dict[str, Any]:
    return {
        "team": session.team.name,
        "held_on": session.held_on,
        "type": session.get_type_display(),
        "start_time": session.start_time,
        "duration_minutes": session.duration_minutes,
        "venue": session.venue,
        "venue_kind": session.venue_kind.name if session.venue_kind else "",
        "heads_count": session.heads_count,
        "devices_count": session.devices_count,
        "difficulties": [one.name for one in session.difficulties.all()],
        "difficulty_note": session.difficulty_note,
        "feedback_said": session.feedback_said,
        "consent_taken": session.consent_taken,
        "note": session.note,
        "place": f"{session.latitude}, {session.longitude}" if session.latitude else "",
        "status": session.get_status_display(),
    }


def _say_sessions(user: User) -> list[str]:
    said = []
    if logged := Session.objects.filter(logged_by=user).count():
        said.append(_("Đã ghi %(total)s buổi") % {"total": logged})
    if helped := user.helped_sessions.count():
        said.append(_("Đã tham gia hướng dẫn %(total)s buổi") % {"total": helped})
    if reviewed := Session.objects.filter(reviewed_by=user).count():
        said.append(_("Đã duyệt %(total)s buổi") % {"total": reviewed})
    return said


def _said(user: User) -> list[dict[str, Any]]:
    rows = Feedback.objects.filter(resident=user).order_by("created_at", "pk")
    return [*map(dict, rows.values("text", "raised_on", "status", "answer"))]


def _forget_said(user: User) -> None:
    """What was said stays with the commune; that this person said it does not."""
    Feedback.objects.filter(resident=user).update(resident=None)


def _say_said(user: User) -> list[str]:
    said = Feedback.objects.filter(resident=user).count()
    return [_("Đã phản ánh %(total)s điều qua tổ") % {"total": said}] if said else []


def _forget_senders(user: User) -> None:
    """The sessions stay and point at a row without a name; what led to a phone or to names goes."""
    FieldSubmission.objects.filter(submitter=user).update(device=None)
    QuarantinedSubmission.objects.filter(submitter=user).update(personal=None)
    TrialLog.objects.filter(submitter=user).delete()
    papers.drop_of_person(user)


def _attended(user: User) -> list[dict[str, Any]]:
    rows = user.attendances.select_related("session__team").prefetch_related("marks__topic")
    return [
        {
            "team": line.session.team.name,
            "held_on": line.session.held_on,
            "name": line.name,
            "birth_year": line.birth_year,
            "village": line.village,
            "how": line.get_how_display(),
            "is_first_time": line.is_first_time,
            "marks": [
                {"topic": mark.topic.name, "step": mark.step, "level": mark.get_level_display()}
                for mark in line.marks.all()
            ],
        }
        for line in rows.order_by("session__held_on", "pk")
    ] + [
        {"team": row.team.name, "held_on": row.held_on, "name": row.name, "told_at": row.told_at}
        for row in user.check_ins.filter(record_id=None).select_related("team").order_by("told_at")
    ]


def _say_attended(user: User) -> list[str]:
    # Of a session that was logged twice one log counts.
    void = Q(session__status__in=presence.UNCOUNTED)
    total = user.attendances.exclude(void).count()
    return [_("Đã dự %(total)s buổi") % {"total": total}] if total else []


def _forget_attended(user: User) -> None:
    for line in user.attendances.select_related("session"):
        names.forget(line.session, position=line.position, by=None, now=clock.now())
    ties = AttendanceTie.objects.filter(person=user)
    # One that somebody undid was another's; one she took back herself was hers.
    tied = ties.filter(Q(undone_at=None) | Q(how="code")).values_list("record_id", "local_id")
    said = [(row.record_id, row.pk) for row in user.check_ins.all() if row.record_id]
    names.forget_lines([*tied, *said], now=clock.now())
    ties.delete()
    user.check_ins.all().delete()


def _take_over(person: User, into: User) -> None:
    """The one who stays has been in the teams of both, and may not review what either logged."""
    doubled = into.team_memberships.filter(valid_to=None).values("team")
    for place in person.team_memberships.filter(valid_to=None, team__in=doubled):
        both = into.team_memberships.filter(valid_to=None, team=place.team_id)
        both.update(households_count=F("households_count") + place.households_count)
        membership.leave(place, on=clock.today(), by=None, now=clock.now())
    TeamMembership.objects.filter(person=person).update(person=into)
    Feedback.objects.filter(resident=person).update(resident=into)
    Feedback.objects.filter(raised_by=person).update(raised_by=into)
    FeedbackStep.objects.filter(by=person).update(by=into)
    AttendanceTie.objects.filter(person=person).update(person=into)
    # Who said it twice, under both, is there by her line already.
    for row in person.check_ins.filter(withdrawn_at=None):
        twice = into.check_ins.filter(team=row.team_id, held_on=row.held_on, nth=row.nth)
        if twice.filter(withdrawn_at=None).exists():
            presence.withdraw(row, now=clock.now())
    person.check_ins.update(person=into)
    Attendance.objects.filter(person=person).update(person=into)
    into.helped_sessions.add(*person.helped_sessions.all())
    person.helped_sessions.clear()
    logged = Session.objects.filter(logged_by=person)
    logged.exclude(reviewed_by=into).update(logged_by=into)
