"""Closes the product for some minutes when the operator says so."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lms.home import errors


class MaintenanceMiddleware:
    """Answers every page with the maintenance page; watchers still get `/healthz`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return self.get_response(request)
        return errors.maintenance(request)
