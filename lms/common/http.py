"""What every view may need of a request and an answer."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from lms.common import site


def client_address(request: HttpRequest) -> str:
    """The address of the phone or PC that asks, "" when there is none to believe.

    `settings.PROXY_COUNT` proxies of ours stand before us and each adds the address it was
    asked from; whatever a client wrote before those is not believed.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    hops = [*filter(None, forwarded.split(",")), request.META.get("REMOTE_ADDR", "")]
    place = -1 - settings.PROXY_COUNT
    return _plain_address(hops[place] if len(hops) >= -place else hops[-1])


def client_network(request: HttpRequest) -> str:
    """The address to count requests by: one IPv4 address, or the /64 an IPv6 household has."""
    address = client_address(request)
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address


def printed_site(request: HttpRequest) -> str:
    """What an address on paper begins with: paper lives for years, so it is that of the site.

    A trial without a public host prints the address it was asked by, unless no phone opens it.
    """
    asked = f"{request.scheme}://{request.get_host()}"
    if settings.PUBLIC_HOST or site.opens_here_only(asked):
        return site.known() or asked
    return asked


def error(code: str, message: str, *, status: int, **more: object) -> JsonResponse:
    """An error for programs: a stable `code`, a Vietnamese `message`, never stored."""
    return JsonResponse(
        {"code": code, "message": message, **more},
        status=status,
        headers={"Cache-Control": "no-store"},
        json_dumps_params={"ensure_ascii": False},
    )


def gone(
    request: HttpRequest, title: str, words: str, *, back: str, label: str, status: int = 404
) -> HttpResponse:
    """A page for whoever came by an honest way to what is there no more: what happened to it, and
    where to go on."""
    context = {"gone_title": title, "gone_words": words, "back": back, "back_label": label}
    answer = render(request, "gone.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _plain_address(written: str) -> str:
    """The address without port, brackets or zone, an IPv4 in IPv6 clothes as IPv4."""
    bare = written.strip().strip("[]")
    if "]" in bare:
        bare = bare.partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)
