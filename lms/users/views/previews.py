"""The rows of a list page by page, action by action; the same for every kind of list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import Promise

from lms.users.models import RosterImport

PAGE_SIZE = 50
REFRESH_SECONDS = 3


@dataclass(frozen=True)
class Tab:
    """The rows of one action, and how many there are."""

    slug: str
    action: str
    label: str | Promise
    count: int


def preview(
    found: RosterImport,
    kinds: Sequence[tuple[str, str, str | Promise]],
    *,
    asked: str,
    number: str | None,
) -> dict[str, Any]:
    """Tabs of (slug, action, label), the one asked for or the first with rows, and its page."""
    counts = found.summary.get("counts", {})
    tabs = [Tab(slug, action, label, counts.get(action, 0)) for slug, action, label in kinds]
    shown = next((tab for tab in tabs if tab.slug == asked), None) or next(
        (tab for tab in tabs if tab.count), tabs[0]
    )
    rows = found.rows.filter(action=shown.action).order_by("row_no")
    return {
        "tabs": tabs,
        "shown": shown,
        "page": Paginator(rows, PAGE_SIZE).get_page(number),
        "link": f"?loai={shown.slug}&trang=",
        "unused": found.summary.get("unused", []),
    }
