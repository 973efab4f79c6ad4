"""`make prove` fails, and loudly, as soon as one proof does not hold."""

from unittest.mock import ANY

import pytest

from tests.prove import __main__ as prove
from tests.prove import certificates, events, jobs, journeys, pairs, papers, submissions, versions

JOBS = {"broker": "folder", "jobs": 200, "lost": 0, "twice": 0, "unanswered": 0}
BOOK = {
    "learners": 60,
    "finished": 60,
    "certificates": 60,
    "gaps": 0,
    "twice": 0,
    "jobs not done": 0,
    "files asked for": 60,
}
EVENTS = {
    "events": 640,
    "acknowledged": 640,
    "lost events": 0,
    "counted twice": 0,
    "misjudged": 0,
    "unlike rows": 0,
}
LOGS = {
    **dict.fromkeys(("logs", "sessions", "submissions", "created", "receipts"), 40),
    "set aside": 0,
    "answers otherwise": 0,
}
PAPERS = {"certificates": 15, "drawn": 15, **dict.fromkeys(papers.CHECKS, 15)}


VERSIONS = {
    **dict.fromkeys(("records changed", "moved wrongly", "pages gone", "could not finish"), 0),
    "under way": 5,
    "finished after": 5,
}


@pytest.mark.parametrize(
    ("proof", "good", "column", "bad"),
    [
        (jobs, JOBS, "lost", 1),
        (jobs, JOBS, "unanswered", 1),
        (jobs, JOBS, "twice", 1),
        (certificates, BOOK, "gaps", 1),
        (certificates, BOOK, "twice", 1),
        (certificates, BOOK, "jobs not done", 2),
        (certificates, BOOK, "finished", 59),
        (certificates, BOOK, "certificates", 59),
        (events, EVENTS, "acknowledged", 639),
        (events, EVENTS, "lost events", 1),
        (events, EVENTS, "counted twice", 1),
        (events, EVENTS, "misjudged", 1),
        (events, EVENTS, "unlike rows", 1),
        (submissions, LOGS, "sessions", 41),
        (submissions, LOGS, "submissions", 39),
        (submissions, LOGS, "receipts", 39),
        (submissions, LOGS, "answers otherwise", 1),
        (papers, PAPERS, "drawn", 14),
        (papers, PAPERS, "QR", 14),
        (versions, VERSIONS, "records changed", 1),
        (versions, VERSIONS, "moved wrongly", 1),
        (versions, VERSIONS, "pages gone", 1),
        (versions, VERSIONS, "could not finish", 1),
        (versions, VERSIONS, "finished after", 4),
        (journeys, {"journeys": 11, "gone to the end": 11}, "gone to the end", 10),
        (journeys, {"journeys": 11, "gone to the end": 11}, "journeys", 0),
        (pairs, {"tests": 9, "gone to the end": 9}, "gone to the end", 8),
        (pairs, {"tests": 9, "gone to the end": 9}, "tests", 0),
    ],
)
def test_every_figure_that_disproves_is_a_fault(proof, good, column, bad):
    assert proof.faults(good) == []
    assert len(proof.faults({**good, column: bad})) == 1


def test_one_fault_of_any_proof_fails_the_whole_and_is_said(capsys, monkeypatch):
    monkeypatch.setattr(jobs, "main", lambda full: [JOBS, {**JOBS, "lost": 3}])
    assert prove.main(["jobs"]) == 1
    shown = capsys.readouterr()
    assert "| folder | 200 | 3 | 0 |" in shown.out
    assert "! NOT PROVED\n! jobs: lost is 3, not 0" in shown.err


def test_every_pair_is_asked_for_as_make_prove_does():
    assert pairs.main() == [
        {"database": "sqlite", "tests": 3, "gone to the end": 3, "seconds": ANY}
    ]


def test_without_a_fault_it_says_so(capsys, monkeypatch):
    monkeypatch.setattr(jobs, "main", lambda full: [JOBS])
    assert prove.main(["jobs"]) == 0
    assert "NOT PROVED" not in capsys.readouterr().err
