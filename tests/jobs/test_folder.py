"""The embedded broker: a message is seen whole, once, and outlives whoever wrote it."""

from concurrent.futures import ThreadPoolExecutor
from queue import Empty

import pytest
from kombu import Connection

from lms.jobs import folder
from lms.settings import brokers


@pytest.fixture
def broker(tmp_path):
    folder.register()
    with Connection("folder://", transport_options={"folder": str(tmp_path)}) as connection:
        yield connection


@pytest.fixture
def channel(broker):
    channel = broker.channel()
    channel._new_queue("now")
    return channel


def test_messages_come_back_in_the_order_they_were_put(channel):
    for number in range(3):
        channel._put("now", {"n": number})
    assert [channel._get("now")["n"] for _ in range(3)] == [0, 1, 2]


def test_a_message_is_put_and_taken_through_kombu(broker):
    queue = broker.SimpleQueue("now")
    queue.put("ring")
    message = queue.get(timeout=2)
    assert message.payload == "ring"
    message.ack()
    queue.close()


def test_an_empty_queue_says_so(channel):
    with pytest.raises(Empty):
        channel._get("now")


def test_a_message_half_written_is_not_seen(channel, tmp_path):
    (tmp_path / "now" / "1.half").write_text('{"n"')
    with pytest.raises(Empty):
        channel._get("now")


def test_a_message_emptied_by_a_power_cut_is_passed_over(channel, tmp_path):
    (tmp_path / "now" / "0.message").write_text("")
    channel._put("now", {"n": 1})
    assert channel._get("now") == {"n": 1}


def test_a_message_goes_to_one_of_many_workers(channel):
    for number in range(200):
        channel._put("now", {"n": number})

    def take(_):
        taken = []
        while True:
            try:
                taken.append(channel._get("now")["n"])
            except Empty:
                return taken

    with ThreadPoolExecutor(4) as workers:
        numbers = [number for share in workers.map(take, range(4)) for number in share]
    assert sorted(numbers) == list(range(200))


def test_a_queue_is_counted_and_emptied(channel, tmp_path):
    for number in range(3):
        channel._put("now", {"n": number})
    assert channel._size("now") == 3
    assert channel._purge("now") == 3
    assert not list((tmp_path / "now").iterdir())


def test_each_broker_is_told_what_it_needs(tmp_path):
    assert brokers.transport_options("folder://", tmp_path)["folder"] == str(tmp_path)
    assert "socket_connect_timeout" in brokers.transport_options("redis://host/0", tmp_path)
    assert brokers.transport_options("amqp://host//", tmp_path)["max_retries"] == 1
