"""Who may do what with teams and their sessions."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from lms.common import clock
from lms.places.models import Unit, UnitLineage
from lms.places.services import succession
from lms.users import policies as users
from lms.users.models import RoleGrant, User
from teams.models import FieldSubmission, Session, Team, TeamMembership, VisitRequest

Role = RoleGrant.Role
REVIEWERS = (Role.COMMUNE_MANAGER, Role.COMMUNE_REVIEWER)
MANAGERS = (Role.COMMUNE_MANAGER, Role.PROVINCE_ADMIN)
COMMUNE_READERS = (
    *REVIEWERS,
    Role.PROVINCE_ADMIN,
    Role.PROVINCE_VIEWER,
)
BOARD_READERS = (*COMMUNE_READERS, Role.STEERING_MEMBER)
"""Who reads what is counted of a commune; a steering committee reads no more than that."""
TEAM_READERS = (*COMMUNE_READERS, Role.VILLAGE_HEAD)
Somebody = User | AnonymousUser


def holds_in(user: Somebody, *roles: Role, unit: Unit) -> bool:
    """Holds one of the roles over the unit, or over what stands for it today."""
    if users.has_any_role(user, *roles, unit=unit):
        return True
    if unit.valid_to is None or not users.has_any_role(user, *roles):
        return False
    later = succession.today(unit)
    return later is not None and users.has_any_role(user, *roles, unit=later.unit)


def memberships_of(user: Somebody, on: date | None = None) -> QuerySet[TeamMembership]:
    """The places this person holds in teams on a day, today unless told."""
    if user.is_anonymous or not user.is_active:
        return TeamMembership.objects.none()
    return TeamMembership.objects.filter(person=user).valid_on(on or clock.today())


def members_among(people: Iterable[User]) -> set[int]:
    """The keys of those who are in a team today."""
    found = TeamMembership.objects.filter(person__in=people).valid_on(clock.today())
    return {*found.values_list("person_id", flat=True)}


def may_log(user: Somebody, team: Team) -> bool:
    """Every member may log what the team did."""
    return memberships_of(user).filter(team=team).exists()


def may_log_of(user: Somebody, team: Team, held_on: date) -> bool:
    """A member of today, or somebody who was one on the day it was held."""
    return may_log(user, team) or memberships_of(user, held_on).filter(team=team).exists()


def may_edit(user: Somebody, session: Session) -> bool:
    """By the team of today or by whoever logged it; what is confirmed changes only if confirmed."""
    if session.status == Session.Status.REJECTED:
        return False
    if may_log(user, session.team):
        return True
    is_own = session.logged_by_id == user.pk
    return is_own and may_log_of(user, session.team, session.held_on)


def may_mend(user: User, session: Session) -> bool:
    """May send another revision of it: the team of today, and whoever logged it at any time.

    Wider than `may_edit`: what a phone finished before somebody left is never refused.
    """
    return may_log(user, session.team) or session.logged_by_id in {user.pk, user.merged_into_id}


def may_withdraw(user: Somebody, session: Session) -> bool:
    closed = {Session.Status.WITHDRAWN, Session.Status.VERIFIED}
    return session.status not in closed and may_edit(user, session)


def was_ever_member(user: User, team: Team) -> bool:
    return TeamMembership.objects.filter(person=user, team=team).exists()


def may_see_team(user: Somebody, team: Team) -> bool:
    return may_log(user, team) or holds_in(user, *TEAM_READERS, unit=team.unit)


def headed_by(user: Somebody) -> QuerySet[Team]:
    """The teams of today in the villages this person heads."""
    reach = users.units_within(user, Role.VILLAGE_HEAD)
    return Team.objects.open().filter(reach.units("unit"))


def may_keep_lists(user: Somebody) -> bool:
    """Says what sessions can be about, what can come of them, where they are, what is hard."""
    if user.is_anonymous:
        return False
    return user.is_superuser or users.has_any_role(user, Role.PROVINCE_ADMIN)


def may_manage_teams(user: Somebody, unit: Unit) -> bool:
    """Opens teams of the unit and says who is in them."""
    return holds_in(user, *MANAGERS, unit=unit)


def may_review_in(user: Somebody, unit: Unit) -> bool:
    """Holds a reviewer's role over the unit, or over what stands for it today."""
    return holds_in(user, *REVIEWERS, unit=unit)


