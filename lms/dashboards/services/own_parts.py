"""What the dashboards keep about a person: targets she gave and answered, figures she sent in and
decided about."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.dashboards.models import Entry, Target, TargetVersion
from lms.users.models import User
from lms.users.services import merging, personal


def register() -> None:
    """Announce the parts; called once, from `AppConfig.ready`."""
    personal.register_part(
        "targets",
        label=gettext_lazy("Chỉ tiêu đã giao, đã trả lời"),
        export=_of,
        erase=None,
        describe=_say,
        stays=gettext_lazy("Chỉ tiêu và văn bản giao chỉ tiêu, là việc công của đơn vị."),
    )
    personal.register_part(
        "entries",
        label=gettext_lazy("Số liệu đã nhập, đã duyệt"),
        export=_entries_of,
        erase=None,
        describe=_say_entries,
        stays=gettext_lazy("Số liệu và minh chứng của đơn vị, là việc công của đơn vị."),
    )
    merging.register_merge("targets", _take_over)
    merging.register_merge("entries", _take_over_entries)


def _of(user: User) -> list[dict[str, Any]]:
    given = TargetVersion.objects.filter(made_by=user).order_by("made_at")
    answered = Target.objects.filter(answered_by=user).order_by("answered_at")
    return [
        *map(dict, given.values("target__indicator__name", "value", "document_no", "made_at")),
        *map(dict, answered.values("indicator__name", "value", "state", "dispute", "answered_at")),
    ]


def _say(user: User) -> list[str]:
    given = TargetVersion.objects.filter(made_by=user).count()
    answered = Target.objects.filter(answered_by=user).count()
    said = []
    if given:
        said.append(_("Đã giao hoặc điều chỉnh %(count)s chỉ tiêu.") % {"count": given})
    if answered:
        said.append(_("Đã trả lời %(count)s chỉ tiêu.") % {"count": answered})
    return said


def _take_over(person: User, into: User) -> None:
    """What the one answered, the other answered; who worded a target stays as it was written."""
    Target.objects.filter(answered_by=person).update(answered_by=into)


def _entries_of(user: User) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(Q(submitted_by=user) | Q(decided_by=user))
    columns = (
        *("indicator__code", "indicator__name", "unit__name", "first_on", "last_on", "numerator"),
        *("denominator", "evidence_words", "state", "submitted_at", "decided_at", "reason"),
    )
    return list(rows.order_by("submitted_at").values(*columns))


def _say_entries(user: User) -> list[str]:
    sent = Entry.objects.filter(submitted_by=user).count()
    decided = Entry.objects.filter(decided_by=user).count()
    said = []
    if sent:
        said.append(_("Đã nhập %(count)s số liệu.") % {"count": sent})
    if decided:
        said.append(_("Đã duyệt hoặc trả lại %(count)s số liệu.") % {"count": decided})
    return said


def _take_over_entries(person: User, into: User) -> None:
    """What waits was sent in by the other: never approved by oneself, and told when decided."""
    waiting = Entry.objects.filter(submitted_by=person, state=Entry.State.SUBMITTED)
    waiting.update(submitted_by=into)
