"""What makes the site an app that works without a network: worker, manifest, the kept page."""

import hashlib
import json
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.csp import build_policy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.services import packages
from courses.views import assets
from lms.common import pages, spoken
from lms.common.frontend.building import MORE_STYLES, STYLESHEET
from lms.common.frontend.content import content, stored
from lms.sync.services import handover
from teams.views import capture

KEPT = "/da-tai/"
WORKER = "js/worker.js"
A_DAY = 24 * 60 * 60
# What the kept page shows.
_SHELL = (
    STYLESHEET,
    MORE_STYLES,
    "js/after.js",
    "js/again.js",
    "js/handover.js",
    "js/hear.js",
    "js/kept.js",
    "js/panel.js",
    "img/icon.svg",
    "fonts/be-vietnam-pro-vi-400.woff2",
    "fonts/be-vietnam-pro-vi-700.woff2",
)


# What a phone of a team keeps besides.
_TEAM_PAGES = {
    capture.LOGS: capture.logs_html,
    capture.LOG: capture.log_html,
    capture.LOG_PHOTOS: capture.log_photos_html,
    capture.LOCK: capture.lock_html,
    capture.ATTEND: capture.attend_html,
    capture.DESK: capture.desk_html,
    capture.GIVE: capture.give_html,
    capture.TAKE: capture.take_html,
}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the whole site; another text for every release."""
    # Keys and policy change without a release.
    beside = json.dumps(
        [packages.public_keys(), handover.public_key(), _page_headers(), spoken.stamp()]
    )
    key = f"worker:{settings.RELEASE}:{hashlib.sha256(beside.encode()).hexdigest()[:16]}"
    response = pages.kept(request, key, _worker_text)
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    # A phone asks at every visit whether there is a newer one.
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What is kept on this phone; the worker shows it wherever there is no network."""
    return pages.kept(request, f"kept:{settings.RELEASE}:{spoken.stamp()}", _kept_html)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 (given to every view)
    """How the site looks among the apps of a phone (W3C Web App Manifest)."""
    told = {
        "id": "/",
        "name": _("Học số – kỹ năng số cho mọi nhà"),
        "short_name": _("Học số"),
        "description": _("Học kỹ năng số từng bước trên điện thoại, không mất tiền."),
        "lang": "vi",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f8f5ea",
        "theme_color": "#0f5b47",
        "icons": [_icon(192, "any"), _icon(512, "any"), _icon(512, "maskable")],
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


def _icon(side: int, purpose: str) -> dict[str, str]:
    name = f"img/icon-{side}{'-maskable' if purpose == 'maskable' else ''}.png"
    return {
        "src": staticfiles_storage.url(name),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": purpose,
    }


def _kept_html() -> str:
    return render_to_string("pwa/kept.html", {"page_kind": "kept", "nav": "kept"})


def _worker_text() -> str:
    config = {
        "release": settings.RELEASE,
        "shell": [
            _page(KEPT, _kept_html()),
            *(_file(name) for name in _SHELL),
            *(_clip(sentence) for sentence in spoken.OFFLINE),
        ],
        "teamShell": [
            *(_page(address, make()) for address, make in _TEAM_PAGES.items()),
            *(_file(name) for name in capture.SCRIPTS),
        ],
        "courseKeys": packages.public_keys(),
        "sealKey": handover.public_key(),
        "pageHeaders": _page_headers(),
        "assetPolicy": assets.SANDBOX,
    }
    return f"const CONFIG = {json.dumps(config)};\n{content(WORKER).decode()}"


def _page_headers() -> dict[str, str]:
    """What keeps a page from running what is not ours, for pages the worker makes itself."""
    return {
        "Content-Security-Policy": build_policy(settings.SECURE_CSP),
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }


def _page(address: str, html: str) -> dict[str, Any]:
    return {"address": address, "sha256": hashlib.sha256(html.encode()).hexdigest()}


def _clip(sentence: str) -> dict[str, Any]:
    address = spoken.recorded().get(spoken.key(sentence))
    if address is None:
        return _file(spoken.clip(sentence))
    # A file of ours that is not static is named by what is in it.
    return {"address": address, "sha256": PurePosixPath(address).stem}


def _file(name: str) -> dict[str, Any]:
    one = stored(staticfiles_storage.url(name))
    return {"address": one.address, "sha256": one.sha256}
