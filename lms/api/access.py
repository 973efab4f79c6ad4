"""Who is calling: a browser with our session, whose writes carry the CSRF header."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.utils import check_csrf

from lms.api.errors import ApiError, signed_out
from lms.users.models import User


def reader(request: HttpRequest) -> User:
    """The person who only asks; raises ApiError 401 for strangers."""
    person = request.user
    if not isinstance(person, User):
        raise signed_out()
    return person


def signed_in(request: HttpRequest) -> User:
    """The person; raises ApiError 401 for strangers and 403 without the CSRF header."""
    person = reader(request)
    if check_csrf(request):
        raise ApiError(403, "csrf", _("Trang này mở đã lâu. Mời tải lại trang."))
    return person