def may_review(user: Somebody, session: Session) -> bool:
    """A reviewer of the unit; never of one's own log, one's own team or where one helped.

    One's own is what one sent, or what was written on one's phone and sent by another.
    """
    if not may_review_in(user, session.unit) or session.logged_by_id == user.pk:
        return False
    if _wrote_some(user, session):
        return False
    if session.helpers.filter(pk=user.pk).exists() or _wrote_change(user, session):
        return False
    return not memberships_of(user, session.held_on).filter(team=session.team_id).exists()


def _wrote_some(user: Somebody, session: Session) -> bool:
    """Sent any revision of it, or wrote one that another phone of the team sent.

    Whose phone it was is the sender's word, believed of the team's own people only: nobody keeps a
    reviewer from it by naming him.
    """
    if not isinstance(user, User):
        return False
    rows = FieldSubmission.objects.filter(record_id=session.record_id)
    told = [*rows.values_list("submitter", "raw__taken")]
    if not {user.pk, user.merged_into_id}.isdisjoint(sender for sender, _ in told):
        return True
    own = [user.public_id, *user.former_ids]
    return any(taken in own for _, taken in told) and was_ever_member(user, session.team)


def _wrote_change(user: Somebody, session: Session) -> bool:
    """Sent the change that waits, or helped by what it says."""
    if session.pending is None:
        return False
    sender, helpers = session.pending.submitter, session.pending.told().get("helpers", [])
    return user.pk in {sender.pk, sender.merged_into_id} or (
        isinstance(user, User) and not {user.public_id, *user.former_ids}.isdisjoint(helpers)
    )


def may_call(user: Somebody, team: Team) -> bool:
    """Members' numbers are for the team itself and for those who look after it."""
    return may_log(user, team) or holds_in(user, *REVIEWERS, unit=team.unit)


def may_hand_over(user: Somebody, team: Team) -> bool:
    """Brings along what a neighbour's phone could not send: the team itself, or the commune."""
    return may_log(user, team) or may_review_in(user, team.unit)


def may_give_cards(user: Somebody, team: Team) -> bool:
    """Gives learning cards to the people the team serves: its leader, or the commune's manager."""
    leads = memberships_of(user).filter(team=team, role=TeamMembership.Role.LEADER)
    return leads.exists() or may_manage_teams(user, team.unit)


def may_list_residents(user: Somebody, unit: Unit) -> bool:
    """Brings in the list of who lives there: the commune's manager, or the leader of its team."""
    leads = memberships_of(user).filter(role=TeamMembership.Role.LEADER)
    teams = Team.objects.open().at(unit)
    return may_manage_teams(user, unit) or leads.filter(team__in=teams).exists()


def served_by(team: Team) -> QuerySet[User]:
    """The people at home in the team's village or commune, and those who named no village."""
    served = Q(earlier__path__startswith=team.unit.path)
    if team.unit.level == Unit.Level.VILLAGE:
        served |= Q(earlier=team.unit.parent_id)
    # Where it was merged since, whoever came to live there later stands under the new unit.
    lines = UnitLineage.objects.filter(served)
    return User.objects.filter(home_unit__in=lines.values("later"), is_active=True)


def may_give_card_to(user: Somebody, team: Team, person: User) -> bool:
    """Whoever gives a card could use it: never one's own, nor one of somebody in another team."""
    if not may_give_cards(user, team) or user.pk == person.pk:
        return False
    if memberships_of(person).exclude(team=team).exists():
        return False
    return served_by(team).filter(pk=person.pk).exists() and users.may_be_given_card(person)


def may_see_names(user: Somebody, session: Session) -> bool:
    """Who came is for the team of today and the commune's reviewers; they may take names out."""
    return memberships_of(user).filter(team=session.team_id).exists() or may_review_in(
        user, session.unit
    )


