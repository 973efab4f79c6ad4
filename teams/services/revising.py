"""A record that is known already: what another revision of it changes.

A revision is made from a base. Where the record still is what the base was, the revision counts;
where another phone has changed it meanwhile, what each changed is joined, and what both changed to
different values is decided by a person. What a reviewer has confirmed stands until he confirms the
change, too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from teams.models import FieldSubmission, QuarantinedSubmission, Session
from teams.services import attendees, evidence, joining, projecting, session_form
from teams.services.arrivals import Arrival
from teams.services.listed import Lists
from teams.services.session_form import SessionFacts


@dataclass
class Record:
    """All revisions of one record and its session, held against others until the end."""

    rows: list[FieldSubmission]
    session: Session | None

    @classmethod
    def locked(cls, record_id: UUID) -> Self:
        held = Session.objects.select_for_update(of=("self",)).filter(record_id=record_id)
        session = held.select_related("team__unit", "submission", "pending").first()
        rows = FieldSubmission.objects.filter(record_id=record_id).order_by("rev")
        return cls(list(rows), session)

    def same_as(self, arrival: Arrival) -> FieldSubmission | None:
        """The revision that came with this number and this very body."""
        alike = [row for row in self.rows if row.number == arrival.envelope.rev]
        return next((row for row in alike if arrival.says_the_same(row)), None)

    def next(self, arrival: Arrival, *, lists: Lists) -> FieldSubmission | None:
        """The row that takes the revision in, not saved; None where a person must decide."""
        rev = arrival.envelope.rev
        is_taken = any(row.rev == rev for row in self.rows)
        if self.session is None or (not is_taken and self._was_gone_on_from(arrival)):
            # The first of all, or one that comes after those that were made from it.
            return self._whole(arrival, {}, lists=lists)
        base = self._base(arrival)
        if base is None:
            is_late = rev < self.session.latest_rev
            is_apart = is_taken or is_late or self._went_on_without(arrival)
            return None if is_apart else self._whole(arrival, {}, lists=lists)
        latest = self.session.latest
        # The last of all may be a change that was declined: its phone goes on from it.
        if not base.joined and base.pk in {latest.pk, self.rows[-1].pk}:
            return self._whole(arrival, self._number(arrival), lists=lists)
        return self._joined(arrival, base, latest, lists=lists)

    def _whole(
        self, arrival: Arrival, number: dict[str, int], *, lists: Lists
    ) -> FieldSubmission | None:
        """All of what came; but names that were taken out do not come back with it.

        Nobody can say which of the names that come are those: only they stay that are still there.
        """
        row = arrival.row(**number)
        if self.session is None or not self.has_erased_names or row.personal is None:
            return row
        told, names = row.told(), self.session.latest.told().get("names", [])
        people = self._still_there(told)
        left = {**told, "names": names, attendees.KEY: people, "household": self._household()}
        facts, _ = session_form.read(left, version=1, lists=lists)
        if facts is None:
            return None
        flags = arrival.flags(facts)
        is_all = len(people) == len(told.get(attendees.KEY, []))
        if not ({*told.get("names", [])} <= {*names} and is_all):
            flags.append("names_left_out")
        row = arrival.row(joined=facts.payload(), flags=flags, **number)
        _name(row, facts, sent=arrival, is_erased=True)
        return row

    def project(
        self, fresh: FieldSubmission, arrival: Arrival, *, lists: Lists, now: datetime
    ) -> Session | None:
        """Let the session say it, or keep it for the reviewer of what was confirmed."""
        session = self.session
        facts = facts_of(fresh, lists=lists) if fresh.joined else None
        taken = arrival.taken(fresh, facts)
        if session is None:
            return projecting.write_new([taken], lists=lists, now=now).get(fresh.pk)
        if fresh.rev < session.latest_rev:
            return session
        if session.status == Session.Status.VERIFIED:
            session.pending, session.reason = fresh, ""
            session.save(update_fields=["pending", "reason"])
            evidence.await_all([(session, facts or taken.facts)])
            evidence.follow(session)
            return session
        if session.status == Session.Status.WITHDRAWN:
            fresh.flags = ["was_withdrawn", *fresh.flags]
            fresh.save(update_fields=["flags"])
        projecting.rewrite(session, taken, lists=lists, status=Session.Status.RECEIVED)
        return session

    def dispute(self, *, now: datetime) -> None:
        """Have a reviewer choose between two bodies, whatever the session waits for otherwise.

        One that was decided about and comes again is decided already.
        """
        if self.session is None or self.session.disputed_at:
            return
        if QuarantinedSubmission.objects.conflicts_of(self.session).open().exists():
            self.session.disputed_at = now
            self.session.save(update_fields=["disputed_at"])

    @property
    def latest_rev(self) -> int:
        return self.session.latest_rev if self.session else 0

    @property
    def has_erased_names(self) -> bool:
        return any(row.personal_erased_at for row in self.rows)

    def _still_there(self, told: dict[str, Any]) -> list[dict[str, Any]]:
        there = self.session.latest.told() if self.session else {}
        return attendees.still_there(told.get(attendees.KEY, []), there.get(attendees.KEY, []))

    def _household(self) -> str:
        """As it stands: where what names people was taken out, no label comes back."""
        return str(self.session.latest.told().get("household", "")) if self.session else ""

    def _base(self, arrival: Arrival) -> FieldSubmission | None:
        """What it was made from: the phone's own revision of that number, or anybody's."""
        wanted = arrival.envelope.base_rev
        alike = [row for row in self.rows if row.number == wanted]
        own = [row for row in alike if row.device and row.device == arrival.envelope.device]
        return next(iter(own or [row for row in alike if row.rev == wanted]), None)

    def _was_gone_on_from(self, arrival: Arrival) -> bool:
        """Whether a later revision of the same phone holds all that this one says.

        A phone writes one after the other; the plain form names no phone. The very first of a
        record, made from nothing, is what all others were made from.
        """
        wrap = arrival.envelope
        later = [row for row in self.rows if row.number > wrap.rev]
        if wrap.base_rev is None and len(later) == len(self.rows):
            return True
        if wrap.device is None:
            return any(row.device is None and row.base_rev == wrap.rev for row in later)
        return any(row.device == wrap.device for row in later)

    def _went_on_without(self, arrival: Arrival) -> bool:
        """Whether the record is beyond a base that never came, so that nothing can be joined."""
        base = arrival.envelope.base_rev
        return base is not None and self.session is not None and base < self.session.latest_rev

    def _number(self, arrival: Arrival) -> dict[str, int]:
        """Its own number, or the next free one where that is another's."""
        rev, last = arrival.envelope.rev, self.rows[-1].rev
        return {} if rev > last else {"rev": last + 1, "sent_rev": rev}

    def _joined(
        self,
        arrival: Arrival,
        base: FieldSubmission,
        latest: FieldSubmission,
        *,
        lists: Lists,
    ) -> FieldSubmission | None:
        whole = joining.join(_known(base, arrival), latest.told(), arrival.row().told())
        if whole is None:
            return None
        if self.has_erased_names:
            # Nobody can say which of the names that come are those that were taken out.
            whole["names"] = latest.told().get("names", [])
            whole[attendees.KEY] = self._still_there(whole)
            whole["household"] = self._household()
        facts, _ = session_form.read(whole, version=arrival.envelope.form_version, lists=lists)
        if facts is None:
            return None
        flags = [*arrival.flags(facts), "joined"]
        row = arrival.row(joined=facts.payload(), flags=flags, **self._number(arrival))
        _name(row, facts, sent=arrival, is_erased=self.has_erased_names)
        return row


