"""Demo people: secrets for the asking in embedded mode, and none of them in production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import CommandError

from lms.users.checks import DEMO_PEOPLE
from lms.users.models import User
from lms.users.services import demo, people
from tests.users.conftest import NUMBER, SHOWN, ask, signed_in_as, type_in

pytestmark = pytest.mark.django_db


def printed(capsys, login):
    capsys.readouterr()
    call_command("demo_code", login)
    return capsys.readouterr().out.strip()


def test_a_demo_official_signs_in_with_what_is_printed(client, capsys):
    account = demo.make_staff("Lê Hồng Sơn", email="son@demo.test")
    client.post("/dang-nhap/can-bo/", {"login": "son@demo.test", "password": account.password})
    client.post("/dang-nhap/hai-lop/ma/", {"code": printed(capsys, "son@demo.test")})
    assert signed_in_as(client) == str(account.person.pk)


def test_a_demo_resident_signs_in_with_what_is_printed(client, capsys):
    person = demo.make_resident("Trần Thị Hoa", number=NUMBER)
    ask(client)
    type_in(client, printed(capsys, SHOWN))
    client.post("/dang-nhap/ai/", {"person": person.public_id})
    assert signed_in_as(client) == str(person.pk)


def test_making_demo_people_again_makes_nobody_new_but_a_new_password():
    first = demo.make_staff("Lê Hồng Sơn", email="son@demo.test")
    second = demo.make_staff("Lê Hồng Sơn", email="son@demo.test")
    demo.make_resident("Trần Thị Hoa", number=NUMBER)
    demo.make_resident("Trần Thị Hoa", number=NUMBER)
    assert User.objects.count() == 2
    assert first.password != second.password
    assert second.person.check_password(second.password)


def test_the_secrets_of_real_people_are_not_printed(bich, hoa_with_phone, with_factor, client):
    with_factor(bich)
    ask(client)
    for login in ("bich@demo.test", SHOWN, "khong-co@demo.test", "abc"):
        with pytest.raises(CommandError, match="không phải tài khoản trình diễn"):
            call_command("demo_code", login)


def test_a_number_shared_with_somebody_real_is_not_printed(hoa_with_phone, client):
    person = people.create_person("Đỗ Văn Minh", by=None)
    User.objects.filter(pk=person.pk).update(is_demo=True)
    people.attach_phone(person, NUMBER, verified_at=None, by=None)
    ask(client)
    with pytest.raises(CommandError):
        call_command("demo_code", SHOWN)


def test_before_a_code_is_asked_for_the_command_says_so():
    demo.make_resident("Trần Thị Hoa", number=NUMBER)
    with pytest.raises(CommandError, match="Nhắn mã cho tôi"):
        call_command("demo_code", SHOWN)


def test_a_folder_without_data_is_told_from_a_stranger(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE"}
    settings = {"LMS_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lms.settings.base"}
    done = subprocess.run(
        [sys.executable, "manage.py", "demo_code", "tuan@hocso.example"],
        cwd=Path(__file__).resolve().parents[2],
        env={**kept, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"Thư mục {tmp_path} chưa có dữ liệu" in done.stderr


def test_outside_embedded_mode_there_are_no_demo_secrets(settings):
    demo.make_staff("Lê Hồng Sơn", email="son@demo.test")
    settings.EMBEDDED = False
    with pytest.raises(CommandError):
        call_command("demo_code", "son@demo.test")
    with pytest.raises(demo.NotDemo):
        demo.make_staff("Lê Hồng Sơn", email="khac@demo.test")


@pytest.mark.parametrize("how", [{"databases": ["default"]}, {"include_deployment_checks": True}])
def test_production_refuses_a_database_with_demo_people(settings, how):
    demo.make_resident("Trần Thị Hoa", number=NUMBER)
    assert DEMO_PEOPLE not in _problems(how)
    settings.EMBEDDED = False
    assert DEMO_PEOPLE in _problems(how)
    call_command("close_demo_accounts", stdout=_Quiet())
    assert DEMO_PEOPLE not in _problems(how)


class _Quiet:
    def write(self, _text):
        pass


def _problems(how):
    return {problem.id for problem in run_checks(**how) if problem.is_serious()}


def test_the_web_server_does_not_start_on_such_a_database(settings):
    import importlib

    from django.core.exceptions import ImproperlyConfigured

    import lms.wsgi

    importlib.reload(lms.wsgi)
    demo.make_resident("Trần Thị Hoa", number=NUMBER)
    settings.EMBEDDED = False
    with pytest.raises(ImproperlyConfigured, match="tài khoản trình diễn"):
        importlib.reload(lms.wsgi)
