"""The page a form comes back on after its sender has signed in again."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from lms.common import lost_forms
from lms.users.http import AuthenticatedRequest, signed_in


@require_safe
@signed_in
def lost_form(request: AuthenticatedRequest) -> HttpResponse:
    """What was typed, filled in and ready to be sent; nothing is sent by itself."""
    form = lost_forms.kept(request)
    if form is None:
        return redirect("home:mine")
    return render(request, "home/lost_form.html", {**form})
