"""What learning costs the server: one event, twenty, and "how far am I?".

Twenty events are weighed for each event, and queries are those of the whole request: session and
person, events, enrolments.
"""

import itertools
import json

from bench import _site

EVENTS = "/api/v1/learning/events"
ME = "/api/v1/learning/me"
COURSES = 8


def main():
    _site.ready()
    from courses.services import events  # noqa: PLC0415 (after Django is ready)
    from lms.common import clock  # noqa: PLC0415
    from tests.courses.editions import make_edition  # noqa: PLC0415
    from tests.courses.phones import Phone  # noqa: PLC0415
    from tests.people import make_person  # noqa: PLC0415

    hoa = make_person("Trần Thị Hoa", birth_year=1958)
    phones = [Phone(make_edition(f"khoa-{number}")) for number in range(COURSES)]
    for phone in phones:
        events.receive(hoa, phone.whole_course(), now=clock.now())
    caller = _site.Caller(hoa)
    caller.call(caller.environ("GET", ME))
    token = {"HTTP_X_CSRFTOKEN": caller.cookies["csrftoken"].value}
    steps = itertools.cycle(["tim", "trang-that"])
    rotation = itertools.cycle(phones)

    def batch(count):
        phone = next(rotation)
        made = [phone.opened(next(steps)) for _ in range(count)]
        body = json.dumps({"events": made, "person": hoa.public_id}).encode()
        return caller.environ("POST", EVENTS, body, **token)

    def mixed():
        phone = next(rotation)
        made = [*phone.whole_course(), *phone.whole_course(), phone.opened("tim")]
        made = (made + phone.whole_course())[:20]
        body = json.dumps({"events": made, "person": hoa.public_id}).encode()
        return caller.environ("POST", EVENTS, body, **token)

    def one(name, make, **limits):
        return _site.weigh(name, caller, make, **limits)

    me = f"my courses, {COURSES} of them"
    return [
        one("one event", lambda: batch(1), budget=1.9, most_queries=3),
        one("an event of 20", lambda: batch(20), per=20, budget=0.25, most_queries=3),
        one("an event of 20 of all kinds", mixed, per=20, budget=0.25, most_queries=3),
        one(me, lambda: caller.environ("GET", ME), budget=6, most_queries=5),
    ]
