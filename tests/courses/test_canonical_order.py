"""What came last is decided by (at, device, seq, id), never by what arrived last."""

from datetime import timedelta

import pytest

from courses.models import Enrolment, LearningEvent
from courses.services import events
from tests.courses.editions import PUBLISHED, make_edition
from tests.courses.phones import MORNING, NOW, Phone

LOWER = {
    "at": MORNING.isoformat(),
    "device": "018f0000-0000-7000-8000-00000000000a",
    "seq": 9,
    "id": "018f0000-0000-7000-8000-000000001000",
}
HIGHER = {
    "at": (MORNING + timedelta(milliseconds=1)).isoformat(),
    "device": "018f0000-0000-7000-8000-00000000000b",
    "seq": 10,
    "id": "018f0000-0000-7000-8000-000000001001",
}
ORDER = ("at", "device", "seq", "id")


@pytest.fixture
def phone(db):
    return Phone(make_edition())


def send(person, *bodies):
    received = events.receive(person, bodies, now=NOW)
    assert {one.outcome for one in received.outcomes} == {"accepted"}


@pytest.mark.parametrize("arrives_last", ["earlier", "later"])
@pytest.mark.parametrize("place", range(3), ids=ORDER[:3])
def test_each_part_decides_where_those_before_it_are_alike(hoa, phone, place, arrives_last):
    """All parts behind it say the opposite; the id itself is never alike."""
    alike = {name: LOWER[name] for name in ORDER[:place]}
    decides, behind = ORDER[place], ORDER[place + 1 :]
    earlier = alike | {decides: LOWER[decides]} | {name: HIGHER[name] for name in behind}
    later = alike | {decides: HIGHER[decides]} | {name: LOWER[name] for name in behind}
    told = [phone.opened("tim", **earlier), phone.opened("trang-that", **later)]
    for event in told if arrives_last == "later" else reversed(told):
        send(hoa, event)
    assert Enrolment.objects.get().current_step == phone.uids["trang-that"]


@pytest.mark.parametrize("arrives_last", ["lower", "higher"])
def test_at_last_the_id_decides(hoa, phone, arrives_last):
    alike = {name: LOWER[name] for name in ORDER[:3]}
    told = [
        phone.opened("tim", **alike, id=LOWER["id"]),
        phone.opened("trang-that", **alike, id=HIGHER["id"]),
    ]
    for event in told if arrives_last == "higher" else reversed(told):
        send(hoa, event)
    assert Enrolment.objects.get().current_step == phone.uids["trang-that"]


def test_a_wrong_clock_is_kept_as_it_was_and_orders_within_what_can_be(hoa, phone):
    slow, fast = PUBLISHED - timedelta(days=365), NOW + timedelta(days=365)
    send(hoa, phone.opened("tim", at=fast.isoformat()), phone.opened("tim", at=slow.isoformat()))
    kept = LearningEvent.objects.order_by("at").values_list("at", "ordered_at")
    assert list(kept) == [(slow, PUBLISHED), (fast, NOW)]
