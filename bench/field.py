"""Session logs from submit to receipt, in batches of 20: how many a second, among few and many.

Each batch goes through the whole application: session cookie, CSRF, JSON, the log kept as it came,
flags, the session with topics, helpers, turns and acts, twins looked for, receipts. CPU-ms are of
the application and the database; sessions a second on two cores are derived from them, as events
are. "Stored" says how many logs the tables held already; `BENCH_STORED` changes the larger number.
"""

import json
import os
import subprocess
import sys
from datetime import timedelta

from bench import _requests, _site, server
from lms import env
from tests import postgres

FEW, MANY = 1_000, 1_024_000
TEAMS, BATCH, CORES = 200, 20, 2
SUBMISSIONS = "/api/v1/field/submissions"
GOAL = 300
ROOM = 1_500_000
"""KB."""
FLIP = "CREATE FUNCTION flip(uuid, integer) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$ SELECT \
overlay($1::text placing translate(substr($1::text, $2, 1), '0123456789abcdef', \
'fedcba9876543210') from $2)::uuid $$"


def main():
    """The tables by title."""
    _site.ready()
    tables = {"session logs, SQLite": rows()}
    try:
        with postgres.server() as address:
            tables["session logs, PostgreSQL"] = _rows_of(address)
    except postgres.NoPostgres:
        print("PostgreSQL is not installed: left out.", file=sys.stderr)
    return tables


