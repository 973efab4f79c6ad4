"""Whatever takes a counted session out of a closed period asks whether its figures shall change."""

import pytest

from lms.common import clock
from teams.models import Session
from teams.services import membership, periods, reviewing, settling
from tests.people import sign_in
from tests.teams.conftest import envelope, long_ago, send

TICK = "đồng ý đổi số đã chốt"


@pytest.fixture
def counted(team, lan, hoa, reviewer, y_yen):
    """A session that was confirmed before its month was closed."""
    membership.join(team, hoa, on=long_ago(), by=None)
    session = send(lan, team).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    today = clock.today()
    periods.lock(y_yen, today, today, by=None, now=clock.now())
    session.refresh_from_db()
    return session


def page(session, commune, end=""):
    return f"/xa/{commune.code}/duyet/{session.record_id}/{end}"


def status():
    return set(Session.objects.values_list("status", flat=True))


def test_returning_it_asks_and_keeps_what_was_written(client, counted, reviewer, y_yen):
    sign_in(client, reviewer)
    assert client.get(page(counted, y_yen)).text.count(TICK) == 2
    seen = {"rev": "1", "status": "verified", "reason": "Đếm lại giúp mình"}
    told = client.post(page(counted, y_yen, "tra-lai/"), seen)
    assert told.status_code == 422
    assert "đã khóa số liệu" in told.text
    assert "Đếm lại giúp mình" in told.text
    assert status() == {"verified"}
    client.post(page(counted, y_yen, "tra-lai/"), {**seen, "off_period": "1"})
    assert status() == {"needs_fix"}


def test_taking_the_decision_back_asks(client, counted, reviewer, y_yen):
    sign_in(client, reviewer)
    seen = {"rev": "1", "status": "verified"}
    told = client.post(page(counted, y_yen, "xem-lai/"), seen, follow=True).text
    assert "đã khóa số liệu" in told
    assert status() == {"verified"}
    client.post(page(counted, y_yen, "xem-lai/"), {**seen, "off_period": "1"})
    assert status() == {"received"}


def test_merging_it_away_asks(client, counted, team, hoa, reviewer, y_yen):
    kept = send(hoa, team).session
    sign_in(client, reviewer)
    assert TICK in client.get(page(kept, y_yen)).text
    seen = {"rev": "1", "twin": str(counted.record_id)}
    told = client.post(page(kept, y_yen, "trung/"), seen, follow=True).text
    assert "đã khóa số liệu" in told
    assert status() == {"verified", "received"}
    client.post(page(kept, y_yen, "trung/"), {**seen, "off_period": "1"})
    assert status() == {"withdrawn", "received"}


def test_the_services_ask_whoever_calls(counted, team, hoa, reviewer):
    now, kept = clock.now(), send(hoa, team).session
    with pytest.raises(reviewing.PeriodLocked):
        reviewing.look_again(counted, by=reviewer, now=now)
    with pytest.raises(reviewing.PeriodLocked):
        reviewing.return_for_fix(counted, by=reviewer, reason="Đếm lại", now=now)
    with pytest.raises(reviewing.PeriodLocked):
        settling.merge_twin(kept, by=reviewer, twin_id=counted.record_id, now=now)


def test_a_change_that_is_declined_changes_no_figure_and_asks_nothing(
    client, team, lan, reviewer, y_yen
):
    wrap = envelope(team)
    session = send(lan, team, wrap=wrap).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    again = envelope(team, record_id=wrap.record_id, rev=2, base_rev=1)
    send(lan, team, wrap=again, heads=20)
    periods.lock(y_yen, clock.today(), clock.today(), by=None, now=clock.now())
    session = Session.objects.get()
    assert reviewing.return_for_fix(session, by=reviewer, reason="Sai", now=clock.now())
    assert (Session.objects.get().status, Session.objects.get().pending) == ("verified", None)


def test_a_twin_with_a_change_is_not_merged_away_before_the_change_is_decided(
    client, team, lan, hoa, reviewer, y_yen
):
    membership.join(team, hoa, on=long_ago(), by=None)
    kept, wrap = send(hoa, team).session, envelope(team)
    twin = send(lan, team, wrap=wrap).session
    reviewing.verify(twin, by=reviewer, now=clock.now())
    send(lan, team, wrap=envelope(team, record_id=wrap.record_id, rev=2, base_rev=1), heads=20)
    sign_in(client, reviewer)
    seen = {"rev": "1", "twin": str(twin.record_id)}
    told = client.post(page(kept, y_yen, "trung/"), seen, follow=True).text
    assert "còn một bản sửa chờ xem" in told
    twin.refresh_from_db()
    assert (twin.status, twin.pending.payload["heads"]) == ("verified", 20)
    reviewing.return_for_fix(twin, by=reviewer, reason="Sai", now=clock.now())
    assert settling.merge_twin(kept, by=reviewer, twin_id=twin.record_id, now=clock.now())
