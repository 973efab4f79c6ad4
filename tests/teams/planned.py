"""A session to come and a request for a visit, one call each."""

from datetime import time, timedelta

from lms.common import clock
from teams.models import Topic
from teams.services import planning, visits
from teams.services.coming import Who

NUMBER = "+84912345678"


def intent(**changes):
    said = {
        "on": clock.today() + timedelta(days=3),
        "at": time(19, 30),
        "minutes": 90,
        "kind": "class_session",
        "venue": "Nhà văn hóa thôn",
        **changes,
    }
    said.setdefault("topic", Topic.objects.get(code="vneid"))
    return planning.Intent(**said)


def plan(team, by, **changes):
    return planning.plan(team, intent(**changes), by=by, now=clock.now())


def ask(unit, *, person=None, mark="a" * 64, now=None, **changes):
    wish = visits.Wish(**{"what": "Cài Zalo", "number": NUMBER, "name": "bác Hoa", **changes})
    who = Who(person, "" if person else mark)
    return visits.ask(unit, wish, who, now=now or clock.now())


def fields(**changes):
    """What a leader writes into the form of a plan."""
    on = clock.today() + timedelta(days=3)
    return {
        "topic": "vneid",
        "on": on.strftime("%d/%m/%Y"),
        "at": "19:30",
        "minutes": "90",
        "kind": "class_session",
        "venue": "Nhà văn hóa thôn",
        "note": "Mang điện thoại",
        **changes,
    }
