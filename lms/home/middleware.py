"""What stands before every page: the operator who closes for a while, and what is no text."""

import codecs
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lms.home import closing, errors

type Answer = Callable[[HttpRequest], HttpResponseBase]


class NulMiddleware:
    """Keeps the sign away that no text has and PostgreSQL will not take; forms refuse it anyway.

    A question has a space instead and is answered; no address has it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            return errors.bad_request(request, SuspiciousOperation())
        # Never by nothing: what stood around it ("%0%000") could join to the same sign.
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "+")
        return self.get_response(request)


class CharsetMiddleware:
    """Refuses what says that it is not UTF-8: some codecs make no text, others signs no text has.

    No browser says so of a form of ours.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Set by Django only where it knows the codec.
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            return errors.bad_request(request, SuspiciousOperation())
        return self.get_response(request)


class MaintenanceMiddleware:
    """Answers every page with the maintenance page; watchers still get `/healthz`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz" or (minutes := closing.minutes_left()) is None:
            return self.get_response(request)
        return errors.maintenance(request, minutes=minutes)
