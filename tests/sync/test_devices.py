import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from lms.audit.models import AuditEvent
from lms.common.ids import uuid7
from lms.sync.models import Device
from lms.sync.services import devices
from lms.users.services import personal

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def phone(hoa, clock):
    return devices.seen(uuid7(), user=hoa, label="Điện thoại của Hoa")


def test_a_new_phone_is_remembered(phone, hoa):
    phone.refresh_from_db()
    assert (phone.user, phone.label) == (hoa, "Điện thoại của Hoa")
    assert phone.first_seen_at == phone.last_seen_at == NOON


@pytest.mark.parametrize(
    "name", [uuid.uuid4(), uuid.uuid1(), uuid.UUID(int=0)], ids=["4", "1", "0"]
)
def test_only_a_uuid7_names_a_phone(db, name):
    with pytest.raises(devices.NotADevice):
        devices.seen(name)
    assert not Device.objects.exists()


def test_a_phone_is_touched_once_an_hour(phone, hoa, clock, django_assert_num_queries):
    clock.shift(timedelta(minutes=59))
    with django_assert_num_queries(1):
        devices.seen(phone.pk, user=hoa)
    clock.shift(timedelta(minutes=1))
    devices.seen(phone.pk, user=hoa)
    phone.refresh_from_db()
    assert phone.last_seen_at == NOON + timedelta(hours=1)
    assert phone.first_seen_at == NOON


def test_a_shared_phone_keeps_the_last_person(phone, lan, clock):
    assert devices.seen(phone.pk, user=lan).user == lan
    assert devices.seen(phone.pk).user == lan
    phone.refresh_from_db()
    assert (phone.user, phone.label) == (lan, "Điện thoại của Hoa")


def test_a_revoked_phone_stays_revoked(phone, hoa, lan, clock):
    assert devices.revoke(phone, by=hoa)
    assert not devices.revoke(phone, by=hoa)
    clock.shift(timedelta(days=1))
    devices.seen(phone.pk, user=lan)
    phone.refresh_from_db()
    assert (phone.revoked_at, phone.user, phone.last_seen_at) == (NOON, hoa, NOON)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.subject_id) == ("device.revoked", hoa, str(phone.pk))


def test_my_phones_are_mine_alone_newest_first(phone, hoa, lan, clock):
    clock.shift(timedelta(days=1))
    newer = devices.seen(uuid7(), user=hoa)
    devices.seen(uuid7(), user=lan)
    devices.revoke(devices.seen(uuid7(), user=hoa), by=hoa)
    assert list(devices.devices_of(hoa)) == [newer, phone]


def test_an_erased_person_leaves_only_the_phone(phone, hoa):
    devices.forget_person(hoa)
    phone.refresh_from_db()
    assert (phone.user, phone.label) == (None, "")


def test_the_name_of_a_phone_is_cut(db):
    assert len(devices.seen(uuid7(), label=" a" * 100).label) == 80


def test_a_batch_tells_which_phones_sent_it(hoa, clock):
    one, other = uuid7(), uuid7()
    bodies = [
        {"device": str(one)},
        {"device": str(one)},
        {"device": str(other)},
        {"device": str(uuid.uuid4())},
        {"device": "x" * 99},
        {"device": {"a": 1}},
        {},
        "nonsense",
    ]
    devices.note_senders(bodies, user=hoa)
    assert set(Device.objects.values_list("pk", flat=True)) == {one, other}


def test_a_hostile_batch_makes_few_phones(hoa, clock):
    devices.note_senders([{"device": str(uuid7())} for _ in range(500)], user=hoa)
    assert Device.objects.count() == devices.MOST_IN_BATCH


@pytest.mark.django_db(transaction=True)
def test_a_second_batch_within_the_hour_asks_nothing(hoa, lan, clock, django_assert_num_queries):
    bodies = [{"device": str(uuid7())}]
    devices.note_senders(bodies, user=hoa)
    with django_assert_num_queries(0):
        devices.note_senders(bodies, user=hoa)
    devices.note_senders(bodies, user=lan)
    assert Device.objects.get().user == lan


def test_my_data_tell_my_phones_apart(client, phone, hoa, clock):
    first, *same = (devices.seen(uuid7(), user=hoa) for _ in range(3))
    clock.shift(timedelta(days=2))
    devices.seen(first.pk, user=hoa)
    client.force_login(hoa)
    page = client.get("/toi/du-lieu/").text
    assert "Máy đã dùng" in page
    lines = re.findall(r"[^<>]*dùng (?:từ|ngày) [^<>]*", page)
    assert lines[0] == "Máy dùng từ 20/11/2026, lần cuối 22/11/2026"
    others = {"Điện thoại của Hoa, dùng ngày 20/11/2026", f"{len(same)} máy dùng ngày 20/11/2026"}
    assert set(lines[1:]) == others
    assert len(lines) == 3


def test_the_export_names_my_phones_and_erasing_takes_them_off_me(phone, hoa, clock):
    [part] = [part for part in personal.parts() if part.name == "devices"]
    assert [row["id"] for row in part.export(hoa)] == [phone.pk]
    personal.erase(hoa, by=hoa, now=NOON)
    assert Device.objects.get().user is None
