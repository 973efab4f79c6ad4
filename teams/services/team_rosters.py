"""A list of team members: seen, applied whole, taken back; kept for some weeks."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from lms.audit import services as audit
from lms.common import clock, text
from lms.places.models import Unit
from lms.users import names
from lms.users.models import LoginPhone, User
from lms.users.rosters import undoing
from lms.users.services import people
from teams.models import Session, Team, TeamMembership, TeamRoster, VisitRequest
from teams.services import membership, recruiting, team_lists
from teams.services.team_lists import KNOWN, NEW, SHARE, Line

State = TeamRoster.State
KEPT = timedelta(days=30)
UNDONE_WITHIN = timedelta(days=7)


class Changed(Exception):
    """What the list meant to do does not fit any more; `line` is the first such row."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def stage(commune: Unit, file_name: str, content: bytes, *, by: User, now: datetime) -> TeamRoster:
    """Read the file; nobody is put into a team yet. Raises FileRefused."""
    lines = team_lists.read(content, commune, on=clock.local(now).date())
    with transaction.atomic():
        roster = TeamRoster.objects.create(
            commune=commune,
            file_name=text.nfc(file_name)[:200],
            lines=lines,
            sent_by=by,
            sent_at=now,
        )
        audit.record("team_roster.staged", subject=roster, actor=by, at=now, lines=len(lines))
    return roster


def apply(roster: TeamRoster, *, by: User, now: datetime) -> bool:
    """Everybody at once or nobody; true only for the call that did it. Raises Changed."""
    with transaction.atomic():
        people.hold_commune(roster.commune)
        waiting = TeamRoster.objects.filter(pk=roster.pk, state=State.STAGED)
        if not waiting.update(state=State.APPLIED, applied_at=now):
            return False
        # As they stand now: somebody on the list may have been erased since it was shown.
        roster.refresh_from_db()
        lines = team_lists.of(roster.lines)
        teams = {team.code: team for team in _teams(roster, lines)}
        for line in lines:
            if line.is_to_do:
                _take_in(line, teams.get(line.team), by=by, now=now)
        kept = [asdict(line) for line in lines]
        TeamRoster.objects.filter(pk=roster.pk).update(lines=kept)
        audit.record("team_roster.applied", subject=roster, actor=by, at=now)
    roster.refresh_from_db()
    return True


def cancel(roster: TeamRoster, *, by: User, now: datetime) -> bool:
    """Do nothing with it; its lines go at once."""
    with transaction.atomic():
        waiting = TeamRoster.objects.filter(pk=roster.pk, state=State.STAGED)
        if not waiting.update(state=State.CANCELLED, lines=[]):
            return False
        audit.record("team_roster.cancelled", subject=roster, actor=by, at=now)
    return True


def may_undo(roster: TeamRoster, *, now: datetime) -> bool:
    applied = roster.applied_at
    return roster.state == State.APPLIED and applied is not None and now - applied < UNDONE_WITHIN


def undo(roster: TeamRoster, *, by: User, now: datetime) -> tuple[int, int] | None:
    """Take back whom it put into teams, and whom it made and who did nothing since.

    How many were taken out, and how many stay as somebody changed their place since; None for a
    list that cannot be taken back.
    """
    if not may_undo(roster, now=now):
        return None
    kept = team_lists.of(roster.lines)
    lines = [line for line in kept if line.made_place]
    with transaction.atomic():
        people.hold_commune(roster.commune)
        if not TeamRoster.objects.filter(pk=roster.pk, state=State.APPLIED).update(
            state=State.UNDONE
        ):
            return None
        for line in kept:
            if line.state == SHARE:
                _write_share(line, line.households, line.households_before)
        gone = sum(_take_out(line, by=by, now=now) for line in lines)
        undoing.take_away({line.made_person for line in lines if line.made_person}, by=by, now=now)
        audit.record("team_roster.undone", subject=roster, actor=by, at=now, gone=gone)
    return gone, len(lines) - gone


def _take_out(line: Line, *, by: User, now: datetime) -> bool:
    """End the place, or undo it as if it had never been where she did nothing in the team."""
    places = TeamMembership.objects.open().select_related("team", "person")
    place = places.filter(pk=line.made_place or 0, role=line.role).first()
    if place is None:
        return False
    sessions = Session.objects.filter(team=place.team)
    did = sessions.filter(Q(logged_by=place.person) | Q(helpers=place.person))
    visited = VisitRequest.objects.filter(team=place.team, visitor=place.person)
    if did.exists() or visited.exists():
        # What her phone still holds of these days is the team's; what she promised is handed over.
        return membership.leave(place, on=clock.local(now).date(), by=by, now=now)
    return bool(place.delete()[0])


