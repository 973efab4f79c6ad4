"""What the dashboards keep about a person: the targets she gave, changed and answered."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.dashboards.models import Target, TargetVersion
from lms.users.models import User
from lms.users.services import merging, personal


def register() -> None:
    """Announce the part; called once, from `AppConfig.ready`."""
    personal.register_part(
        "targets",
        label=gettext_lazy("Chỉ tiêu đã giao, đã trả lời"),
        export=_of,
        erase=None,
        describe=_say,
        stays=gettext_lazy("Chỉ tiêu và văn bản giao chỉ tiêu, là việc công của đơn vị."),
    )
    merging.register_merge("targets", _take_over)


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
