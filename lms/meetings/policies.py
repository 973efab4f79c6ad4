"""Who reads, holds and follows what a steering committee decides."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from lms.common import clock
from lms.meetings.models import Action, Adoption, Exemplar, Meeting, Paper
from lms.places.models import Unit, UnitLineage
from lms.places.services import succession
from lms.users import policies as users
from lms.users.models import RoleGrant
from lms.users.policies import Reach, Somebody
from teams import policies as teams

Role = RoleGrant.Role
READERS = (
    Role.STEERING_MEMBER,
    Role.PROVINCE_ADMIN,
    Role.PROVINCE_VIEWER,
    Role.COMMUNE_MANAGER,
)
LEVELS = (Unit.Level.PROVINCE, Unit.Level.COMMUNE)


def reads(user: Somebody) -> Reach:
    """The units whose committees this person reads."""
    return users.units_within(user, *READERS)


def may_see(user: Somebody, unit: Unit) -> bool:
    """What a committee meets about and decides: itself, the province above it, who serves it."""
    return unit.level in LEVELS and teams.holds_in(user, *READERS, unit=unit)


def may_hold(user: Somebody, unit: Unit) -> bool:
    """Calls its meetings and writes down what is decided: its members, and who serves it.

    A member of the province's committee reads the communes' and decides in the province's.
    What the committee of a former unit left open, that of its successor goes on with.
    """
    unit = succession.standing(unit)
    if any(
        grant.role == Role.STEERING_MEMBER and grant.unit_id == unit.pk
        for grant in users.grants_of(user)
    ):
        return True
    if unit.level == Unit.Level.PROVINCE:
        return users.has_role(user, Role.PROVINCE_ADMIN, unit=unit)
    return unit.level == Unit.Level.COMMUNE and teams.holds_in(
        user, Role.COMMUNE_MANAGER, unit=unit
    )


def may_see_meeting(user: Somebody, meeting: Meeting) -> bool:
    return may_see(user, meeting.unit)


def may_see_paper(user: Somebody, paper: Paper) -> bool:
    """What names people who might be praised is for who may propose them."""
    if paper.kind == Paper.Kind.PRAISE:
        return may_list(user, paper.unit)
    return may_see(user, paper.unit)


def answers_for(user: Somebody, action: Action) -> bool:
    """Does the work: the person who is named, and who answers for the unit or agency."""
    if user.is_anonymous or not user.is_active:
        return False
    if action.answerer_id == user.pk:
        return True
    if action.agency:
        return users.may_manage_agency(user, action.agency)
    unit = action.unit
    if unit is None:
        return False
    if unit.level == Unit.Level.PROVINCE:
        return users.has_role(user, Role.PROVINCE_ADMIN, unit=unit)
    return teams.holds_in(user, Role.COMMUNE_MANAGER, unit=unit)


def may_see_action(user: Somebody, action: Action) -> bool:
    return answers_for(user, action) or may_see(user, action.decision.meeting.unit)


def may_settle(user: Somebody, action: Action) -> bool:
    """Confirms, hands back, extends: who holds the meetings; never of what one reported oneself."""
    return action.done_by_id != user.pk and may_hold(user, action.decision.meeting.unit)


def may_name(user: Somebody, action: Action) -> bool:
    """Says who answers for it: whoever does the work, and whoever gave it."""
    return answers_for(user, action) or may_hold(user, action.decision.meeting.unit)


def may_list(user: Somebody, unit: Unit) -> bool:
    """Reads who meets the criteria, by name, and proposes: who serves the committee."""
    if unit.level == Unit.Level.PROVINCE:
        return users.has_role(user, Role.PROVINCE_ADMIN, unit=unit)
    return unit.level == Unit.Level.COMMUNE and teams.holds_in(
        user, Role.COMMUNE_MANAGER, unit=unit
    )


def may_set_criteria(user: Somebody) -> bool:
    return users.has_role(user, Role.PROVINCE_ADMIN)


def may_see_desk(user: Somebody) -> bool:
    """Proposes or decides about examples somewhere."""
    return users.has_any_role(user, Role.STEERING_MEMBER, Role.PROVINCE_ADMIN, Role.COMMUNE_MANAGER)


def exemplars_of(user: Somebody) -> Q:
    """The examples this person decides about, serves or proposed."""
    own = Q(proposed_by=user.pk)
    units = [
        grant.unit_id
        for grant in users.grants_of(user)
        if grant.role in {Role.STEERING_MEMBER, Role.PROVINCE_ADMIN, Role.COMMUNE_MANAGER}
    ]
    return own | Q(unit__in=led_by(pk for pk in units if pk))


def led_by(units: Iterable[UUID]) -> QuerySet[UnitLineage, UUID]:
    """Units and all they took over from: whose committee's business they go on with."""
    return UnitLineage.objects.filter(later__in=list(units)).values_list("earlier", flat=True)


def read_by(user: Somebody) -> QuerySet[UnitLineage, UUID]:
    """The units whose committees this person reads, and all they took over from."""
    rows = UnitLineage.objects.filter(reads(user).units("later"))
    return rows.values_list("earlier", flat=True)


def may_see_exemplar(user: Somebody, one: Exemplar) -> bool:
    return one.proposed_by_id == user.pk or may_hold(user, one.unit)


def may_decide(user: Somebody, one: Exemplar) -> bool:
    """Never about what one proposed oneself."""
    return one.proposed_by_id != user.pk and may_hold(user, one.unit)


def adopting_for(user: Somebody) -> QuerySet[Unit]:
    """The places of which this person can say that they took up a way of working."""
    roles = (Role.COMMUNE_MANAGER, Role.COMMUNE_REVIEWER, Role.STEERING_MEMBER)
    communes = Q(level=Unit.Level.COMMUNE) & Q(
        pk__in=[
            grant.unit_id for grant in users.grants_of(user) if grant.role in roles and grant.unit
        ]
    )
    led = teams.memberships_of(user).filter(role__in=teams.LEADING).values("team__unit")
    rows = Unit.objects.filter(communes | Q(pk__in=led)).valid_on(clock.today())
    return rows.select_related("parent").sorted()


def may_give_up(user: Somebody, adoption: Adoption) -> bool:
    return adoption.by_id == user.pk or adopting_for(user).filter(pk=adoption.unit_id).exists()
