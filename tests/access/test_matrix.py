"""All routes of ours × everybody: each is answered as its line in `doors.txt` says."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver

from tests import pairs
from tests.access import matrix
from tests.access import world as worlds
from tests.access.matrix import FACTOR, PROOF
from tests.people import make_person

DOORS = matrix.read()
EVERYBODY = (worlds.NOBODY, *worlds.PEOPLE)
# Rows that come and go with every session, whoever looks at what.
PASSING = ("users_session",)
JSON = "application/json"
WRITING = {"INSERT", "UPDATE", "DELETE", "REPLACE"}


def ask(world, door, who, **options):
    response = _ask(world, door, who, **options)
    if response.streaming:
        # Read to the end, the file behind it is closed.
        b"".join(response.streaming_content)
    return response


def _ask(world, door, who, **options):
    client, address = world.client(who, **options), world.address(door.address)
    if door.name == "api:receive":
        return client.post(address, json.dumps({}), content_type=JSON)
    if door.method == "POST":
        return client.post(address, matrix.fields(door, world))
    return client.generic(door.method, address)


def asked_on_this_database(door):
    """Whoever the line names, their kin, a stranger and a few others; at `make prove` everybody.

    Who may do what is the same on every database; PostgreSQL is asked what the page needs.
    """
    turn = DOORS.index(door)
    if connection.vendor != "sqlite":
        return [matrix.doer(door)]
    named = set(door.answers) - {"all"}
    others = pairs.some(EVERYBODY, turn, few=2)
    kin = {one for who in named for one in worlds.KIN.get(who, ())}
    return [who for who in EVERYBODY if who in {worlds.NOBODY, *named, *kin, *others}]


@pytest.mark.every_database
@pytest.mark.parametrize("door", DOORS, ids=str)
def test_everybody_is_answered_as_the_table_says_and_looking_writes_nothing(
    world, taken_back, door
):
    wrong, written = {}, []
    for who in asked_on_this_database(door):
        with taken_back(), CaptureQueriesContext(connection) as queries:
            was = matrix.seen(ask(world, door, who))
        if not matrix.agrees(door.answer(who), was):
            wrong.setdefault(was, []).append(who)
        written += writes(queries) if door.only_looks else []
    assert not wrong, f"the table says {door.answers}"
    assert not written


def writes(queries):
    """Statements that change a row, those about the session left out."""
    return [
        query["sql"][:200]
        for query in queries
        if query["sql"].split(" ", 1)[0] in WRITING
        and not any(f'"{table}"' in query["sql"] for table in PASSING)
    ]


@pytest.mark.parametrize("door", [d for d in DOORS if d.gate in {"staff", "both"}], ids=str)
def test_a_role_that_needs_a_second_factor_is_asked_for_it(world, taken_back, door):
    bound = [who for who, person in world.people.items() if matrix.needs_factor(person)]
    for who in pairs.some(bound, DOORS.index(door)):
        with taken_back():
            assert matrix.seen(ask(world, door, who, proved=False)) == FACTOR, who


def test_a_superuser_without_any_role_is_asked_for_it_at_every_door_of_work(world, taken_back):
    with taken_back():
        client = Client()
        client.force_login(make_person("Chủ máy", is_superuser=True))
        doors = [d for d in DOORS if d.gate in {"staff", "both"} and d.method == "GET"]
        for address in ["/quan-tri/", *(world.address(door.address) for door in doors)]:
            assert matrix.seen(client.get(address)) == FACTOR, address


@pytest.mark.parametrize("door", [d for d in DOORS if d.gate == "proof"], ids=str)
def test_what_is_for_good_asks_again_who_sits_there(world, taken_back, door):
    with taken_back():
        assert matrix.seen(ask(world, door, "resident", proved=False)) == PROOF


@pytest.mark.parametrize("door", [d for d in DOORS if d.method == "POST"], ids=str)
def test_no_write_without_the_token_of_the_page(world, taken_back, door):
    """Signed out, API events are answered first with the way in."""
    people = ("resident", "leader", "reviewer", "manager", "officer")
    for who in pairs.some(people, DOORS.index(door), few=2):
        with taken_back():
            response = ask(world, door, who, enforce_csrf_checks=True)
            assert response.status_code == 403, who


def routes(resolver=None, before="", space=""):
    for one in (resolver or get_resolver()).url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from routes(one, here, inner)
        else:
            yield here, f"{space}{one.name}" if one.name else here


def test_every_route_is_in_the_table():
    declared = {door.name for door in DOORS}
    ours = [(route, name) for route, name in routes() if not route.startswith("quan-tri/")]
    missing = [f"{name}  /{route}" for route, name in ours if name not in declared]
    assert not missing, "not in tests/access/doors.txt:\n" + "\n".join(missing)


def test_the_table_names_no_route_that_is_gone():
    known = {name for _route, name in routes()}
    assert {door.name for door in DOORS} <= known


WRITTEN_TO = {word for d in DOORS if d.method == "POST" for word in (d.name, d.address)}
LOOKED_AT = {door.address for door in DOORS if not {door.name, door.address} & WRITTEN_TO}


@pytest.mark.parametrize(("address", "who"), pairs.pairs(sorted(LOOKED_AT), EVERYBODY))
def test_what_has_no_line_for_writing_cannot_be_written_to(world, taken_back, address, who):
    """So one line for looking is not enough for a page that takes a form."""
    with taken_back():
        was = matrix.seen(world.client(who).post(world.address(address)))
    shut = {"404", "405"} if who != worlds.NOBODY else {"404", "405", *matrix.GATES.values()}
    assert was in shut
