"""What a phone could not send, in a sealed file that somebody of the team brings along.

A phone that is signed in holds a ticket that says whose it is. The file is sealed for the
province alone, so whoever carries it can neither read it nor put the ticket to other use.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched, count
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from courses.services import events
from lms.audit import services as audit
from lms.common import keys
from lms.sync.models import TicketsWithdrawn
from lms.sync.services import devices
from lms.users.models import User
from teams.models import Team
from teams.services import incoming

PURPOSE = "outbox"
TICKET_LIVES = timedelta(days=400)
"""A phone gets a new one at every visit; it may have been without a line for long."""
VERSION = 1
MAX_BYTES = 4 * 1024 * 1024
MAX_EVENTS = 5000
A_TIME = 500
MAX_SESSIONS, MOST_TOGETHER = 200, 20
_TAKEN = {events.ACCEPTED, events.DUPLICATE}


class FileRefused(ValueError):
    """The file cannot be taken; the text says why in Vietnamese. Nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of a file, in things as the phone counts them: a step or a test is one."""

    person: User
    fresh: int
    known: int
    refused: int
    are_sessions: bool = False
    """Whether it held what a team's member logged, instead of what somebody learnt."""

    @property
    def arrived(self) -> int:
        """What the province has now."""
        return self.fresh + self.known


def public_key() -> dict[str, str]:
    """The key a phone seals its file with, as a browser imports it (RFC 7517)."""
    return keys.jwk(keys.pair(PURPOSE))


def ticket_of(person: User) -> str:
    """What a phone of this person puts into its file to say whose it is."""
    return _signer().sign(person.public_id)


def withdraw(*people: User, by: User | None, now: datetime) -> None:
    """Tickets made before this second serve no more, so files made with them are not taken."""
    # A ticket is dated to the second; the one made next serves.
    before = now.replace(microsecond=0)
    with transaction.atomic():
        TicketsWithdrawn.objects.bulk_create(
            [TicketsWithdrawn(person=person, before=before) for person in people],
            update_conflicts=True,
            unique_fields=["person"],
            update_fields=["before"],
        )
        audit.record_all("outbox.tickets_withdrawn", people, actor=by, at=now)


def withdrawn_on(person: User) -> datetime | None:
    """Since when older tickets of this person serve no more; None where all serve."""
    found = TicketsWithdrawn.objects.filter(person=person).first()
    return found.before if found else None


def forget_person(person: User) -> None:
    TicketsWithdrawn.objects.filter(person=person).delete()


def take(sealed: str, *, team: Team, by: User, now: datetime) -> HandedOver:
    """Take what a file holds, for the person whose phone made it; raises FileRefused.

    The same file again, or the phone itself when it has a line, changes nothing more. Taken in
    portions: when the server dies in the middle, the file is simply brought again.
    """
    told = _opened(sealed)
    person = _person(told.get("ticket"))
    if "sessions" in told:
        return _take_sessions(person, told, team=team, by=by, now=now)
    bodies = _bodies(told.get("events"))
    # Before the first event, so that a file taken by half is not without a trace.
    audit.record(
        "outbox.brought", subject=person, actor=by, at=now, team=team.pk, events=len(bodies)
    )
    outcomes: dict[str, set[str]] = {}
    places = count()
    for portion in batched(bodies, A_TIME):
        outcome_of_each = _receive(person, portion, now=now)
        for body, outcome in zip(portion, outcome_of_each, strict=True):
            name = _thing(body, outcome.id or f"#{next(places)}")
            outcomes.setdefault(name, set()).add(outcome.outcome)
    found = HandedOver(
        person=person,
        fresh=sum(events.ACCEPTED in seen <= _TAKEN for seen in outcomes.values()),
        known=sum(seen == {events.DUPLICATE} for seen in outcomes.values()),
        refused=sum(not seen <= _TAKEN for seen in outcomes.values()),
    )
    audit.record(
        "outbox.handed_over",
        subject=person,
        actor=by,
        at=now,
        team=team.pk,
        fresh=found.fresh,
        known=found.known,
        refused=found.refused,
    )
    return found


