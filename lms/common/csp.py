"""The editors' pages have a security policy of their own; all others share the strict one."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csp import csp_override

ADMIN = "/quan-tri/"

Answer = Callable[[HttpRequest], HttpResponseBase]


class AdminPolicyMiddleware:
    """Wagtail's admin prints inline scripts and styles, so `settings.ADMIN_CSP` lets it.

    Stands below Django's ContentSecurityPolicyMiddleware, which writes the header.
    """

    def __init__(self, get_response: Answer) -> None:
        self.everywhere = get_response
        self.admin: Answer = csp_override(settings.ADMIN_CSP)(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.admin if request.path_info.startswith(ADMIN) else self.everywhere
        return answer(request)
