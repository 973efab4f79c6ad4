"""Lists of the editors' area that are searched and sorted at once."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from wagtail.snippets.views.snippets import IndexView


class SortedSearchView(IndexView):
    """What was searched for can be sorted by any column; by itself Wagtail breaks on most."""

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ordered: QuerySet[Any] = super().order_queryset(queryset)
        if not self.is_searching:
            return ordered
        return ordered.order_by(*map(_as_expression, ordered.query.order_by))


def _as_expression(name: Any) -> Any:
    """The same order, in the one form that Wagtail's search hands on to the database unread."""
    if not isinstance(name, str):
        return name
    return OrderBy(F(name.removeprefix("-")), descending=name.startswith("-"))
