"""Watchers get plain answers."""

import pytest
from django.core.cache.backends.locmem import LocMemCache


def test_the_process_says_that_it_lives_without_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_database_and_cache_are_asked(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready")


class DeadCache(LocMemCache):
    def set(self, *args, **kwargs):
        raise ConnectionError


@pytest.mark.django_db
def test_a_dead_cache_is_named(client, settings):
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": f"{__name__}.DeadCache", "LOCATION": "dead"},
    }
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready: cache")
