"""Wagtail's snippet views, with rights asked for the very row: by themselves they ask only whether
a person may do such a thing to any row at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from wagtail.admin.views.generic.chooser import ChosenViewMixin
from wagtail.admin.views.generic.models import DeleteView
from wagtail.permissions import policy_registry

View = Callable[..., HttpResponseBase]


def guarded(model: type[Model], view_class: type, view: View, *, choosing: str = "change") -> View:
    """The view, refused for rows the person may not change, delete or (`choosing`) choose."""
    action = "change"
    if issubclass(view_class, DeleteView):
        action = "delete"
    elif issubclass(view_class, ChosenViewMixin):
        action = choosing

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "pk" in kwargs:
            row = get_object_or_404(model, pk=kwargs["pk"])
            policy = policy_registry.get_by_type(model)
            if not policy.user_has_permission_for_instance(request.user, action, row):
                raise PermissionDenied
        return view(request, *args, **kwargs)

    return guard
