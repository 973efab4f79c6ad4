"""Who may read and answer what was hard in the field."""

from django.db.models import Q

from courses import policies as courses
from lms.places.models import Unit, UnitLineage
from lms.users import policies as users
from lms.users.policies import Role, Somebody
from teams import policies
from teams.models import Feedback, Team, Whom

BOARD_READERS = (Role.PROVINCE_ADMIN, Role.PROVINCE_VIEWER)


def addressed_to(user: Somebody) -> Q:
    """Feedback this person is to answer: as the commune, the agency, or an author of the course."""
    communes = users.units_within(user, *policies.REVIEWERS)
    lines = UnitLineage.objects.filter(communes.units("later")).values("earlier")
    agencies = users.agencies_within(user, Role.AGENCY_MANAGER)
    sections = courses.sections_written_by(user).values("pk")
    return (
        Q(whom=Whom.COMMUNE, unit__in=lines)
        | Q(whom=Whom.AGENCY) & agencies.agencies("agency")
        | Q(whom=Whom.AUTHOR, course__section__in=sections)
    )


def answers_any(user: Somebody) -> bool:
    """Whether this person holds a role that answers at all."""
    roles = (*policies.REVIEWERS, Role.AGENCY_MANAGER, *courses.WRITERS)
    return users.has_any_role(user, *roles)


def may_answer(user: Somebody, item: Feedback) -> bool:
    """It is addressed to this person today; nobody answers what he raised himself."""
    if user.is_anonymous or item.raised_by_id == user.pk:
        return False
    if item.whom == Whom.COMMUNE:
        return policies.may_review_in(user, item.unit)
    if item.whom == Whom.AGENCY:
        return users.has_role(user, Role.AGENCY_MANAGER, agency=item.agency)
    return item.course is not None and courses.may_write_in(user, item.course.section_id)


def may_read(user: Somebody, item: Feedback) -> bool:
    """Who answers, who raised it, the team, whoever reads the commune, who said it."""
    if user.is_anonymous:
        return False
    if user.pk in {item.resident_id, item.raised_by_id} or may_answer(user, item):
        return True
    readers = users.has_any_role(user, *policies.COMMUNE_READERS, unit=item.unit)
    return readers or policies.may_see_team(user, item.team)


def may_raise(user: Somebody, team: Team) -> bool:
    """Members write down what residents told them."""
    return policies.may_log(user, team)


def may_see_board(user: Somebody) -> bool:
    """The whole province at once."""
    return users.has_any_role(user, *BOARD_READERS) or users.steers_province(user)


def commune_of(item: Feedback) -> Unit:
    """The commune it came from."""
    is_village = item.unit.level == Unit.Level.VILLAGE
    return item.unit.parent if is_village and item.unit.parent else item.unit


def may_read_team(user: Somebody, team: Team) -> bool:
    """All that a team's people said."""
    return policies.may_see_team(user, team)


def may_name(user: Somebody, team: Team) -> bool:
    """Ties what was said to somebody's record: who gives those people their cards anyway."""
    return policies.may_give_cards(user, team)
