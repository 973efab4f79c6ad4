"""The last step of every way in for residents: allauth signs the person in on this phone."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from lms.users import borrowed, policies, shared
from lms.users.http import is_own_page, with_next
from lms.users.models import User


def enter(
    request: HttpRequest, person: User, *, method: str, come_back: str, is_borrowed: bool = False
) -> HttpResponse:
    """Hand over to allauth, which asks for the second factor of those who have one.

    Whoever was signed in on this phone is signed out first. On a shared phone who has no place
    yet is offered one.
    """
    if request.user.is_authenticated:
        logout(request)
    else:
        request.session.cycle_key()
    to = come_back if is_own_page(come_back, request) else ""
    if not is_borrowed and _may_be_offered(request, person):
        to = with_next("users:shared-join", to)
    record_authentication(request, person, method=method)
    answer: HttpResponse = perform_login(request, Login(user=person, redirect_url=to))
    if is_borrowed:
        borrowed.begin(request, answer)
    else:
        shared.come_in(request, answer, person)
    return answer


def _may_be_offered(request: HttpRequest, person: User) -> bool:
    is_new_here = shared.places(request) and not shared.place_of(request, person)
    return bool(is_new_here) and policies.may_use_card(person)
