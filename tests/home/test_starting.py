"""What happens between `make run` and the first page."""

import io
import json
import os
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.templatetags.static import static

from lms.home.management.commands import up
from lms.home.starting import greeting, preparing
from lms.home.starting.accounts import SignIn
from lms.users.models import User
from teams.models import Topic


class Terminal(io.StringIO):
    def isatty(self):
        return True


def told(**options):
    said = []
    greeting.greet(said.append, **{"host": "0.0.0.0", "port": 8000, "sign_ins": [], **options})
    return "\n".join(said)


def base_address(folder):
    """What a process begun now puts before the links in its messages."""
    environment = {**os.environ, "LMS_DATA": str(folder)}
    command = "from lms.settings import base; print(base.WAGTAILADMIN_BASE_URL)"
    done = subprocess.run(
        [sys.executable, "-c", command], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


# Links in messages


def test_links_name_the_host_and_port_the_product_runs_at(settings, tmp_path):
    assert base_address(tmp_path) == "http://localhost:8000"
    settings.DATA_DIR = tmp_path
    preparing.keep_address(greeting.here("192.168.1.7", 9000))
    assert base_address(tmp_path) == "http://192.168.1.7:9000"
    preparing.reset(tmp_path)
    assert base_address(tmp_path) == "http://localhost:8000"


# An empty folder again


def test_reset_empties_a_data_folder_and_keeps_its_key(tmp_path):
    for name in ("db.sqlite3", "db.sqlite3-wal", "beat-schedule", "demo_accounts.json"):
        (tmp_path / name).touch()
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "secret_key").write_text("khóa")
    preparing.reset(tmp_path)
    assert [item.name for item in tmp_path.iterdir()] == ["secret_key"]


def test_reset_touches_nothing_in_a_folder_with_something_of_somebody_else(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    (tmp_path / "db.sqlite3").touch()
    (tmp_path / "anh-gia-dinh").mkdir()
    with pytest.raises(CommandError, match="“anh-gia-dinh”, không phải của Học số"):
        up.Command().prepare(host="0.0.0.0", port=8000, reset=True, no_demo=True)
    assert len(list(tmp_path.iterdir())) == 2


def test_reset_of_a_folder_that_is_not_there_yet_is_nothing(tmp_path):
    preparing.reset(tmp_path / "moi")


# Without the demo


@pytest.mark.django_db
def test_without_the_demo_there_is_nobody_and_the_first_command_is_said(
    settings, tmp_path, capsys, monkeypatch
):
    settings.DATA_DIR = tmp_path
    # Joining all files takes longer than everything else and is tested by itself.
    monkeypatch.setattr(preparing, "collect_static", lambda: lambda: None)
    monkeypatch.setattr(greeting, "lan_address", lambda: "192.168.1.7")
    for port in (9000, 9001):
        up.Command().prepare(host="0.0.0.0", port=port, reset=False, no_demo=True)
        assert "createsuperuser" in capsys.readouterr().out
    assert not User.objects.exists()
    assert Topic.objects.exists()
    assert base_address(tmp_path) == "http://192.168.1.7:9001"


def test_names_of_files_joined_meanwhile_are_known_to_the_process_that_waited(
    settings, tmp_path, monkeypatch
):
    """It draws the pages of the demo courses, and began when no file had a name."""
    settings.STATIC_ROOT = tmp_path
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    joined = {"paths": {"js/watch.js": "js/watch.1234.js"}, "version": "1.1", "hash": "a"}
    command = f"open('staticfiles.json', 'w').write({json.dumps(joined)!r})"

    def join(_command):
        return subprocess.Popen([sys.executable, "-c", command], cwd=tmp_path)

    monkeypatch.setattr(preparing, "subprocess", SimpleNamespace(Popen=join))
    with pytest.raises(ValueError, match="manifest entry"):
        static("js/watch.js")
    preparing.collect_static()()
    assert static("js/watch.js").endswith("js/watch.1234.js")


def test_production_does_not_start_this_way(settings):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="bản gọn"):
        call_command("up")


# A bar


def test_the_bar_grows_in_its_line_on_a_terminal():
    out = Terminal()
    bar = preparing.Bar("bước", 2, out)
    bar.step()
    bar.step()
    first, second = out.getvalue().split("\r")[1:]
    assert "1/2 bước" in first
    assert second == f"  {'█' * 24} 2/2 bước\n"


def test_the_bar_is_a_few_lines_in_a_file():
    out = io.StringIO()
    bar = preparing.Bar("bước", 40, out)
    for _ in range(40):
        bar.step()
    assert [line.split()[1] for line in out.getvalue().splitlines()] == [
        "10/40", "20/40", "30/40", "40/40",
    ]  # fmt: skip


# What is printed


def test_a_machine_on_a_network_is_reached_by_phones_with_a_qr(monkeypatch):
    monkeypatch.setattr(greeting, "lan_address", lambda: "192.168.1.7")
    text = told()
    assert "http://localhost:8000/" in text
    assert "http://192.168.1.7:8000/" in text
    assert "Điện thoại cùng mạng Wi-Fi quét mã này" in text


def test_a_machine_for_itself_shows_no_qr():
    text = told(host="127.0.0.1", port=9000)
    assert "http://127.0.0.1:9000/" in text
    assert "quét mã" not in text


@pytest.mark.allow_hosts(["192.0.2.1"])
def test_the_address_on_the_network_is_one_of_this_machine():
    found = greeting.lan_address()
    assert not found or socket.inet_aton(found)
    assert not found.startswith("127.")


def test_an_address_of_the_newer_kind_stands_in_brackets():
    assert greeting.here("::1", 9000) == "http://[::1]:9000/"
    assert greeting.here("::", 9000) == "http://localhost:9000/"


def test_the_qr_is_square_in_half_height_blocks():
    lines = greeting.qr_lines("http://192.168.1.7:8000/")
    assert {len(line) for line in lines} == {29}
    assert len(lines) == 15
    assert set("".join(lines)) == set("█▀▄ ")


@pytest.mark.parametrize(
    ("folder", "command"),
    [
        ("data", ".venv/bin/python manage.py demo_code"),
        ("/srv/học số", "LMS_DATA='/srv/học số' .venv/bin/python manage.py demo_code"),
    ],
)
def test_the_command_for_codes_works_on_the_folder_in_use(settings, folder, command):
    settings.DATA_DIR = settings.BASE_DIR / folder
    tuan = SignIn("Biên tập", "/dang-nhap/can-bo/", "tuan@demo.test", "ba-bo-ca")
    text = told(host="127.0.0.1", sign_ins=[tuan])
    assert "mật khẩu ba-bo-ca" in text
    assert f": {command} <thư điện tử>" in text
