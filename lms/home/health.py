"""Plain answers for whatever watches over the product."""

from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse

from lms.common import clock
from lms.notifications import budgets


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers; touches nothing else."""
    return _plain("ok", 200)


def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Database and cache answer too; says which does not, and which budget of today runs out."""
    failing = [name for name, works in (("database", _database), ("cache", _cache)) if not works()]
    if failing:
        return _plain(f"not ready: {', '.join(failing)}", 503)
    spent = [
        f"budget of {channel} a day, {scope}: {level} % used"
        for channel, scope, level in budgets.alarms_of(clock.today())
    ]
    return _plain("\n".join(["ready", *spent]), 200)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001  any failure at all means "not ready"
        return False
    return True


def _cache() -> bool:
    mark = uuid4().hex
    try:
        cache.set("readyz", mark, 30)
        return cache.get("readyz") is not None
    except Exception:  # noqa: BLE001  any failure at all means "not ready"
        return False


def _plain(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response
