"""How many jobs a second the embedded product does.

Folder broker, SQLite, the worker exactly as `make run` starts it; the goal is for jobs of 30 ms.
The time runs from adding the jobs to the end of the last; the worker has been waiting.
"""

from tests.prove import jobs

KINDS = {"test.wait": "wait 30 ms, then write a line", "test.note": "write a line"}
GOALS = {"test.wait": 40}
SIZE = 200
ROUNDS = 3


def main():
    return [_row(kind, name) for kind, name in KINDS.items()]


def _row(kind: str, name: str):
    with jobs.place_of("folder", "sqlite") as place:
        spent = place.ask("jobs", "pace", kind, str(SIZE), str(ROUNDS))["milliseconds"]
    paces = sorted(round(1000 * SIZE / one) for one in spent)
    return {
        "job": name,
        "jobs": SIZE,
        "jobs a second": paces[len(paces) // 2],
        "goal": GOALS.get(kind, ""),
        "rounds": " ".join(map(str, paces)),
    }
