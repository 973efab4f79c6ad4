"""The supervisor keeps its children alive and leaves nothing behind, even when it is killed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import databases

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.worker


class House:
    """A supervisor in a process of its own, and what it printed so far."""

    def __init__(self, folder, *children):
        self.log = folder / "log"
        settings = {"LMS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "lms.settings.base"}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.jobs.house", str(folder), *children],
                cwd=ROOT,
                env={**os.environ, **settings},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def text(self):
        return self.log.read_text()

    def wait_for(self, pattern, *, count=1, seconds=60):
        """The matches of `pattern` in what was printed, once there are `count`."""
        until = time.monotonic() + seconds
        while len(found := re.findall(pattern, self.text)) < count:
            assert time.monotonic() < until, self.text
            assert self.process.poll() is None or len(re.findall(pattern, self.text)) >= count
            time.sleep(0.05)
        return found

    def pids(self):
        """Every living process that hangs on this supervisor's lifeline, itself included."""
        mark = f"LMS_DATA={self.log.parent}".encode()
        numbers = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
        return {pid for pid in numbers if has(pid, mark)}


def has(pid, mark):
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return status != "Z" and mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


def becomes(question, *, seconds=15):
    until = time.monotonic() + seconds
    while not question():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def start(tmp_path):
    houses = []

    def start_house(*children, folder=None):
        folder = folder or tmp_path / f"house{len(houses)}"
        folder.mkdir(exist_ok=True)
        houses.append(House(folder, *children))
        return houses[-1]

    yield start_house
    for house in houses:
        for pid in house.pids():
            os.kill(pid, signal.SIGKILL)
        house.process.wait(10)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_after_sigkill_of_the_supervisor_no_process_is_left_and_the_port_is_free(
    start, port, tmp_path
):
    folder = tmp_path / "real"
    databases.make(folder)
    house = start(f"web:{port}", "worker", "beat", folder=folder)
    house.wait_for("sẵn sàng")
    # The supervisor, granian and its worker, Celery and its two children, beat.
    assert becomes(lambda: len(house.pids()) >= 7, seconds=60), house.text
    assert not is_free(port)
    os.kill(house.process.pid, signal.SIGKILL)
    house.process.wait(10)
    assert becomes(lambda: not house.pids(), seconds=5), house.text
    assert becomes(lambda: is_free(port), seconds=5)


def test_after_sigkill_forks_of_children_are_gone_too_and_a_new_start_works(start):
    house = start("stay")
    house.wait_for(r"pids (\d+) (\d+)")
    assert len(house.pids()) == 3
    os.kill(house.process.pid, signal.SIGKILL)
    house.process.wait(10)
    again = start("stay", folder=house.log.parent)
    again.wait_for("sẵn sàng")
    assert becomes(lambda: len(again.pids()) == 3)


def test_ctrl_c_stops_everything_politely(start):
    house = start("stay")
    house.wait_for("pids")
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(15) == 0
    assert not house.pids()
    assert "Đã dừng." in house.text


def test_a_child_that_is_killed_is_started_again_and_its_forks_are_cleared(start):
    house = start("stay")
    [(child, fork)] = house.wait_for(r"pids (\d+) (\d+)")
    os.kill(int(child), signal.SIGKILL)
    house.wait_for("Tiến trình stay đã dừng .tín hiệu 9., bật lại sau")
    house.wait_for(r"pids (\d+) (\d+)", count=2)
    assert becomes(lambda: len(house.pids()) == 3)
    assert int(fork) not in house.pids()


def test_each_line_of_a_child_bears_its_name(start):
    house = start("stay")
    assert house.wait_for(r"stay │ pids")


def test_a_child_that_cannot_live_is_tried_ever_later_and_then_given_up_with_all(start):
    house = start("crash", "stay")
    assert house.process.wait(60) == 1
    assert house.wait_for(r"crash đã dừng .mã 3., bật lại sau (\d+) giây", count=3) == list("248")
    assert "Tiến trình crash cứ bật lên là dừng" in house.text
    assert not house.pids()


def test_a_second_supervisor_in_the_same_folder_is_refused(start):
    house = start("stay")
    house.wait_for("pids")
    second = subprocess.run(
        [sys.executable, "-m", "tests.jobs.house", str(house.log.parent), "stay"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert "Học số đang chạy với thư mục dữ liệu" in second.stdout
    assert len(house.pids()) == 3


def test_a_port_in_use_is_said_before_anything_is_started(start, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        house = start(f"web:{port}", "stay")
        assert house.process.wait(30) == 1
    assert f"Không mở được cổng {port}: chương trình khác đang dùng" in house.text
    assert "pids" not in house.text
