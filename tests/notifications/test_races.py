"""Crowds that ask for messages at the same moment, on either database."""

import pytest
from django.db import transaction

from lms.common import clock
from lms.notifications import budgets, services
from lms.notifications.models import Message, Spending
from tests.crowds import at_once

CROWD = 16
ROUNDS = 3
AMPLE = {"number": 1000, "prefix": 1000, "site": 1000}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _operators(settings):
    settings.OPERATORS = ["truc@demo.test"]


@pytest.fixture
def limit(settings):
    """`limit(scope, most)`: that budget alone may run out, for messages and calls."""

    def limit(scope, most):
        small = {**AMPLE, scope: most}
        settings.MESSAGE_BUDGETS = {"sms": small, "voice": small}

    return limit


def numbers(scope, who):
    """One number for all, numbers that lie side by side, or numbers far apart."""
    return {
        "number": "+84912345678",
        "prefix": f"+8491234{who:04}",
        "site": f"+849{who:02}345678",
    }[scope]


def ask(number):
    """True for a code that goes out."""
    try:
        services.send_sms(to=number, body="Mã", kind="code", is_secret=True)
    except budgets.BudgetSpent:
        return False
    return True


@pytest.mark.parametrize("scope", ["number", "prefix", "site"])
def test_a_crowd_spends_what_there_is_and_no_more(limit, scope):
    most = CROWD * ROUNDS // 2
    limit(scope, most)
    sent = at_once(CROWD, lambda who: [ask(numbers(scope, who)) for _round in range(ROUNDS)])
    assert sum(map(sum, sent)) == most
    assert Message.objects.filter(channel="sms").count() == most
    held = Spending.objects.filter(scope=scope)
    assert (held.count(), held.get().count) == (1, most)


@pytest.mark.parametrize("scope", ["prefix", "site"])
def test_operators_are_told_once_at_each_level_however_many_ask(limit, scope):
    limit(scope, CROWD)
    at_once(CROWD, lambda who: [ask(numbers(scope, who)) for _round in range(2)])
    mails = Message.objects.filter(channel="mail").values_list("subject", flat=True)
    assert sorted(subject.split("%")[0].split()[-1] for subject in mails) == ["100", "80"]


def test_blocks_that_run_out_at_the_same_moment_are_told_of_once(limit):
    limit("prefix", 1)
    at_once(CROWD, lambda who: ask(numbers("site", who)))
    assert Message.objects.filter(channel="sms").count() == CROWD
    assert Message.objects.filter(channel="mail").count() == 1


def test_what_is_rolled_back_costs_nothing_and_tells_nobody(limit):
    limit("site", CROWD)

    def give_up_or_ask(who):
        with transaction.atomic():
            ask(numbers("site", who))
            transaction.set_rollback(who % 2 == 1)

    at_once(CROWD, give_up_or_ask)
    assert Spending.objects.get(scope="site").count == CROWD // 2
    assert Message.objects.filter(channel="sms").count() == CROWD // 2
    assert not Message.objects.filter(channel="mail").exists()


def test_calls_and_messages_asked_for_at_once_have_their_own(limit):
    limit("number", CROWD // 4)
    now = clock.now()

    def act(who):
        try:
            budgets.spend(("sms", "voice")[who % 2], "+84912345678", now=now)
        except budgets.BudgetSpent:
            return 0
        return 1

    assert sum(at_once(CROWD, act)) == CROWD // 2
    held = Spending.objects.filter(scope="number").values_list("channel", "count")
    assert dict(held) == {"sms": CROWD // 4, "voice": CROWD // 4}
