"""No process of a product for the public starts on a database with demo accounts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
WORKER = ("celery", "-A", "lms", "worker", "--pool", "solo")
BEAT = ("lms.jobs.beat",)
MAKE_A_DEMO_PERSON = """
import django; django.setup()
from lms.users.models import User
User.objects.create_user("Lê Hồng Sơn", is_demo=True)
"""


def run(folder, *words):
    environment = {"LMS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tests.settings.served"}
    kept = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE"}
    return subprocess.run(
        [sys.executable, *words],
        env={**kept, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "process",
    [WORKER, pytest.param(BEAT, marks=pytest.mark.large)],
    ids=["worker", "beat"],
)
def test_refuses(process, tmp_path):
    databases.make(tmp_path)
    assert run(tmp_path, "-c", MAKE_A_DEMO_PERSON).returncode == 0
    done = run(tmp_path, "-m", *process)
    assert done.returncode == 1, done.stderr
    assert "còn tài khoản trình diễn" in done.stderr
