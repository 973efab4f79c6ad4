"""What must never be false of a row, whoever writes it."""

import pytest
from django.db import IntegrityError

from lms.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_a_running_job_has_a_lease():
    with pytest.raises(IntegrityError, match="job_running_has_lease"):
        Job.objects.create(kind="test.note", key="a", state="running")


def test_a_job_that_is_done_has_an_end():
    with pytest.raises(IntegrityError, match="job_done_has_end"):
        Job.objects.create(kind="test.note", key="a", state="done")


def test_a_failed_job_says_why():
    with pytest.raises(IntegrityError, match="job_failed_has_error"):
        Job.objects.create(kind="test.note", key="a", state="failed")


def test_a_key_is_used_once():
    Job.objects.create(kind="test.note", key="a")
    with pytest.raises(IntegrityError, match="key"):
        Job.objects.create(kind="test.note", key="a")
