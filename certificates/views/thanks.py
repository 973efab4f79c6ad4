"""A certificate officer thanks members of a commune's teams for a year: chosen, seen, issued."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from certificates import policies
from certificates.models import Issuer
from certificates.services import thanking
from lms.common import clock
from lms.places.models import Unit
from lms.users.http import AuthenticatedRequest, second_factor_required
from teams.services import contributing
from teams.services.contributing import Year

FIRST_YEAR = 2022
MOST = 200
"""At once; each takes a number of the register."""


@require_http_methods(["GET", "HEAD", "POST"])
@second_factor_required
def thanks(request: AuthenticatedRequest) -> HttpResponse:
    """The commune and year, who gave hours, then who is thanked."""
    issuer = policies.issuers_of(request.user).order_by("-is_default", "pk").first()
    if issuer is None:
        raise PermissionDenied
    year = _year(request.GET.get("nam", ""))
    communes = Unit.objects.filter(level=Unit.Level.COMMUNE).valid_on(clock.today())
    commune = communes.filter(code=request.GET.get("xa", "")).first()
    years = contributing.of_commune(commune, year=year) if commune else []
    known = thanking.thanked(years, year=year)
    rows = [(_key(one), one, (one.person.pk, thanking.subject_of(one, year)) in known)
            for one in years]  # fmt: skip
    context: dict[str, Any] = {
        "issuer": issuer,
        "commune": commune,
        "communes": communes.sorted(),
        "year": year,
        "years": range(clock.today().year, FIRST_YEAR - 1, -1),
        "rows": rows,
        "is_open": any(not is_thanked for _key, _one, is_thanked in rows),
    }
    if request.method != "POST":
        return render(request, "certificates/thanks.html", context)
    chosen = _chosen(request, rows)
    if not chosen:
        context["error"] = "Chọn ít nhất một người chưa có giấy."
        return render(request, "certificates/thanks.html", context, status=422)
    if "xac-nhan" not in request.POST:
        keys = [(key, one) for key, one, _done in rows if one in chosen]
        return render(request, "certificates/thanks_confirm.html", {**context, "chosen": keys})
    return _issue(request, issuer, chosen, commune=commune, year=year)


def _issue(
    request: AuthenticatedRequest,
    issuer: Issuer,
    chosen: list[Year],
    *,
    commune: Unit | None,
    year: int,
) -> HttpResponse:
    now = clock.now()
    made = [
        thanking.thank(one, year=year, issuer=issuer, by=request.user, now=now) for one in chosen
    ]
    count = sum(one is not None for one in made)
    messages.success(request, f"Đã cấp {count} giấy cảm ơn. Tệp đang được dựng, có số trong sổ.")
    return redirect(f"/cap-giay/cam-on/?xa={commune.code if commune else ''}&nam={year}")


def _chosen(request: AuthenticatedRequest, rows: list[tuple[str, Year, bool]]) -> list[Year]:
    wanted = set(request.POST.getlist("ai"))
    return [one for key, one, is_thanked in rows if key in wanted and not is_thanked][:MOST]


def _key(one: Year) -> str:
    return f"{one.team.code}.{one.person.public_id}"


def _year(written: str) -> int:
    this_year = clock.today().year
    if written.isascii() and written.isdigit() and len(written) == 4:
        return min(max(int(written), FIRST_YEAR), this_year)
    return this_year
