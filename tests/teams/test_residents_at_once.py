"""Lists of one village that reach the machine at the same moment, on either database."""

import pytest

from lms.common import clock, text
from lms.jobs import running
from lms.users.models import Consent, LoginPhone, RosterImport, User
from lms.users.rosters import columns
from lms.users.services import grants, rosters
from teams.services import cards
from tests.crowds import at_once
from tests.people import make_person
from tests.users.rosters import book

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 60
HEADINGS = tuple(column.heading for column in columns.RESIDENT_COLUMNS)


@pytest.fixture
def manager(y_yen):
    person = make_person("Tạ Văn Quý")
    grants.grant(person, "commune_manager", unit=y_yen, by=None)
    return person


@pytest.fixture
def bring(manager, village, run_jobs):
    """Send a list of sixty people for a place; staged."""
    letters = "abcdeghikl"
    names = [f"Lê Văn {letters[n // 10]}{letters[n % 10]}".title() for n in range(PEOPLE)]
    rows = [(name, 1950, "An Hòa", f"0912 345 {n:03}") for n, name in enumerate(names)]

    def bring(place):
        content = book(*rows, headings=HEADINGS)
        roster = rosters.upload(place, "thon.xlsx", content, by=manager, now=clock.now())
        run_jobs()
        return roster

    return bring


def test_two_lists_of_one_village_confirmed_at_once_double_nobody(bring, y_yen, village, manager):
    lists = [bring(y_yen), bring(village)]
    assert at_once(2, lambda n: rosters.confirm(lists[n], by=manager, now=clock.now()))
    before = User.objects.count()
    assert sum(at_once(2, lambda _n: running.drain("bulk"))) == 2
    assert User.objects.count() == before + PEOPLE
    assert LoginPhone.objects.count() == Consent.objects.count() == PEOPLE
    found = RosterImport.objects.filter(state="applied").values_list("summary__counts", flat=True)
    assert sorted(map(str, found)) == [f"{{'create': {PEOPLE}}}", f"{{'refuse': {PEOPLE}}}"]


def test_one_list_confirmed_by_many_at_once_is_applied_once(bring, village, manager):
    roster = bring(village)
    said = at_once(8, lambda _n: rosters.confirm(roster, by=manager, now=clock.now()))
    assert said.count(True) == 1
    before = User.objects.count()
    at_once(4, lambda _n: running.drain("bulk"))
    assert User.objects.count() == before + PEOPLE


def test_a_card_and_a_list_at_once_double_nobody(bring, y_yen, village, manager, team):
    roster = bring(y_yen)
    name = roster.rows.order_by("row_no").first().cells["said"]["name"]
    wanted = cards.Wanted(name, 1950, village, "")
    ticket = cards.ticket(team, cards.alike(team, wanted))
    assert rosters.confirm(roster, by=manager, now=clock.now())

    def give():
        try:
            cards.issue(team, wanted, chosen="", drawn=ticket, by=manager, now=clock.now())
        except cards.NotOffered:
            return "shown first"
        return "given"

    acts = [give, lambda: running.drain("bulk")]
    said, _taken = at_once(2, lambda n: acts[n]())
    roster.refresh_from_db()
    assert User.objects.filter(name_fold=text.fold(name)).count() == 1
    refused = roster.summary["counts"].get("refuse", 0)
    assert (said, refused) in {("given", 1), ("shown first", 0)}
