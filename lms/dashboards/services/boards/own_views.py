"""The boards a person keeps: shown to her, gone with her, taken along when records merge."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.dashboards.models import BoardView
from lms.users.models import User
from lms.users.services import merging, personal


def register() -> None:
    """Announce the part; called once, from `AppConfig.ready`."""
    personal.register_part(
        "board_views",
        label=gettext_lazy("Bảng đã lưu"),
        export=_of,
        erase=_erase,
        describe=_say,
    )
    merging.register_merge("board_views", _take_over)


def _of(user: User) -> list[dict[str, Any]]:
    columns = ("name", "level", "key", "said", "is_shared", "schedule", "created_at")
    return [*map(dict, BoardView.objects.filter(owner=user).order_by("pk").values(*columns))]


def _erase(user: User) -> None:
    BoardView.objects.filter(owner=user).delete()


def _say(user: User) -> list[str]:
    count = BoardView.objects.filter(owner=user).count()
    return [_("Đã lưu %(count)s bảng.") % {"count": count}] if count else []


def _take_over(person: User, into: User) -> None:
    """Two of one name stay two."""
    taken = set(BoardView.objects.filter(owner=into).values_list("name", flat=True))
    for view in BoardView.objects.filter(owner=person).order_by("pk"):
        name, number = view.name, 2
        while name in taken:
            name, number = f"{view.name[:74]} ({number})", number + 1
        taken.add(name)
        BoardView.objects.filter(pk=view.pk).update(owner=into, name=name)