def forget_person(user: User) -> None:
    """Take whoever is erased out of lists that are kept; a line not applied yet is refused."""
    places = {*user.team_memberships.values_list("pk", flat=True)}
    numbers = {*user.login_phones.values_list("number", flat=True), user.contact_phone} - {""}
    her_own = numbers - _others_among(numbers, user)
    for roster in TeamRoster.objects.select_for_update().exclude(lines=[]):
        kept = []
        for line in team_lists.of(roster.lines):
            is_hers = line.person == user.public_id or line.made_person == user.pk
            is_hers |= bool(line.made_place) and line.made_place in places
            if is_hers or _may_be(line, user, numbers):
                line.name = line.phone = line.village = line.organisation = ""
                line.year, line.words = None, "Người này đã xóa dữ liệu của mình."
                if not line.made_place:
                    line.state, line.person = team_lists.WRONG, ""
            elif line.phone in her_own:
                _drop_number(line)
            kept.append(asdict(line))
        if kept != roster.lines:
            TeamRoster.objects.filter(pk=roster.pk).update(lines=kept)


def _others_among(numbers: set[str], user: User) -> set[str]:
    """Which of the numbers somebody else goes by, too: a family may share one."""
    rows = LoginPhone.objects.filter(number__in=numbers).exclude(person=user)
    contacts = User.objects.filter(contact_phone__in=numbers, is_active=True).exclude(pk=user.pk)
    return {
        *rows.values_list("number", flat=True),
        *contacts.values_list("contact_phone", flat=True),
    }


def _drop_number(line: Line) -> None:
    """The line of somebody else by its name, under a number that was hers alone."""
    line.phone = ""
    if line.state in {NEW, team_lists.UNSURE} and not line.made_place:
        line.state = team_lists.WRONG
        line.words = "Số điện thoại ở dòng này đã xóa theo yêu cầu. Thêm riêng ở trang của tổ."


def _may_be(line: Line, user: User, numbers: set[str]) -> bool:
    """Of a line that is nobody yet: it names her by number, or by a name not ruled out."""
    if line.person or line.made_person or text.fold(line.name) != user.name_fold:
        return False
    if line.phone and line.phone in numbers:
        return True
    if line.state in {team_lists.UNSURE, team_lists.WRONG}:
        return not (line.year and user.birth_year and line.year != user.birth_year)
    return bool(line.year) and line.year == user.birth_year


def forget_old(*, now: datetime) -> int:
    """Drop the lines of lists sent long ago; how many lists."""
    old = TeamRoster.objects.filter(sent_at__lt=now - KEPT).exclude(lines=[])
    return old.update(lines=[])


def _write_share(line: Line, before: int | None, after: int | None) -> bool:
    """Only over the number the list was shown with, so nobody's later word is lost."""
    places = TeamMembership.objects.open().filter(
        team__code=line.team, person__public_id=line.person, households_count=before or 0
    )
    return bool(places.update(households_count=after or 0))


def _teams(roster: TeamRoster, lines: list[Line]) -> list[Team]:
    wanted = {line.team for line in lines if line.is_to_do}
    inside = Team.objects.open().within(roster.commune)
    return list(inside.filter(code__in=wanted).select_related("unit__parent"))


def _take_in(line: Line, team: Team | None, *, by: User, now: datetime) -> None:
    """One line; what stands in its way breaks the whole list off."""
    if team is None:
        raise Changed(line.number)
    if line.state == SHARE:
        if not _write_share(line, line.households_before, line.households):
            raise Changed(line.number)
        return
    recruit = line.recruit(clock.local(now).date())
    fresh = "" if line.state == KNOWN else recruiting.ticket(team)
    if line.state == NEW and recruiting.found(recruit, team):
        raise Changed(line.number)
    try:
        place = recruiting.take_in(team, recruit, chosen=line.person, new=fresh, by=by)
    except (
        recruiting.NotOffered,
        names.NameRefused,
        people.TooManyPeople,
        membership.LeaderTaken,
        membership.Overlaps,
    ) as error:
        raise Changed(line.number) from error
    line.made_place = place.pk
    line.made_person = place.person_id if line.state == NEW else None
