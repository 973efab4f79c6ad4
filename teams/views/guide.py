"""The guide for leaders: on the phone, and to be printed; the same for everybody."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.common import guides


@require_safe
def leaders(request: HttpRequest) -> HttpResponse:
    return guides.page(request, "to-truong", back="/to/", back_words=_("Trang của tổ"))