def _known(base: FieldSubmission, arrival: Arrival) -> dict[str, Any]:
    """The base as the phone knows it: of its own revision what it sent, not what became of it."""
    if not base.joined or base.device != arrival.envelope.device:
        return base.told()
    personal = base.personal or {}
    sent = {**personal, **personal.get("sent", {})}
    said = {key: sent[key] for key in session_form.PERSONAL_KEYS if sent.get(key)}
    return {**base.payload, **said}


def _name(row: FieldSubmission, facts: SessionFacts, *, sent: Arrival, is_erased: bool) -> None:
    """Name those that count; beside them stand those that were sent."""
    came = row.personal or {}
    kept = facts.personal()
    if is_erased:
        row.personal_salt, row.personal_erased_at = "", sent.now
    elif came:
        sent_of = {key: came.get(key, []) for key in session_form.PERSONAL_KEYS if key in came}
        kept["sent"] = {"names": [], **sent_of, **came.get("sent", {})}
    row.personal = kept or None


def facts_of(submission: FieldSubmission, *, lists: Lists) -> SessionFacts:
    """What counts of a submission that was taken."""
    told = submission.told()
    facts, errors = session_form.read(told, version=1, lists=lists)
    if facts is None:
        message = f"{submission.pk} was taken and cannot be read: {sorted(errors)}"
        raise ValueError(message)
    return facts
