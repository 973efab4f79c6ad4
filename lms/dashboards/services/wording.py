"""What the province says of its indicators and groups: changed with what was said before kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from lms.audit import services as audit
from lms.common import numbers, text
from lms.dashboards.models import CatalogueChange, GroupMember, Indicator, IndicatorGroup
from lms.users.models import User

INDICATOR_FIELDS = (
    "name",
    "numerator_words",
    "denominator_words",
    "how",
    "owner",
    "owner_words",
    "evidence",
    "legal_source",
    "is_offered",
    "is_open",
)
GROUP_FIELDS = ("name", "legal_source", "weights_source", "is_offered")
MEMBER_FIELDS = ("weight", "full", "wanted")


class ChangedMeanwhile(Exception):
    """Somebody else changed it since it was looked at."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was changed, in words."""

    label: str
    before: str
    after: str


def changes_of(about: Indicator | IndicatorGroup) -> QuerySet[CatalogueChange]:
    """What was changed, newest first."""
    return about.changes.select_related("changed_by").order_by("-changed_at", "-pk")


def seen(about: Indicator | IndicatorGroup) -> str:
    """The state somebody looks at, to be given back when it is changed."""
    return str(about.changes.count())


def word_indicator(
    indicator: Indicator, said: Mapping[str, object], *, saw: str, by: User, now: datetime
) -> bool:
    """Word an indicator otherwise; whether anything is different.

    What it counts never changes. Raises ChangedMeanwhile and writes nothing where somebody else
    changed it since.
    """
    with transaction.atomic():
        held = Indicator.objects.select_for_update().get(pk=indicator.pk)
        _check(held, saw)
        before = {name: _plain(getattr(held, name)) for name in INDICATOR_FIELDS}
        for name in INDICATOR_FIELDS:
            if name in said:
                setattr(held, name, _clean(said[name]))
        after = {name: _plain(getattr(held, name)) for name in INDICATOR_FIELDS}
        if not _keep(before, after, by=by, now=now, indicator=held):
            return False
        held.save(update_fields=INDICATOR_FIELDS)
        audit.record("indicator.worded", subject=held, actor=by, at=now, code=held.code)
    return True


def word_group(
    group: IndicatorGroup,
    said: Mapping[str, object],
    members: Mapping[str, Mapping[str, Decimal | None]],
    *,
    saw: str,
    by: User,
    now: datetime,
) -> bool:
    """Name a group otherwise and weigh its members (by code) otherwise; as `word_indicator`."""
    with transaction.atomic():
        held = IndicatorGroup.objects.select_for_update().get(pk=group.pk)
        _check(held, saw)
        rows = list(held.members.all())
        before = _said_of(held, rows)
        for name in GROUP_FIELDS:
            if name in said:
                setattr(held, name, _clean(said[name]))
        for row in rows:
            for name, value in members.get(row.code, {}).items():
                setattr(row, name, value)
        if not _keep(before, _said_of(held, rows), by=by, now=now, group=held):
            return False
        held.save(update_fields=GROUP_FIELDS)
        GroupMember.objects.bulk_update(rows, MEMBER_FIELDS)
        audit.record("indicator_group.worded", subject=held, actor=by, at=now, code=held.code)
    return True


def differences(change: CatalogueChange, labels: Mapping[str, object]) -> list[Difference]:
    """What a change changed, each under its label; of a member under its code."""
    found = []
    for name, after in change.after.items():
        code, _dot, column = name.rpartition(".")
        label = str(labels.get(column, column))
        found.append(Difference(f"{code} {label}".strip(), change.before.get(name, ""), after))
    return found


def _check(held: Indicator | IndicatorGroup, saw: str) -> None:
    if seen(held) != saw:
        raise ChangedMeanwhile


def _said_of(group: IndicatorGroup, rows: list[GroupMember]) -> dict[str, str]:
    said = {name: _plain(getattr(group, name)) for name in GROUP_FIELDS}
    return said | {
        f"{row.code}.{name}": _plain(getattr(row, name)) for row in rows for name in MEMBER_FIELDS
    }


def _keep(
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    by: User,
    now: datetime,
    indicator: Indicator | None = None,
    group: IndicatorGroup | None = None,
) -> bool:
    changed = {name for name in after if before.get(name) != after[name]}
    if not changed:
        return False
    CatalogueChange.objects.create(
        indicator=indicator,
        group=group,
        before={name: before[name] for name in sorted(changed)},
        after={name: after[name] for name in sorted(changed)},
        changed_by=by,
        changed_at=now,
    )
    return True


def _clean(value: object) -> object:
    return text.nfc(value) if isinstance(value, str) else value


def _plain(value: object) -> str:
    """As it is shown in the history."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Decimal):
        return numbers.show(value.normalize())
    return str(value)