def _take_sessions(
    person: User, told: Mapping[str, Any], *, team: Team, by: User, now: datetime
) -> HandedOver:
    """Logs of sessions, for the member whose phone made them, by the one way in for all logs."""
    logs = told.get("sessions")
    if not isinstance(logs, list) or not logs:
        raise FileRefused(_("Trong tệp không có buổi nào chờ gửi."))
    if len(logs) > MAX_SESSIONS:
        raise FileRefused(_("Tệp này có nhiều buổi quá. Nhờ người ghi tìm chỗ có Wi-Fi để tự gửi."))
    audit.record(
        "outbox.brought", subject=person, actor=by, at=now, team=team.pk, sessions=len(logs)
    )
    statuses: dict[str, set[str]] = {}
    for portion in batched(logs, MOST_TOGETHER):
        with transaction.atomic():
            _hold(person)
            outcomes = incoming.receive(
                person,
                portion,
                sent_at=told.get("sent_at"),
                now=now,
                old_phones=devices.revoked_among(portion),
            )
        for place, one in enumerate(outcomes):
            name = one.record_id or f"#{place}"
            statuses.setdefault(name, set()).add(one.status)
    arrived = {"created", "duplicate"}
    found = HandedOver(
        person=person,
        fresh=sum("created" in seen <= arrived for seen in statuses.values()),
        known=sum(seen == {"duplicate"} for seen in statuses.values()),
        refused=sum(not seen <= arrived for seen in statuses.values()),
        are_sessions=True,
    )
    audit.record(
        "outbox.handed_over",
        subject=person,
        actor=by,
        at=now,
        team=team.pk,
        fresh=found.fresh,
        known=found.known,
        refused=found.refused,
    )
    return found


def _hold(person: User) -> None:
    """Hold the person in this transaction; raises FileRefused for one erased meanwhile."""
    # Not against the key: what the phone itself stores meanwhile points at the person.
    held = User.objects.select_for_update(no_key=True).filter(pk=person.pk, is_active=True)
    if not held.exists():
        raise _nobodys()


def _receive(person: User, portion: Sequence[object], *, now: datetime) -> list[events.Outcome]:
    """One portion, unless the person was erased while the ones before it were taken."""
    with transaction.atomic():
        _hold(person)
        return events.receive(person, portion, now=now).outcomes


def _opened(sealed: str) -> Mapping[str, Any]:
    try:
        told = json.loads(keys.unsealed(PURPOSE, sealed))
    except keys.NotForUs:
        raise FileRefused(
            _("Tệp bị hỏng khi gửi, hoặc không phải của tỉnh mình. Nhờ người học làm lại tệp.")
        ) from None
    except (ValueError, RecursionError):
        raise FileRefused(
            _("Đây không phải tệp bài học gửi hộ. Chọn tệp tên bắt đầu bằng bai-hoc, buoi-ghi.")
        ) from None
    if not isinstance(told, dict) or told.get("version") != VERSION:
        raise FileRefused(
            _("Tệp này làm từ bản Học số khác. Nhờ người học mở Học số có mạng rồi làm lại tệp.")
        )
    return told


def _person(ticket: object) -> User:
    try:
        public_id, made_at = _read(str(ticket))
        record = User.objects.select_related("merged_into").get(public_id=public_id)
    # Signs that cannot be encoded are no signature either.
    except (signing.BadSignature, ValueError, User.DoesNotExist):
        raise _nobodys() from None
    # Two records of one person that became one: the work is hers all the same.
    person = record.merged_into or record
    if not person.is_active:
        raise _nobodys()
    if TicketsWithdrawn.objects.filter(person__in={record, person}, before__gt=made_at).exists():
        raise FileRefused(
            _(
                "Người học đã rút phiếu gửi hộ, tệp này làm trước lúc đó nên tỉnh không nhận."
                " Bài vẫn nằm trong máy làm ra tệp: nhờ người học đăng nhập trên máy ấy,"
                " bài tự gửi."
            )
        )
    return person


def _read(ticket: str) -> tuple[str, datetime]:
    """Whose a ticket is and when it was made; raises BadSignature."""
    public_id = _signer().unsign(ticket, max_age=TICKET_LIVES)
    seconds = signing.b62_decode(ticket.split(":")[-2])
    return public_id, datetime.fromtimestamp(seconds, tz=UTC)


def _nobodys() -> FileRefused:
    return FileRefused(
        _("Không rõ tệp này của ai. Nhờ người học mở Học số có mạng, đăng nhập rồi tự gửi.")
    )


def _bodies(told: object) -> list[object]:
    if not isinstance(told, list) or not told:
        raise FileRefused(_("Trong tệp không có bài học nào chờ gửi."))
    if len(told) > MAX_EVENTS:
        raise FileRefused(_("Tệp này có nhiều bài quá. Nhờ người học tìm chỗ có Wi-Fi để tự gửi."))
    return told


def _thing(body: object, event_id: str) -> str:
    """As `thingOf` in `static/js/lib/things.js` counts."""
    if not isinstance(body, dict):
        return event_id
    return f"{body.get('edition')}/{body.get('step') or event_id}"


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="outbox-ticket")
