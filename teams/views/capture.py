"""Pages a phone fills by itself, the same for everybody: logging a session, what it has logged."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lms.common import pages
from teams.forms.sessions import MINUTES

LOGS, LOG, LOG_PHOTOS, LOCK = "/buoi/", "/buoi/ghi/", "/buoi/ghi/anh/", "/buoi/khoa/"
ATTEND, DESK = "/buoi/diem-danh/", "/buoi/ban/"
GIVE, TAKE = "/buoi/chuyen/", "/buoi/nhan/"
SCRIPTS = (
    "js/logs.js",
    "js/log.js",
    "js/attend.js",
    "js/desk.js",
    "js/give.js",
    "js/handlogs.js",
    "js/page.js",
    "js/photos.js",
    "js/queue.js",
    "js/square.js",
    "js/take.js",
    "js/vault.js",
)
"""What these pages and that of the kits run, and what makes a file where no line is found; what
sends from all others needs a line anyway."""


STATES = (
    ("", gettext_lazy("Tất cả"), ""),
    ("mend", gettext_lazy("Cần sửa"), gettext_lazy("Không có buổi nào cần sửa.")),
    ("draft", gettext_lazy("Giữ trong máy"), gettext_lazy("Không có buổi nào ghi dở.")),
    ("waiting", gettext_lazy("Chờ gửi"), gettext_lazy("Không còn buổi nào chờ gửi.")),
    ("arrived", gettext_lazy("Đã tới tỉnh"), gettext_lazy("Chưa có buổi nào tới tỉnh.")),
)
"""How a log stands on the phone, its name, and what is said where none stands so."""


@require_safe
def logs(request: HttpRequest) -> HttpResponse:
    """What this phone has logged: unsent, to be mended, arrived."""
    return pages.kept(request, f"logs:{settings.RELEASE}", logs_html)


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The form in four parts; what is written in it never leaves the phone by this address."""
    return pages.kept(request, f"log:{settings.RELEASE}", log_html)


@require_safe
def log_photos(request: HttpRequest) -> HttpResponse:
    """The form's part about photos, which the form fetches when somebody gets there."""
    response = pages.kept(request, f"log-photos:{settings.RELEASE}", log_photos_html)
    # A piece of a page and none by itself.
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response


@require_safe
def lock(request: HttpRequest) -> HttpResponse:
    """What asks for the PIN of the session log on this phone, and where one is set."""
    response = pages.kept(request, f"lock:{settings.RELEASE}", lock_html)
    # A piece of a page and none by itself.
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response


@require_safe
def attend(request: HttpRequest) -> HttpResponse:
    """Who came, one by one, and what each did; part of the session's draft on the phone."""
    return pages.kept(request, f"attend:{settings.RELEASE}", attend_html)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The help desk: one tap for one person and topic, closed as one session."""
    return pages.kept(request, f"desk:{settings.RELEASE}", desk_html)


@require_safe
def give(request: HttpRequest) -> HttpResponse:
    """What this phone has not sent, shown to another phone of the team."""
    return pages.kept(request, f"give:{settings.RELEASE}", give_html)


@require_safe
def take(request: HttpRequest) -> HttpResponse:
    """Takes over what another phone of the team shows."""
    return pages.kept(request, f"take:{settings.RELEASE}", take_html)


def logs_html() -> str:
    return render_to_string("teams/logs.html", {"page_kind": "logs", "states": STATES})


def log_html() -> str:
    context = {"page_kind": "log", "release": settings.RELEASE, "durations": MINUTES}
    return render_to_string("teams/log.html", context)


def log_photos_html() -> str:
    return render_to_string("teams/log_photos.html")


def lock_html() -> str:
    return render_to_string("teams/lock.html")


def attend_html() -> str:
    context = {"page_kind": "attend", "release": settings.RELEASE}
    return render_to_string("teams/attend.html", context)


def desk_html() -> str:
    return render_to_string("teams/desk.html", {"page_kind": "desk", "release": settings.RELEASE})


def give_html() -> str:
    return render_to_string("teams/give.html", {"page_kind": "give"})


def take_html() -> str:
    return render_to_string("teams/take.html", {"page_kind": "take"})