def may_say_who_came(user: Somebody, session: Session) -> bool:
    """Sees people of the village beside a line and says who it is: who leads the team, a reviewer.

    They see those people elsewhere, too: the one gives cards, the other looks after the commune.
    """
    leads = (TeamMembership.Role.LEADER, TeamMembership.Role.DEPUTY)
    is_leading = memberships_of(user).filter(team=session.team_id, role__in=leads).exists()
    return is_leading or may_review_in(user, session.unit)


def may_see_photos(user: Somebody, session: Session) -> bool:
    """Whoever may see who came, and the province's administrator above them; no mere reader."""
    if may_see_names(user, session):
        return True
    return holds_in(user, Role.PROVINCE_ADMIN, unit=session.unit)


def may_see_commune(user: Somebody, commune: Unit) -> bool:
    """Reviewers and readers of the commune, its committee, and the members of its teams."""
    if users.has_any_role(user, *BOARD_READERS, unit=commune):
        return True
    return memberships_of(user).filter(team__in=Team.objects.within(commune)).exists()


def may_open_sessions(user: Somebody, commune: Unit) -> bool:
    """From the commune's page into its sessions; a steering committee reads counts alone."""
    if not users.has_role(user, Role.STEERING_MEMBER, unit=commune):
        return True
    return users.has_any_role(user, *COMMUNE_READERS, unit=commune)


LEADING = (TeamMembership.Role.LEADER, TeamMembership.Role.DEPUTY)


def leads(user: Somebody, team: Team) -> bool:
    """Is its leader or deputy today."""
    return memberships_of(user).filter(team=team, role__in=LEADING).exists()


def is_in_team_at(user: Somebody, unit: Unit, *roles: str) -> bool:
    """Has a place today, one of these if any are named, in a team of just this unit."""
    found = memberships_of(user).filter(team__in=Team.objects.open().at(unit))
    return found.filter(role__in=roles).exists() if roles else found.exists()


def may_share_households(user: Somebody, team: Team) -> bool:
    """Says how many households are in whose charge: who leads the team, or the commune."""
    return leads(user, team) or may_manage_teams(user, team.unit)


def may_plan(user: Somebody, team: Team) -> bool:
    """Says what the team will hold: who leads it, its secretary, the head of the village."""
    roles = (*LEADING, TeamMembership.Role.SECRETARY)
    if memberships_of(user).filter(team=team, role__in=roles).exists():
        return True
    return holds_in(user, Role.VILLAGE_HEAD, unit=team.unit)


def may_see_plans(user: Somebody, team: Team) -> bool:
    """Who comes is for the team, the head of the village, and the commune's own people."""
    return may_log(user, team) or holds_in(user, *REVIEWERS, Role.VILLAGE_HEAD, unit=team.unit)


def may_answer_visits(user: Somebody, team: Team) -> bool:
    """Reads who asked for a visit and answers: the team's leader or deputy, or the commune."""
    return leads(user, team) or holds_in(user, *REVIEWERS, unit=team.unit)


def may_see_visit(user: Somebody, request: VisitRequest) -> bool:
    """Those who answer, and while it is promised the member who goes."""
    goes = request.status == VisitRequest.Status.ACCEPTED and request.visitor_id == user.pk
    team = request.team
    return team is not None and ((goes and may_log(user, team)) or may_answer_visits(user, team))


def may_answer_in(user: Somebody, commune: Unit) -> bool:
    """Answers for a commune what its teams did not."""
    return users.has_any_role(user, *REVIEWERS, unit=commune)


def may_run_campaigns(user: Somebody, unit: Unit) -> bool:
    """Says what a month is about in a commune or, for the administrator, in the province."""
    return may_manage_teams(user, unit)


def contributions_open(
    user: Somebody, team: Team, places: Iterable[TeamMembership]
) -> frozenset[int]:
    """Whose hours this person reads: one's own; all for who leads or looks after the team."""
    sees_all = leads(user, team) or holds_in(user, *COMMUNE_READERS, unit=team.unit)
    return frozenset(place.pk for place in places if sees_all or place.person_id == user.pk)
