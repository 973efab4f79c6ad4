"""Giving and taking roles."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from lms.audit import services as audit
from lms.common import clock
from lms.places.models import Unit
from lms.places.services import succession
from lms.users import policies
from lms.users.models import Agency, RoleGrant, User
from lms.users.signals import grants_changed


def grant(  # noqa: PLR0913  # one scope of three, and two dates
    person: User,
    role: RoleGrant.Role | str,
    *,
    unit: Unit | None = None,
    agency: Agency | None = None,
    scope: policies.Scope | None = None,
    by: User | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> RoleGrant:
    """The person's grant of `role` in exactly one scope; the open one when there is one already.

    In a unit or agency that has ended since it was looked at, the role is given in its successor.
    `by` is None only where no person acts: the first administrator and demo data.
    """
    kind, key = scope or ("", "")
    start = valid_from or clock.today()
    with transaction.atomic():
        # An act that closes them now waits, or is waited for; it takes them before any person.
        unit, agency = unit and _standing_unit(unit), agency and _standing_agency(agency)
        wanted = {"role": role, "unit": unit, "agency": agency, "scope_kind": kind, "scope_id": key}
        User.objects.select_for_update().get(pk=person.pk)
        held = person.grants.filter(**wanted, valid_from__lte=start, revoked_on=None)
        if same := held.filter(Q(valid_to=None) | Q(valid_to=valid_to)).first():
            return same
        given = RoleGrant.objects.create(
            person=person, **wanted, valid_from=start, valid_to=valid_to, granted_by=by
        )
        audit.record("grant.given", subject=given, actor=by, role=given.role, person=person.pk)
        _tell(person)
    return given


def revoke(grant: RoleGrant, *, by: User | None, on: date) -> bool:
    """End a grant; `on` is the first day without it. True only for the call that ended it."""
    with transaction.atomic():
        open_grant = RoleGrant.objects.filter(pk=grant.pk, revoked_on=None)
        if not open_grant.update(revoked_on=on, revoked_by=by):
            return False
        audit.record("grant.revoked", subject=grant, actor=by, role=grant.role, on=on)
        _tell(grant.person)
    grant.revoked_on = on
    return True


def _standing_unit(unit: Unit) -> Unit:
    """The unit, or who took over from it; an open one stays so until the transaction is over."""
    rows = Unit.objects.select_for_update(of=("self",), no_key=True)
    held = rows.filter(pk=unit.pk).only("valid_from", "valid_to").first()
    stands = succession.today(held) if held and held.valid_to else None
    return stands.unit if stands and stands.unit != unit else unit


def _standing_agency(agency: Agency) -> Agency:
    rows = Agency.objects.select_for_update(of=("self",), no_key=True)
    held = rows.filter(pk=agency.pk).only("valid_to").first()
    if held is None or held.valid_to is None:
        return agency
    later = Agency.objects.filter(earlier_lineage__earlier=agency.pk, valid_to=None).first()
    return later or agency


def _tell(person: User) -> None:
    policies.forget_grants(person)
    grants_changed.send(RoleGrant, person_id=person.pk)
