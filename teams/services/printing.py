"""Learning cards for all people of a list, as one file to print.

Codes and PINs are drawn while some sheets are drawn, and kept only as what they hash to. The file
itself is sealed, opens for whoever asked for it, and goes after a day, or at once when she says so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.jobs.registry import Again
from lms.users import policies as users
from lms.users import sealing
from lms.users.models import RosterImport, RosterRow, User
from lms.users.services import cards
from teams import policies
from teams.models import CardSheets, SheetPart
from teams.services import drawing
from teams.services.orders import Order

PRINT, FORGET = "teams.print_cards", "teams.forget_cards"
KEPT_FOR = timedelta(days=1)
APPLIED = RosterImport.State.APPLIED
CARDS_AT_ONCE = 40
"""Full sheets of both; their rows are written in well under a second."""


@dataclass(frozen=True)
class Part:
    """The next sheets, sealed, and the cards on them; whole is the file of all, at the end."""

    drawn: list[drawing.Card]
    left_out: int
    content: bytes
    whole: bytes | None


def waiting_for_cards(roster: RosterImport) -> dict[str, int]:
    """How many people of the list never came in: those without a number, and all."""
    people = _people(roster)
    return {
        CardSheets.Whom.NO_PHONE: people.filter(_no_phone()).count(),
        CardSheets.Whom.ALL: people.count(),
    }


def order(
    roster: RosterImport, *, whom: str, site: str, by: User, now: datetime
) -> CardSheets | None:
    """Have the cards printed.

    None where nobody is left, an order of hers is under way, or the list is being taken back.
    """
    people = _people(roster)
    if whom == CardSheets.Whom.NO_PHONE:
        people = people.filter(_no_phone())
    with transaction.atomic():
        if not _is_applied(roster.pk):
            return None
        before = newest(roster, by=by, now=now)
        found = list(
            people.order_by("home_unit__sort_key", "sort_key", "pk").values_list("pk", flat=True)
        )
        if not found or (before and before.is_under_way):
            return None
        roster.card_sheets.update(content=None, people=[])
        sheets = CardSheets.objects.create(
            roster=roster, made_by=by, whom=whom, site=site, people=found, created_at=now
        )
        jobs.add(PRINT, key=_key(sheets), ids={"sheets": str(sheets.pk)}, requested_by=by)
        audit.record("cards.print_asked", subject=sheets, actor=by, at=now, people=len(found))
    return sheets


def newest(roster: RosterImport, *, by: User, now: datetime) -> Order[CardSheets] | None:
    """The newest order this person gave for the list, without a file that is out of time."""
    sheets = roster.card_sheets.filter(made_by=by).order_by("-created_at").first()
    if sheets is None:
        return None
    if sheets.expires_at and sheets.expires_at <= now:
        sheets.content = None
    job = Job.objects.filter(key=_key(sheets)).first()
    return Order(sheets, job) if job else None


def again(sheets: CardSheets, *, by: User) -> bool:
    """Try once more what the machine could not do."""
    job = Job.objects.filter(key=_key(sheets)).first()
    return job is not None and jobs.retry(job, by=by)


def fetch(sheets: CardSheets, *, by: User, now: datetime) -> bytes | None:
    """The file for whoever asked for it.

    None for others, once its time is over, and when the list was taken back with its people.
    """
    is_good = sheets.expires_at and sheets.expires_at > now and sheets.roster.state == APPLIED
    if sheets.content is None or not is_good or sheets.made_by_id != by.pk:
        return None
    with transaction.atomic():
        CardSheets.objects.filter(pk=sheets.pk).update(fetched_at=now)
        audit.record("cards.print_fetched", subject=sheets, actor=by, at=now)
    return sealing.unseal_bytes(bytes(sheets.content))


def delete(sheets: CardSheets, *, by: User, now: datetime) -> bool:
    """Drop the file at once for whoever asked for it; true only for the call that did.

    The cards stay good.
    """
    with transaction.atomic():
        kept = CardSheets.objects.filter(pk=sheets.pk, made_by=by, content__isnull=False)
        if not kept.update(content=None):
            return False
        audit.record("cards.print_deleted", subject=sheets, actor=by, at=now)
    return True


def forget(job: Job) -> None:
    """Drop the file of an order; the cards stay good."""
    _drop(UUID(job.ids["sheets"]))


def prepare(job: Job) -> Part | None:
    """Draw the next cards; writes nothing. None where the list is being taken back."""
    orders = CardSheets.objects.select_related("made_by", "roster")
    sheets = orders.get(pk=job.ids["sheets"])
    if sheets.roster.state != APPLIED:
        return None
    start = job.done_count
    wanted = sheets.people[start : start + CARDS_AT_ONCE]
    found = User.objects.select_related("home_unit__parent").in_bulk(wanted)
    people = _may_get(sheets.made_by, [found[pk] for pk in wanted if pk in found])
    drawn, content = drawing.draw(sheets, people, start)
    whole = None
    if start + len(wanted) >= len(sheets.people):
        parts = sheets.parts.order_by("nth").values_list("content", flat=True)
        opened = [sealing.unseal_bytes(bytes(part)) for part in parts]
        opened += [content] if content else []
        whole = sealing.seal_bytes(drawing.join(opened)) if opened else b""
    sealed = sealing.seal_bytes(content) if content else b""
    return Part(drawn, len(wanted) - len(drawn), sealed, whole)


def keep(job: Job, part: Part | None) -> Again | None:
    """Issue the cards that were drawn, and keep their sheets; of a list taken back, none."""
    now = clock.now()
    # The list is held before its order, as whoever orders holds them.
    roster = RosterImport.objects.get(card_sheets=job.ids["sheets"])
    if not _is_applied(roster.pk) or part is None:
        _drop(UUID(job.ids["sheets"]))
        return None
    sheets = CardSheets.objects.select_for_update(of=("self",)).get(pk=job.ids["sheets"])
    cards.give_all([(one.person, one.drawn) for one in part.drawn], by=sheets.made_by, now=now)
    sheets.card_count += len(part.drawn)
    sheets.left_out_count += part.left_out
    done = job.done_count + len(part.drawn) + part.left_out
    jobs.progress(job, done, len(sheets.people))
    if part.whole is None:
        if part.content:
            SheetPart.objects.create(sheets=sheets, nth=job.done_count, content=part.content)
        sheets.save(update_fields=["card_count", "left_out_count"])
        return Again()
    sheets.content = part.whole or None
    sheets.people, sheets.expires_at = [], now + KEPT_FOR
    sheets.save()
    sheets.parts.all().delete()
    jobs.add(
        FORGET,
        key=f"{FORGET}:{sheets.pk}",
        ids={"sheets": str(sheets.pk)},
        due_at=sheets.expires_at,
    )
    audit.record(
        "cards.printed", subject=sheets, actor=sheets.made_by, at=now, cards=sheets.card_count
    )
    return None


def _is_applied(roster_id: UUID) -> bool:
    """Whether the list stands, and until this transaction ends nobody takes it back."""
    return RosterImport.objects.select_for_update().get(pk=roster_id).state == APPLIED


def _drop(sheets_id: UUID) -> None:
    SheetPart.objects.filter(sheets=sheets_id).delete()
    CardSheets.objects.filter(pk=sheets_id).update(content=None, people=[])


def _people(roster: RosterImport) -> QuerySet[User]:
    """Whoever an applied list named and who never came in: another card takes nothing from them."""
    rows = roster.rows.filter(action__in=[RosterRow.Action.CREATE, RosterRow.Action.SAME])
    named = rows.filter(person__isnull=False).values("person")
    return User.objects.filter(pk__in=named, is_active=True, last_login=None)


def _no_phone() -> Q:
    return Q(login_phones=None)


def _may_get(by: User, people: list[User]) -> list[User]:
    """Whoever prints a card could use it: never one's own, nor one of somebody in a team."""
    in_teams = policies.members_among(people)
    return [
        person
        for person in users.may_be_given_cards(people)
        if person.pk != by.pk and not person.last_login and person.pk not in in_teams
    ]


def _key(sheets: CardSheets) -> str:
    return f"{PRINT}:{sheets.pk}"