def _rows_of(address):
    """The table of another database, measured by a process of its own."""
    place = {"BENCH_DATABASE": address, "BENCH_DATA": env.text("LMS_DATA")}
    command = [sys.executable, "-m", "bench.field"]
    done = subprocess.run(command, env={**os.environ, **place}, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def rows():
    """A row for few and one for many stored logs."""
    _site.ready()
    from teams.models import Session  # noqa: PLC0415 (after Django is ready)

    _site.with_static_files()
    sender, teams = _begin()
    _log_few(sender, teams)
    requests = [server.plain_page(), _batches(sender, teams)]
    found = []
    for wanted in (FEW, int(env.text("BENCH_STORED") or MANY)):
        _grow_to(wanted)
        stored = Session.objects.count()
        weighed = _requests.weigh(requests, yardstick=server.PLAIN)
        (row,) = (row for row in weighed if row["request"] != server.PLAIN)
        found.append(_told(stored, row))
    return found


def _told(stored, row):
    here, beside = (1000 * CORES / float(row[one]) for one in ("CPU-ms", _requests.BESIDE))
    return {
        "stored": f"{stored:,}",
        "CPU-ms a session": row["CPU-ms"],
        _requests.BESIDE: row[_requests.BESIDE],
        "queries of 20": row["queries"],
        "p50 ms of 20": row["p50 ms"],
        "p95 ms of 20": row["p95 ms"],
        f"sessions/s on {CORES} cores": f"{here:,.0f}",
        "there": f"{beside:,.0f}",
        "goal": f"≥ {GOAL}",
    }


def _begin():
    """A member of many teams, each in a village of its own, who sends for all of them."""
    from lms.common import clock  # noqa: PLC0415 (after Django is ready)
    from teams.services import entries, membership  # noqa: PLC0415
    from tests.factories import make_commune, make_village  # noqa: PLC0415
    from tests.people import make_person  # noqa: PLC0415

    entries.ensure_usual()
    sender, on = make_person("Nguyễn Thị Lan"), clock.today() - timedelta(days=4000)
    commune, teams = make_commune(), []
    for number in range(TEAMS):
        village = make_village(f"Thôn {number}", commune=commune)
        team = membership.open_team(f"Tổ thôn {number}", unit=village, by=None, on=on)
        membership.join(team, sender, role="leader", on=on, by=None)
        teams.append(team)
    return sender, teams


def _log(team, sender, number):
    from lms.common import clock  # noqa: PLC0415 (after Django is ready)
    from tests.teams.phones import log  # noqa: PLC0415

    return log(
        team,
        heads=14 + number % 20,
        held_on=(clock.today() - timedelta(days=number % 30)).isoformat(),
        topics=["vneid", "thanh-toan"],
        turns={"vneid": 12, "thanh-toan": 5},
        helpers=[sender.public_id],
        start_time="19:30",
        duration_min=90,
        names=["Trần Thị Hoa", "Lê Văn An"],
    )


def _log_few(sender, teams):
    from lms.common import clock  # noqa: PLC0415 (after Django is ready)
    from teams.services import incoming  # noqa: PLC0415

    for start in range(0, FEW, BATCH):
        batch = [_log(teams[n % TEAMS], sender, n) for n in range(start, start + BATCH)]
        told = incoming.receive(sender, batch, now=clock.now())
        assert {one.status for one in told} == {"created"}


def _batches(sender, teams):
    caller = _requests.Caller(sender)
    caller.call(caller.environ("GET", "/api/v1/field/teams"))
    token = {"HTTP_X_CSRFTOKEN": caller.cookies["csrftoken"].value}
    turn = iter(range(10**9))

    def environ():
        first = next(turn)
        logs = [_log(teams[first % TEAMS], sender, first + n) for n in range(BATCH)]
        body = json.dumps({"submissions": logs}).encode()
        return caller.environ("POST", SUBMISSIONS, body, **token)

    return _requests.Request("a session of 20", caller, environ, per=BATCH, repeats=15)


def _grow_to(wanted):
    """Double what is stored, in the database itself, until there is as much as wanted."""
    from django.db import connection, transaction  # noqa: PLC0415 (after Django is ready)

    from teams.models import Session  # noqa: PLC0415

    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if not is_postgres:
            # Keys are spread over all pages of an index: while it grows it must lie in memory.
            usual = cursor.execute("PRAGMA cache_size").fetchone()[0]
            cursor.execute(f"PRAGMA cache_size = -{ROOM}")
    for turn in range(24):
        if Session.objects.count() >= wanted:
            break
        with transaction.atomic(), connection.cursor() as cursor:
            if is_postgres and not turn:
                cursor.execute(FLIP)
            if not is_postgres:
                connection.connection.create_function("flip", 2, _flip, deterministic=True)
            _double(cursor, turn)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if not is_postgres:
            cursor.execute(f"PRAGMA cache_size = {usual}")


def _double(cursor, turn):
    """Every record once more, some days earlier: another digit of each id turned round."""
    from django.db import connection  # noqa: PLC0415 (after Django is ready)

    from teams.models import FieldSubmission, Session, SessionAct, SessionTurn  # noqa: PLC0415

    is_postgres = connection.vendor == "postgresql"
    # Beyond the dash and the digits that say which version of an id it is.
    digit = (25 if is_postgres else 21) + turn
    flipped, days = f"flip({{}}, {digit})", 2**turn
    earlier = f"held_on - {days}" if is_postgres else f"date(held_on, '-{days} days')"
    receipt = f"substr(replace(CAST({flipped} AS text), '-', ''), 13, 20)".format("id")
    changed = {
        FieldSubmission: {name: flipped.format(name) for name in ("id", "record_id")}
        | {"receipt_no": receipt},
        Session: {name: flipped.format(name) for name in ("id", "record_id", "submission_id")}
        | {"held_on": earlier},
    }
    parts = (SessionAct, SessionTurn, Session.topics.through, Session.helpers.through)
    for part in parts:
        changed[part] = {"session_id": flipped.format("session_id")}
    for model, columns in changed.items():
        fields = model._meta.concrete_fields
        names = [field.column for field in fields if model not in parts or not field.primary_key]
        values = [columns.get(name, name) for name in names]
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(names)})"
            f" SELECT {', '.join(values)} FROM {model._meta.db_table}"
        )


def _flip(written, place):
    digit = written[place - 1]
    return f"{written[: place - 1]}{15 - int(digit, 16):x}{written[place:]}"


if __name__ == "__main__":
    print(json.dumps(rows()))
