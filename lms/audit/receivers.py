"""Writing down what lower apps, which do not know the audit log, announce."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model

from lms.audit import services
from lms.places.models import Unit


def units_succeeded(
    *, links: list[tuple[UUID, UUID]], effective_on: date, actor_id: Any, **_signal: object
) -> None:
    """One line for each new unit: how many it took over from, and from which day on."""
    taken_over = Counter(new_id for _, new_id in links)
    actor = get_user_model().objects.filter(pk=actor_id).first() if actor_id else None
    for unit in Unit.objects.filter(pk__in=taken_over).order_by("path"):
        services.record(
            "unit.succeeded",
            subject=unit,
            actor=actor,
            effective_on=effective_on,
            predecessor_count=taken_over[unit.pk],
        )
