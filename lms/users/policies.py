"""What a person may do today: pure questions to their role grants, one query per request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from lms.common import clock
from lms.users.models import Official, RoleGrant, User

if TYPE_CHECKING:
    from lms.places.models import Unit
    from lms.users.models import Agency

Role = RoleGrant.Role
Scope = tuple[str, str]
Somebody = User | AnonymousUser

# Roles that publish, verify, issue, administer, or see other people's rows.
SECOND_FACTOR_ROLES = frozenset(
    {
        Role.PROVINCE_ADMIN,
        Role.STEERING_MEMBER,
        Role.AGENCY_MANAGER,
        Role.COMMUNE_MANAGER,
        Role.COMMUNE_REVIEWER,
        Role.CONTENT_EDITOR,
        Role.CERTIFICATE_OFFICER,
        Role.DATA_PROTECTION_OFFICER,
        Role.SYSTEM_ADMIN,
    }
)

_CACHE = "_grants_today"


@dataclass(frozen=True)
class Reach:
    """The subtrees some grants cover; empty reaches nothing."""

    unit_paths: tuple[str, ...] = ()
    agency_paths: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.unit_paths or self.agency_paths)

    def covers_unit(self, unit: "Unit") -> bool:
        return unit.path.startswith(self.unit_paths)

    def covers_agency(self, agency: "Agency") -> bool:
        """An agency is reached through its own tree or through the unit it works in."""
        if agency.path.startswith(self.agency_paths):
            return True
        return bool(self.unit_paths) and self.covers_unit(agency.unit)

    def units(self, field: str = "") -> Q:
        """Rows whose unit is covered; `field` is the way to it ("home_unit", "" for Unit)."""
        return _any_below(_join(field, "path"), self.unit_paths)

    def agencies(self, field: str = "") -> Q:
        """Rows whose agency is covered; `field` is the way to it ("" for Agency itself)."""
        found = _any_below(_join(field, "path"), self.agency_paths)
        if not self.unit_paths:
            return found
        return found | _any_below(_join(field, "unit__path"), self.unit_paths)


def grants_of(user: Somebody) -> list[RoleGrant]:
    """Grants valid today with their unit and agency; one query for the life of `user`."""
    if user.is_anonymous or not user.is_active:
        return []
    held: list[RoleGrant] | None = user.__dict__.get(_CACHE)
    if held is None:
        grants = RoleGrant.objects.filter(person=user).valid_on(clock.today())
        held = list(grants.select_related("unit", "agency").order_by("pk"))
        user.__dict__[_CACHE] = held
    return held


def forget_grants(user: User) -> None:
    """Read the grants of this user object anew next time."""
    user.__dict__.pop(_CACHE, None)


def has_role(
    user: Somebody,
    role: Role | str,
    *,
    unit: "Unit | None" = None,
    agency: "Agency | None" = None,
    scope: Scope | None = None,
) -> bool:
    """True when `user` holds `role` today over all that is named; without a place, anywhere."""
    return has_any_role(user, role, unit=unit, agency=agency, scope=scope)


def has_any_role(
    user: Somebody,
    *roles: Role | str,
    unit: "Unit | None" = None,
    agency: "Agency | None" = None,
    scope: Scope | None = None,
) -> bool:
    """`has_role` for any of several roles."""
    grants = [grant for grant in grants_of(user) if grant.role in roles]
    return any(
        (unit is None or _reach([grant]).covers_unit(unit))
        and (agency is None or _reach([grant]).covers_agency(agency))
        and (scope is None or (grant.scope_kind, grant.scope_id) == scope)
        for grant in grants
    )


def steers_province(user: Somebody) -> bool:
    """Sits on the steering committee of a whole province; a commune's sees that commune alone."""
    return any(
        grant.role == Role.STEERING_MEMBER and grant.unit and grant.unit.parent_id is None
        for grant in grants_of(user)
    )


