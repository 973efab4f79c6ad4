"""What each view costs the server, on SQLite and on PostgreSQL, with 2,000 learners seeded.

Beside them a bare Django view without middleware and a plain Wagtail page: of two machines only
ratios compare. Events a second are derived from the CPU-ms of an event in batches of 20; the web
server's own share, measured nowhere here, is not in it. Last, a class signs in over the network.
"""

import itertools
import json
import os
import subprocess
import sys

from bench import _class, _learners, _requests, _site
from lms import env
from tests import postgres

EVENTS = "/api/v1/learning/events"
ME = "/api/v1/learning/me"
CORES = 2
PLAIN = "plain Wagtail page"
BATCH = "an event of 20 of all kinds"
CACHED, MADE = {"budget": 1.2, "most_queries": 1}, {"budget": 5, "most_queries": 5}
ONE = {"budget": 1.9, "most_queries": 3}


def main():
    """The tables by title."""
    _site.ready()
    _site.with_static_files()
    tables = {"server, SQLite": rows()}
    try:
        with postgres.server() as address:
            tables["server, PostgreSQL"] = _rows_of(address)
    except postgres.NoPostgres:
        print("PostgreSQL is not installed: left out.", file=sys.stderr)
    whole = [_events(title, found) for title, found in tables.items()]
    whole.append(
        {
            "goal of the whole": f"{_class.PHONES} phones behind one address sign in by code, s",
            "found": f"{_class.seconds():.1f}",
            _requests.BESIDE: "",
            "goal": "≤ 5",
        }
    )
    return tables | {"server as a whole": whole}


def _rows_of(address):
    """The table of another database, measured by a process of its own."""
    place = {"BENCH_DATABASE": address, "BENCH_DATA": env.text("LMS_DATA")}
    command = [sys.executable, "-m", "bench.server"]
    done = subprocess.run(command, env={**os.environ, **place}, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _events(title, found):
    (batch,) = (row for row in found if row["request"] == BATCH)
    here, beside = (1000 * CORES / float(batch[one]) for one in ("CPU-ms", _requests.BESIDE))
    return {
        "goal of the whole": f"events/s on {CORES} cores in batches of 20: {title}",
        "found": f"{here:,.0f}",
        _requests.BESIDE: f"{beside:,.0f}",
        "goal": "≥ 5,000",
    }


def rows():
    """The table of the database of this process."""
    _site.ready()
    site = _learners.seed()
    requests = [_bare(), plain_page(), *_pages(site), *_learning(site), *_report(site)]
    return _requests.weigh(requests, yardstick=PLAIN)


def _bare():
    """Django's "hello": routing and an answer, no middleware."""
    from django.core.handlers.wsgi import WSGIHandler, WSGIRequest  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    class Request(WSGIRequest):
        urlconf = (path("xin-chao/", lambda _request: HttpResponse("Xin chào")),)

    with override_settings(MIDDLEWARE=[]):
        application = WSGIHandler()
    application.request_class = Request
    return get("bare Django view", _requests.Caller(application=application), "/xin-chao/")


def plain_page():
    """A page of text found and served by Wagtail, made anew every time."""
    from lms.home.models import HomePage, StandardPage  # noqa: PLC0415 (after Django is ready)

    # A database that was measured on before has it.
    if not StandardPage.objects.filter(slug="gioi-thieu").exists():
        body = "<p>Học số của tỉnh.</p>" * 20
        page = StandardPage(title="Giới thiệu", slug="gioi-thieu", body=body)
        HomePage.objects.get().add_child(instance=page)
    return get(PLAIN, _requests.Caller(), "/gioi-thieu/")


def _pages(site):
    """What everybody sees, found in the memory of the process and made anew."""
    from django.core.cache import caches  # noqa: PLC0415 (after Django is ready)

    from tests.courses.editions import uids  # noqa: PLC0415

    nobody, edition = _requests.Caller(), site.phones[0].edition
    step = f"/hoc/{edition.public_id}/{uids(edition)['tap-nop']}/"
    # The home page asks what there is: its two queries are not in its memory.
    home = CACHED | {"most_queries": 2}
    course = f"/khoa-hoc/{edition.course.code}/"
    for name, address, limits in (("home", "/", home), ("course", course, CACHED)):
        yield get(f"{name}, cached", nobody, address, **limits)
        yield get(f"{name}, made anew", nobody, address, before=caches["bodies"].clear, **MADE)
    yield get("step of a lesson, cached", nobody, step, **CACHED)
    yield get("step of a lesson, made anew", nobody, step, before=caches["bodies"].clear, **MADE)


def _learning(site):
    """Hoa learns: 20 and 200 are weighed for each event, their queries are of the whole."""
    caller = _requests.Caller(site.hoa)
    caller.call(caller.environ("GET", ME))
    token = {"HTTP_X_CSRFTOKEN": caller.cookies["csrftoken"].value}
    phones = itertools.cycle(site.phones)
    steps = itertools.cycle(["tim", "trang-that"])

    def request(name, make, **limits):
        def environ():
            sent = {"events": make(next(phones)), "person": site.hoa.public_id}
            return caller.environ("POST", EVENTS, json.dumps(sent).encode(), **token)

        return _requests.Request(name, caller, environ, **limits)

    def mixed(count):
        return lambda phone: list(itertools.islice(_without_end(phone), count))

    many = {"budget": 0.25, "most_queries": 3}
    return [
        request("one event", lambda phone: [phone.opened(next(steps))], **ONE),
        request("quiz answer", lambda phone: [phone.answered("tin-nhan")], **ONE),
        request(BATCH, mixed(20), per=20, **many),
        request("an event of 200 of all kinds", mixed(200), per=200, repeats=10, **many),
        get(f"my courses, {len(site.phones)} of them", caller, ME, budget=6, most_queries=5),
    ]


def _without_end(phone):
    while True:
        yield from phone.whole_course()


def _report(site):
    manager = _requests.Caller(site.manager)
    people = f"{_learners.SERVING:,} learners"
    yield get(f"completion, {people}: page", manager, site.report, repeats=12, budget=25)
    book = f"{site.report}xuat.xlsx"
    yield get(f"completion, {people}: Excel", manager, book, repeats=6, budget=25)


def get(name, caller, address, **limits):
    return _requests.Request(name, caller, lambda: caller.environ("GET", address), **limits)


if __name__ == "__main__":
    print(json.dumps(rows()))
