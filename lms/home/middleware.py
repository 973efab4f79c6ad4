"""What stands before every page: the operator who closes for a while, and what is no text."""

import codecs
import logging
import re
from collections.abc import Callable
from traceback import walk_tb

from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError

from lms.common import guarding
from lms.home import closing, errors

DESK = "/quan-tri/"
WAY_ON = re.compile(r"/|https?://")
UNREADABLE = MultiValueDictKeyError | ObjectDoesNotExist | OverflowError | ValueError
OURS = ("certificates.", "courses.", "lms.", "teams.")

logger = logging.getLogger(__name__)

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


class DeskMiddleware:
    """What is posted by hand into the forms of Wagtail is refused in words where it would break.

    A missing field; and while none of our own code is at work, a row that is not there, words where
    a number belongs, or nothing where Wagtail took something for granted. All else is a fault and
    stays one. The log keeps where it broke.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Wagtail does what it is asked, then takes `next` for the name of a page of ours."""
        if not _is_posted_at_the_desk(request):
            return None
        asked = (*request.GET.getlist("next"), *request.POST.getlist("next"))
        if all(not one or WAY_ON.match(one) for one in asked):
            return None
        return errors.bad_request(request, SuspiciousOperation())

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not _is_posted_at_the_desk(request) or not _is_unreadable(error):
            return None
        modules = [frame.f_globals["__name__"] for frame, _ in walk_tb(error.__traceback__)]
        is_ours = any(one.startswith(OURS) for one in modules if one != guarding.__name__)
        if is_ours and not isinstance(error, MultiValueDictKeyError):
            return None
        logger.warning("%s in %s at the desk", type(error).__name__, modules[-1])
        return errors.bad_request(request, error)


def _is_unreadable(error: Exception) -> bool:
    if isinstance(error, AttributeError):
        return error.obj is None
    return isinstance(error, UNREADABLE)


def _is_posted_at_the_desk(request: HttpRequest) -> bool:
    return request.method == "POST" and request.path_info.startswith(DESK)


class MaintenanceMiddleware:
    """Answers every page with the maintenance page; watchers still get `/healthz`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz" or (minutes := closing.minutes_left()) is None:
            return self.get_response(request)
        return errors.maintenance(request, minutes=minutes)
