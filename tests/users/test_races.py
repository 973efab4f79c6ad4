"""Crowds of requests at the same moment, on the database that lets them run side by side."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from lms.common import clock
from lms.common.ids import uuid7
from lms.jobs import running
from lms.notifications.models import Message
from lms.users.models import LearningCard, LoginPhone, PhoneCode, RoleGrant
from lms.users.services import cards, codes, grants, merging, people, rosters
from tests.users.conftest import NUMBER, wrong
from tests.users.rosters import AN, book

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CROWD = 12


def crowd(act):
    """What came of `act(place)` done by many at once."""

    def one(place):
        try:
            return act(place)
        except (codes.CodeNotSent, DatabaseError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(one, range(CROWD)))


def _ask(place):
    return codes.send(
        NUMBER,
        purpose=PhoneCode.Purpose.SIGN_IN,
        asker=codes.Asker(device=f"máy {place}"),
        now=clock.now(),
    )


def test_a_crowd_gets_no_more_messages_than_the_day_allows():
    outcomes = crowd(_ask)
    sent = [code for code in outcomes if isinstance(code, PhoneCode)]
    assert len(sent) == Message.objects.count() == codes.DAILY[PhoneCode.Ring.OPEN]
    assert {type(error) for error in outcomes if isinstance(error, Exception)} == {
        codes.BudgetSpent
    }


def test_a_crowd_of_guesses_has_three_tries():
    code = _ask(0)
    checks = crowd(
        lambda place: codes.check(
            str(code.pk),
            wrong(codes.digits_of(code)),
            purpose=PhoneCode.Purpose.SIGN_IN,
            now=clock.now(),
        )
    )
    code.refresh_from_db()
    assert code.try_count == codes.TRIES
    assert not any(check.is_right for check in checks)


def test_a_crowd_with_the_right_code_gets_in_once():
    code = _ask(0)
    checks = crowd(
        lambda place: codes.check(
            str(code.pk),
            codes.digits_of(code),
            purpose=PhoneCode.Purpose.SIGN_IN,
            now=clock.now(),
        )
    )
    assert [check.is_right for check in checks].count(True) == 1


def test_a_crowd_of_wrong_pins_is_looked_at_five_times(hoa, lan):
    card = cards.issue(hoa, card_id=uuid7(), by=lan, now=clock.now())
    checks = crowd(lambda place: cards.check(card.code, wrong(card.pin), now=clock.now()))
    assert [check.was_looked_at for check in checks].count(True) == 5
    card.card.refresh_from_db()
    assert card.card.wrong_count == 5


def test_a_crowd_giving_one_person_cards_leaves_one_open(hoa, lan):
    given = crowd(lambda place: cards.issue(hoa, card_id=uuid7(), by=lan, now=clock.now()))
    assert not [error for error in given if isinstance(error, Exception)]
    (last,) = [one for one in given if cards.check(one.code, one.pin, now=clock.now()).person]
    assert LearningCard.objects.open().get() == last.card


def test_a_crowd_merging_two_merges_them_once(hoa, minh):
    def act(place):
        try:
            merging.merge(minh, hoa, by=hoa, now=clock.now())
        except merging.CannotMerge:
            return False
        return True

    assert crowd(act).count(True) == 1


def test_a_crowd_giving_a_role_gives_it_once(bich):
    outcomes = crowd(
        lambda place: grants.grant(bich, RoleGrant.Role.TRAINER, scope=("class", "1"), by=None)
    )
    assert not [error for error in outcomes if isinstance(error, Exception)]
    assert RoleGrant.objects.count() == 1


def test_a_crowd_attaching_a_number_attaches_it_once(hoa):
    crowd(lambda place: people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None))
    assert LoginPhone.objects.count() == 1


def test_a_list_thrown_away_while_it_is_read_does_not_come_back(department, manager):
    now = clock.now()
    roster = rosters.upload(department, "a.xlsx", book(AN), by=manager, now=now)
    job = running.claim("bulk")

    def read():
        try:
            running.run(job)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            rosters.cancel(roster, by=manager, now=now)
            reading = pool.submit(read)
            _until_somebody_waits()
        reading.result()
    roster.refresh_from_db()
    job.refresh_from_db()
    assert (roster.state, roster.rows.count(), job.state) == ("cancelled", 0, "done")


def _until_somebody_waits():
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
