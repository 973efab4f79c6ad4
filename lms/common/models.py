"""What our models share: a default manager that never costs a query a row."""

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class PeersManager(models.Manager[Row]):
    """Fetches a forgotten relation for all rows of a list at once (Django's FETCH_PEERS)."""

    def get_queryset(self) -> Any:
        return super().get_queryset().fetch_mode(models.FETCH_PEERS)
