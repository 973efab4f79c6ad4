"""A first password, for those who come in by one."""

from allauth.account import views as account
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.users import policies
from lms.users.http import AuthenticatedRequest, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: AuthenticatedRequest) -> HttpResponse:
    """allauth's page, with no way to it for residents."""
    if not policies.may_have_password(request.user):
        messages.info(request, _("Bà con vào bằng số điện thoại hoặc thẻ học, không cần mật khẩu."))
        return redirect("users:my-data")
    answer: HttpResponse = account.password_set(request)
    return answer
