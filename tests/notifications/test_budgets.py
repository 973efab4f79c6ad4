"""What messages and calls may cost a day, who is told, and what is not kept."""

from datetime import timedelta

import pytest

from lms.common import clock
from lms.notifications import budgets, services
from lms.notifications.models import Message, Spending

HOA = "+84912345678"
SMALL = {"number": 2, "prefix": 3, "site": 5}


@pytest.fixture(autouse=True)
def small(db, settings):
    settings.MESSAGE_BUDGETS = {"sms": SMALL, "voice": SMALL}
    settings.OPERATORS = ["truc@demo.test"]


def spend(number, *, now=None):
    return budgets.spend("sms", number, now=now or clock.now())


def refused(number):
    with pytest.raises(budgets.BudgetSpent) as spent:
        spend(number)
    return spent.value.scope


def test_number_block_and_site_have_each_their_own():
    spend(HOA)
    spend(HOA)
    assert refused(HOA) == "number"
    spend("+84912345679")
    assert refused("+84912340000") == "prefix"
    spend("+84987000001")
    spend("+84977000001")
    assert refused("+84967000001") == "site"
    assert Spending.objects.get(scope="site").count == 5


def test_a_new_day_and_another_channel_begin_anew():
    for number in (HOA, HOA):
        spend(number)
    budgets.spend("voice", HOA, now=clock.now())
    spend(HOA, now=clock.now() + timedelta(days=1))


def test_operators_are_told_once_at_four_fifths_and_once_at_the_end(caplog):
    for n in range(5):
        services.send_sms(to=f"+849{n + 1}0000000", body="Chào", kind="greeting")
    mails = Message.objects.filter(channel="mail").order_by("created_at")
    assert [mail.subject.split("%")[0][-3:].strip() for mail in mails] == ["80", "100"]
    assert "+849" not in caplog.text
    assert "0000000" not in "".join(mail.body for mail in mails) + caplog.text


def test_two_blocks_at_their_end_are_told_of_once():
    for block in ("+8491111", "+8492222"):
        for _twice in range(2):
            spend(f"{block}0001")
    alarms = [spend(f"{block}0002") for block in ("+8491111",)]
    assert ("prefix", 100) in alarms[0]
    assert budgets.alarms_of(clock.today()) == [("sms", "prefix", 100), ("sms", "site", 100)]


def test_a_code_is_refused_and_anything_else_is_noted_as_not_sent():
    for _twice in range(2):
        services.send_sms(to=HOA, body="Chào", kind="greeting")
    left = services.send_sms(to=HOA, body="Chào", kind="greeting")
    assert (left.state, left.failure) == ("failed", "Hết ngân sách tin trong ngày.")
    with pytest.raises(budgets.BudgetSpent):
        services.send_sms(to=HOA, body="Mã", kind="code", is_secret=True)


def test_whole_numbers_are_not_kept_and_old_days_go():
    spend(HOA)
    assert not [row for row in Spending.objects.all() if HOA in row.key]
    budgets.forget_old(now=clock.now() + timedelta(days=9))
    assert not Spending.objects.exists()


def test_the_status_line_says_which_budget_runs_out(client):
    for n in range(4):
        spend(f"+849{n + 1}0000000")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.text == "ready\nbudget of sms a day, site: 80 % used"
