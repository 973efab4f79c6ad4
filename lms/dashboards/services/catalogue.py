"""The indicators a province begins with; it adds its own and retires the rest."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from lms.dashboards.models import GroupMember, Indicator, IndicatorGroup

FILE = Path(__file__).parent.parent / "data" / "indicators.toml"
_RENAMED = {"unit": "unit_word", "owner": "owner_words"}


def ensure_usual() -> int:
    """Add the indicators and groups that are missing; how many indicators were added.

    What is there stays as the province has worded, grouped or retired it.
    """
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    with transaction.atomic():
        known = set(Indicator.objects.values_list("code", flat=True))
        missing = [
            Indicator(**_fields(row), position=10 * number)
            for number, row in enumerate(said["indicators"], start=1)
            if row["code"] not in known
        ]
        Indicator.objects.bulk_create(missing, ignore_conflicts=True)
        _groups(said["groups"])
    return len(missing)


def _groups(said: list[dict[str, Any]]) -> None:
    known = set(IndicatorGroup.objects.values_list("code", flat=True))
    for number, row in enumerate(said, start=1):
        if row["code"] in known:
            continue
        about = {key: value for key, value in row.items() if key != "members"}
        group = IndicatorGroup.objects.create(**about, position=10 * number)
        GroupMember.objects.bulk_create(
            GroupMember(group=group, position=10 * place, **_member(one))
            for place, one in enumerate(row["members"], start=1)
        )


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    return {_RENAMED.get(key, key): value for key, value in row.items()}


def _member(said: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(said, str):
        return {"code": said}
    return {key: value if key == "code" else Decimal(value) for key, value in said.items()}
