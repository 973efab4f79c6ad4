"""Giving and taking roles."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from lms.audit import services as audit
from lms.common import clock
from lms.places.models import Unit
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

    `by` is None only where no person acts: the first administrator and demo data.
    """
    kind, key = scope or ("", "")
    wanted = {"role": role, "unit": unit, "agency": agency, "scope_kind": kind, "scope_id": key}
    start = valid_from or clock.today()
    with transaction.atomic():
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


def _tell(person: User) -> None:
    policies.forget_grants(person)
    grants_changed.send(RoleGrant, person_id=person.pk)
