"""Which function does which kind of job.

A kind is declared once, in the `tasks` module of the app that owns the work; those modules are
imported when Django starts, so every process knows every kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from lms.jobs.models import Job


@dataclass(frozen=True)
class Again:
    """What a handler returns when it did a part: keep this part, call me for the next.

    The part is committed, the row goes to the end of its queue and is called again at once,
    or after `delay`.
    """

    delay: timedelta = timedelta(0)


class GiveUp(Exception):
    """Raised by a handler for work that no later try can do; the text is shown to people."""


@dataclass(frozen=True)
class Kind:
    """How one kind of job is done."""

    name: str
    label: str
    queue: str
    max_attempts: int
    handler: Callable[..., Again | None]
    prepare: Callable[[Job], Any] | None
    on_failed: Callable[[Job], None] | None


_kinds: dict[str, Kind] = {}
Handler = TypeVar("Handler", bound=Callable[..., Again | None])


def job_kind(
    name: str,
    *,
    label: str = "",
    queue: str = Job.Queue.NOW,
    max_attempts: int = 8,
    prepare: Callable[[Job], Any] | None = None,
    on_failed: Callable[[Job], None] | None = None,
) -> Callable[[Handler], Handler]:
    """Declare the decorated function as the handler of this kind of job.

    `label` is what people read where jobs are listed.

    The handler runs *inside* the transaction that finishes the row, so its database effects
    happen exactly once, whatever is killed when. On SQLite that transaction holds the only write
    lock: the handler reads and writes rows, for a second at most, and returns `Again()` when
    there is more.

    Slow work (rendering, compiling, reading a file) and effects outside the database (sending)
    belong in `prepare(job)`. It runs before, in no transaction, at least once and perhaps twice;
    what it returns is handed to the handler as second argument. An outside effect takes `job.pk`
    as its idempotency key. `prepare` ends within 50 seconds.

    `on_failed(job)` runs in the transaction that gives the row up for good.
    """

    def declare(handler: Handler) -> Handler:
        if name in _kinds:
            message = f"the job kind {name} is declared twice"
            raise ValueError(message)
        _kinds[name] = Kind(name, label, queue, max_attempts, handler, prepare, on_failed)
        return handler

    return declare


def kind_named(name: str) -> Kind:
    """The declared kind; raises LookupError for a name nobody declared."""
    try:
        return _kinds[name]
    except KeyError:
        message = f"nobody declared the job kind {name}"
        raise LookupError(message) from None


def label_of(name: str) -> str:
    """What people call this kind; its name when it has no label or left the code."""
    return (name in _kinds and _kinds[name].label) or name


def labels() -> dict[str, str]:
    """Every declared kind and what people call it."""
    return {name: label_of(name) for name in _kinds}
