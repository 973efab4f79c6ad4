"""Boards, fold, recount and R05 on a province of its real size (`manage.py seed_scale`).

CPU of the database is that of PostgreSQL's processes as the kernel counts them; on SQLite it is in
that of this process. `BENCH_RESIDENTS`, `BENCH_TEAMS`, `BENCH_DAYS` make the province another;
`BENCH_DATABASE` with `BENCH_DATA` measures on one that was laid before.
"""

import itertools
import json
import os
import subprocess
import sys
from datetime import timedelta

from bench import _requests, _scale, _site, server
from lms import env
from tests import postgres

SMALL = 100_000
SESSIONS, EVENTS = 20_000, 500_000
SHARE_BEGUN = 25
"""One event in so many begins or ends a course: only those leave a line for the figures."""


def main():
    """The tables by title: the large one on PostgreSQL, the small one on SQLite."""
    os.environ.setdefault("BENCH_RESIDENTS", str(SMALL))
    tables = {"scale, SQLite": rows()}
    del os.environ["BENCH_RESIDENTS"]
    try:
        with postgres.server() as address:
            place = {"BENCH_DATABASE": address, "BENCH_DATA": env.text("LMS_DATA")}
            command = [sys.executable, "-m", "bench.scale"]
            done = subprocess.run(
                command, env={**os.environ, **place}, stdout=subprocess.PIPE, check=True
            )
            tables["scale, PostgreSQL"] = json.loads(done.stdout.splitlines()[-1])
    except postgres.NoPostgres:
        print("PostgreSQL is not installed: left out.", file=sys.stderr)
    return tables


def rows():
    """Everything measured on the province of this process, laid first where nobody lives yet."""
    _site.ready()
    _site.with_static_files()
    size = _scale.size()
    found = []
    for row in itertools.chain(
        _scale.laid(size),
        _boards(size),
        _scale.report(),
        _scale.day(size, SESSIONS, EVENTS, SHARE_BEGUN),
        _scale.recount(),
    ):
        # It takes a while, and what is known is known.
        print(row, file=sys.stderr, flush=True)
        found.append(row)
    return found


def _boards(size):
    from lms.users.models import User  # noqa: PLC0415 (after Django is ready)
    from teams.models import Team  # noqa: PLC0415

    team = Team.objects.filter(level="village").order_by("pk").first()
    commune = team.unit.parent
    caller = _requests.Caller(User.objects.get(email=_scale.ADMIN))
    month = f"?ky=thang-{size.today - timedelta(days=size.today.day):%Y-%m}"
    # A board is some hundred times a cached page: fewer of them weigh as much.
    of_place = {"budget": 25, "most_queries": 20, "repeats": 10}
    of_all = of_place | {"budget": 60}
    found = [
        server.plain_page(),
        server.get("province board", caller, "/bang/", **of_all),
        server.get("province board, month before", caller, f"/bang/{month}", **of_all),
        server.get("commune board", caller, f"/bang/xa/{commune.code}/", **of_place),
        server.get("team board", caller, f"/bang/to/{team.code}/", **of_place),
    ]
    for row in _requests.weigh(found, yardstick=server.PLAIN):
        if row["request"] == server.PLAIN:
            continue
        whole, packed = row["bytes"] / 1024, row["gzip"] / 1024
        said = f"{row['queries']} queries, {whole:.0f} KB ({packed:.0f} packed)"
        yield {
            "work": row["request"],
            "of": said,
            "CPU-s": f"{float(row['CPU-ms']) / 1000:.4f}",
            "database CPU-s": "in it",
            "s": f"{float(row['p50 ms']) / 1000:.4f}",
            "goal": f"≤ {row['at most']} ms, ≤ 20 queries, ≤ 90 KB",
            _requests.BESIDE: row[_requests.BESIDE],
        }


if __name__ == "__main__":
    print(json.dumps(rows()))
