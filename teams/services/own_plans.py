"""What this app keeps about a person besides her team: where she comes to, visits she asked for."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.users.models import User
from lms.users.services import merging, personal
from teams.models import Campaign, Coming, PlannedSession, VisitRequest
from teams.services import visit_traces


def register() -> None:
    """Announce the part; called once, from `AppConfig.ready`."""
    personal.register_part(
        "plans",
        label=gettext_lazy("Buổi sẽ đến, lời nhờ đến nhà"),
        export=_export,
        erase=_erase,
        describe=_say,
        stays=gettext_lazy("Số người báo đến và ngày đến giúp, không kèm tên và số điện thoại."),
    )
    merging.register_merge("plans", _take_over)


def _export(user: User) -> dict[str, Any]:
    comings = user.comings.select_related("plan__topic", "plan__team").order_by("pk")
    asked = user.visit_requests.select_related("topic").order_by("asked_at", "pk")
    gone = user.visits.select_related("topic", "unit").order_by("asked_at", "pk")
    planned = PlannedSession.objects.filter(created_by=user).order_by("planned_on", "pk")
    return {
        "comings": [
            {
                "team": one.plan.team.name,
                "topic": one.plan.topic.name,
                "planned_on": one.plan.planned_on,
                "people": one.people_count,
            }
            for one in comings
        ],
        "asked": [
            {
                "topic": one.topic.name if one.topic else "",
                "what": one.what,
                "name": one.name,
                "number": one.number,
                "where": one.where,
                "asked_at": one.asked_at,
                "status": one.get_status_display(),
            }
            for one in asked
        ],
        "visits": [
            {
                "topic": one.topic.name if one.topic else "",
                "unit": one.unit.name,
                "visit_on": one.visit_on,
                "status": one.get_status_display(),
            }
            for one in gone
        ],
        "planned": [{"planned_on": one.planned_on, "venue": one.venue} for one in planned],
    }


def _say(user: User) -> list[str]:
    comings = user.comings.select_related("plan__topic").order_by("pk")
    said = [
        _("Sẽ đến buổi %(topic)s ngày %(day)s")
        % {"topic": one.plan.topic.name, "day": date_format(one.plan.planned_on, "d/m/Y")}
        for one in comings
    ]
    if asked := user.visit_requests.count():
        said.append(_("Đã nhờ đến nhà %(total)s lần") % {"total": asked})
    if gone := user.visits.count():
        said.append(_("Đã nhận đến giúp bà con %(total)s lần") % {"total": gone})
    return said


def _erase(user: User) -> None:
    user.comings.update(person=None, name="")
    visit_traces.forget_person(user, now=clock.now())


def _take_over(person: User, into: User) -> None:
    person.comings.filter(plan__in=into.comings.values("plan")).delete()
    Coming.objects.filter(person=person).update(person=into)
    VisitRequest.objects.filter(person=person).update(person=into)
    VisitRequest.objects.filter(visitor=person).update(visitor=into)
    PlannedSession.objects.filter(created_by=person).update(created_by=into)
    Campaign.objects.filter(created_by=person).update(created_by=into)
