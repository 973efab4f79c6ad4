"""One province for all doors; whatever a request changes in it is taken back after the request."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from tests.access import world as worlds


@contextmanager
def _taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """Built once a module, in a transaction around all its tests."""
    with django_db_blocker.unblock(), _taken_back():
        yield worlds.build()


@pytest.fixture
def world(built, db):
    return built


@pytest.fixture
def taken_back():
    return _taken_back
