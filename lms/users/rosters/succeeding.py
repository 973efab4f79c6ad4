"""Where the posts of a list go when an agency it names has ended: to who took over from it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from lms.users.models import Agency, AgencySuccession, RosterImport
from lms.users.rosters import columns
from lms.users.rosters.cells import Line, fault


def stands(ended: Iterable[UUID]) -> dict[UUID, list[Agency]]:
    """For each agency that ended, the open ones that took over from it, the main one first."""
    wanted = set(ended)
    if not wanted:
        return {}
    later: defaultdict[UUID, list[UUID]] = defaultdict(list)
    rows = AgencySuccession.objects.order_by("-is_main", "pk")
    for old, new in rows.values_list("old_id", "new_id"):
        later[old].append(new)
    chains = {pk: _last(pk, later) for pk in wanted}
    found = {new for news in chains.values() for new in news}
    open_ones = Agency.objects.filter(pk__in=found, valid_to=None).in_bulk()
    return {pk: [open_ones[new] for new in news if new in open_ones] for pk, news in chains.items()}


def _last(pk: UUID, later: dict[UUID, list[UUID]]) -> list[UUID]:
    """The ends of every chain that begins here, each once."""
    found: dict[UUID, None] = {}
    for new in later.get(pk, ()):
        for end in _last(new, later) or [new]:
            found.setdefault(end)
    return list(found)


def redirected(old: Agency, news: list[Agency]) -> str:
    """That a post of one that ended is one of its only successor, for the preview."""
    words = _("%(old)s (đến hết %(day)s) → %(new)s (%(code)s)") % {
        "old": old.name,
        "day": f"{old.valid_to:%d/%m/%Y}" if old.valid_to else "",
        "new": news[0].name,
        "code": news[0].code,
    }
    return fault(columns.AGENCY, words)


def divided(old: Agency, news: list[Agency]) -> str:
    """That somebody has to choose among the successors of one that was divided."""
    names = ", ".join(f"{one.name} ({one.code})" for one in news[:6])
    words = _("“%(old)s” đã chia cho nhiều nơi. Ghi rõ một trong: %(names)s.")
    return fault(columns.AGENCY, words % {"old": old.name, "names": names})


def elsewhere(old: Agency, new: Agency) -> str:
    """That the successor is none of this list's."""
    words = _("“%(old)s” nay thuộc %(new)s (%(code)s). Nạp dòng này ở danh sách của nơi đó.")
    return fault(columns.AGENCY, words % {"old": old.name, "new": new.name, "code": new.code})


def follow(roster: RosterImport, today: date) -> None:
    """Go on with the main successor where the agency of the list has ended since it was begun."""
    top = roster.agency
    if top is None or top.valid_to is None or top.valid_to >= today:
        return
    if news := stands([top.pk])[top.pk]:
        roster.agency = news[0]
        RosterImport.objects.filter(pk=roster.pk).update(agency=news[0])


def lead_on(lines: Collection[Line]) -> None:
    """Redirect lines whose agency ended after the preview; refuse those where it was divided.

    In a transaction: an act that closes one of them waits, or is waited for.
    """
    named = {UUID(line.agency_id) for line in lines if line.agency_id}
    rows = Agency.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=named)
    ended = {one.pk: one for one in rows.order_by("pk") if one.valid_to is not None}
    later = stands(ended)
    for line in lines:
        old = ended.get(UUID(line.agency_id)) if line.agency_id else None
        news = later[old.pk] if old else []
        if old and len(news) > 1:
            line.faults.append(divided(old, news))
        elif old and news:
            line.agency_id = news[0].pk.hex
            line.repairs.append(redirected(old, news))
