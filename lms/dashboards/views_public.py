"""The figures everybody may read: of the province and of each commune; as pages and as tables.

Nothing of who asks is looked at, so anybody may keep a copy; whoever has the newest is told so
after three small questions, before anything is made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from lms.common import pages
from lms.dashboards.models import Indicator
from lms.dashboards.services.boards import asking
from lms.dashboards.services.public import exporting, showing
from lms.dashboards.services.public.showing import Series, Told
from lms.places.models import Unit
from lms.places.services import search, succession

HOUR = 60 * 60
LONGEST_QUERY = 80
MOST_FOUND = 12
BAR = 100
COMMUNE = Unit.Level.COMMUNE.value


@dataclass(frozen=True)
class Bar:
    """A line with its bar: of a month, or of a commune."""

    name: str
    number: str
    long: int = 0
    code: str = ""


@require_safe
def province(request: HttpRequest) -> HttpResponse:
    """What the open indicators come to, and one of them commune by commune."""
    if name := request.GET.get("xa", "").strip()[:LONGEST_QUERY]:
        return _search(request, name)
    # Whatever else an address says is no page of its own.
    codes = {one.code for one in showing.indicators()}
    asked = request.GET.get("chi-so", "")
    code = asked if asked in codes else ""
    return _kept(request, f"tinh:{code}", lambda: _province_html(code))


@require_safe
def commune(request: HttpRequest, key: str) -> HttpResponse:
    """The same of one commune; a former one's address leads to who took over."""
    found = showing.commune_of(key) or _by_name(key)
    if found is None:
        raise Http404
    unit, former = found
    if former or unit.code != key:
        return redirect(f"/cong-khai/{unit.code}/")
    return _kept(request, f"xa:{unit.pk}", lambda: _commune_html(unit))


@require_safe
def province_table(request: HttpRequest) -> HttpResponse:
    def make() -> str:
        found = showing.province_today()
        return exporting.table(showing.communes(found) if found else [])

    return _file(_kept(request, "tinh.csv", make), "so-lieu-cong-khai.csv")


@require_safe
def commune_table(request: HttpRequest, key: str) -> HttpResponse:
    found = showing.commune_of(key)
    if found is None:
        raise Http404
    unit, former = found
    if former:
        return redirect(f"/cong-khai/{unit.code}/so-lieu.csv")
    made = _kept(request, f"xa.csv:{unit.pk}", lambda: exporting.table([unit]))
    return _file(made, f"so-lieu-cong-khai-{unit.code}.csv")


def _kept(request: HttpRequest, what: str, make: Callable[[], str]) -> HttpResponse:
    key = f"open:{settings.RELEASE}:{showing.stamp()}:{what}"
    return pages.kept(request, key, make, max_age=HOUR)


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _by_name(key: str) -> tuple[Unit, Unit | None] | None:
    """The commune of a name written as addresses are: "xa-y-yen"; the only one of that name."""
    name = key.replace("-", " ")
    units = search.find(name, level=COMMUNE, limit=2)
    if len(units) == 1:
        return units[0], None
    former = [] if units else search.formerly(name, level=COMMUNE, limit=2)
    return (former[0].unit, former[0].unit) if len(former) == 1 else None


def _search(request: HttpRequest, name: str) -> HttpResponse:
    """The communes of this name, of today and of before; the only one at once."""
    units = search.find(name, level=COMMUNE, limit=MOST_FOUND)
    left = MOST_FOUND - len(units)
    former = search.formerly(name, level=COMMUNE, limit=left, but=units) if left else []
    if len(units) + len(former) == 1:
        return redirect(f"/cong-khai/{(units or [former[0].unit])[0].code}/")
    context = {
        "page_kind": "page",
        "query": name,
        "found": [(one, "") for one in units] + [(one.unit, one.former_name) for one in former],
    }
    return pages.fresh(request, render_to_string("dashboards/public/found.html", context))


def _province_html(code: str) -> str:
    unit = showing.province_today()
    units = showing.communes(unit) if unit else []
    rows = showing.of_province(unit, units) if unit else []
    usual = code or asking.USUAL
    chosen = next((one for one in rows if one.indicator.code == usual), rows[0] if rows else None)
    context: dict[str, Any] = {
        "page_kind": "page",
        "place": unit,
        "lines": [_line(one) for one in rows],
        "taken_on": showing.taken_on(rows),
        "chosen": _line(chosen) if chosen else None,
    }
    if chosen:
        listed = showing.by_commune(chosen.indicator, chosen.newest.first_on, units)
        context["communes"] = _bars(
            chosen.indicator, [(one.name, told, one.code) for one, told in listed]
        )
    return render_to_string("dashboards/public/province.html", context)


def _commune_html(unit: Unit) -> str:
    rows = showing.of_commune(unit)
    context = {
        "page_kind": "page",
        "place": unit,
        "former": list(succession.predecessors(unit)),
        "lines": [_line(one) for one in rows],
        "taken_on": showing.taken_on(rows),
    }
    return render_to_string("dashboards/public/commune.html", context)


def _line(series: Series) -> dict[str, Any]:
    indicator, newest = series.indicator, series.newest
    told = newest.told
    shown = [(one.name, one.told, "") for one in series.months]
    return {
        "indicator": indicator,
        "word": indicator.get_label_display() if indicator.label else "",
        "month": newest.name,
        "number": showing.number(indicator, told),
        "figure": showing.figure(indicator, told),
        "parts": showing.parts(indicator, told),
        "told": told,
        "is_ours": indicator.kind == Indicator.Kind.COMPUTED,
        "months": [] if told.is_apart or len(shown) < 2 else _bars(indicator, shown),
    }


def _bars(indicator: Indicator, rows: Sequence[tuple[str, Told | None, str]]) -> list[Bar]:
    values = [told.value for _name, told, _code in rows if told and told.value is not None]
    top = Decimal(100) if indicator.is_share else max(values, default=Decimal(0))
    found = []
    for name, told, code in rows:
        value = told.value if told else None
        long = int(BAR * min(value / top, Decimal(1))) if value and top > 0 and value > 0 else 0
        found.append(Bar(name, showing.number(indicator, told), long, code))
    return found
