"""The guide for communes and the province: read on a computer or a phone, and to be printed."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.common import guides


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    return guides.page(request, "xa-va-tinh", back="/toi/", back_words=_("Của tôi"))