def units_within(user: Somebody, *roles: Role | str) -> Reach:
    """What `user` reaches by any of `roles`: `Team.objects.filter(reach.units("unit"))`."""
    return _reach(grant for grant in grants_of(user) if grant.role in roles)


def agencies_within(user: Somebody, *roles: Role | str) -> Reach:
    """What `user` reaches by any of `roles`: `rows.filter(reach.agencies("agency"))`."""
    return units_within(user, *roles)


def may_manage_agency(user: Somebody, agency: "Agency") -> bool:
    """Managers of this agency or of one above it."""
    return has_role(user, Role.AGENCY_MANAGER, agency=agency)


def may_reorganise(user: Somebody) -> bool:
    """Merges, splits and renames units and agencies in the name of the province."""
    return has_role(user, Role.PROVINCE_ADMIN)


def scope_ids(user: Somebody, kind: str, *roles: Role | str) -> list[str]:
    """Ids of the registered scopes of `kind` in which `user` holds any of `roles`."""
    return [
        grant.scope_id
        for grant in grants_of(user)
        if grant.role in roles and grant.scope_kind == kind
    ]


def second_factor_due(user: Somebody) -> bool:
    """True for everybody whose role must not rest on a password or a phone number alone."""
    if user.is_anonymous or not user.is_active:
        return False
    return user.is_superuser or has_any_role(user, *SECOND_FACTOR_ROLES)


def may_erase_self(user: User) -> bool:
    """False while a post or a role makes others answerable for what is kept: the agency ends it."""
    return not holds_office(user)


def holds_office(user: User) -> bool:
    """True for whoever answers to others here: by a role, or by a post in an agency."""
    return bool(grants_of(user)) or user.posts.serving_on(clock.today()).exists()


def is_resident_only(person: User) -> bool:
    """Whoever comes in as this person gains no rights over others: no role, post or password."""
    return bool(residents_only([person]))


def residents_only(people: Iterable[User]) -> list[User]:
    """Those of whom `is_resident_only` is true, in two queries however many there are."""
    able = [
        person
        for person in people
        if person.is_active and not person.is_superuser and not person.has_usable_password()
    ]
    today = clock.today()
    grants = RoleGrant.objects.filter(person__in=able).valid_on(today)
    posts = Official.objects.filter(person__in=able).serving_on(today)
    in_office = {
        *grants.values_list("person_id", flat=True),
        *posts.values_list("person_id", flat=True),
    }
    return [person for person in able if person.pk not in in_office]


def may_have_password(person: User) -> bool:
    """Whoever has, had or will have a role or post; residents come in by phone or card."""
    is_staff = person.is_superuser or person.has_usable_password()
    return is_staff or person.grants.exists() or person.posts.exists()


def may_be_given_card(person: User) -> bool:
    """Whoever issues a card could come in as its holder, and must gain no rights."""
    return bool(may_be_given_cards([person]))


def may_be_given_cards(people: Iterable[User]) -> list[User]:
    """Those of whom `may_be_given_card` is true."""
    return residents_only(people)


def may_be_merged(one: User, other: User) -> bool:
    """Two residents; what an agency knows of its people, the agency puts in order."""
    return one.pk != other.pk and is_resident_only(one) and is_resident_only(other)


def may_use_card(person: User) -> bool:
    """False where a second factor is due: paper opens no role that verifies or administers."""
    return person.is_active and not second_factor_due(person)


def _reach(grants: Iterable[RoleGrant]) -> Reach:
    units, agencies = set[str](), set[str]()
    for grant in grants:
        if grant.unit:
            units.add(grant.unit.path)
        if grant.agency:
            agencies.add(grant.agency.path)
    return Reach(tuple(sorted(units)), tuple(sorted(agencies)))


def _join(field: str, last: str) -> str:
    return f"{field}__{last}" if field else last


def _any_below(lookup: str, paths: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{lookup}__startswith": path})
    return found
