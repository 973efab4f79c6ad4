"""Roles: where they reach, when they begin and end, and that asking costs one query."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.audit.models import AuditEvent
from lms.common import clock, text
from lms.places.models import Unit
from lms.users import policies
from lms.users.models import Agency, RoleGrant, User
from lms.users.services import grants
from lms.users.signals import grants_changed

Role = RoleGrant.Role


def unit(name, path, parent=None, level="commune", kind="commune"):
    return Unit.objects.create(
        level=level,
        kind=kind,
        name=name,
        name_fold=text.fold(name),
        sort_key=text.sort_key(name),
        parent=parent,
        path=path,
    )


@pytest.fixture
def province(db):
    return unit("Tỉnh Ninh Bình", "37/", level="province", kind="province")


@pytest.fixture
def y_yen(province):
    return unit("Xã Ý Yên", "37/01/", province)


@pytest.fixture
def other_commune(province):
    return unit("Xã Vạn Thắng", "37/02/", province)


@pytest.fixture
def village(y_yen):
    return unit("Thôn Trung", "37/01/05/", y_yen, level="village", kind="village")


@pytest.fixture
def department(province):
    agency = Agency(code="SKHCN", kind="department", path="A1/", unit=province)
    agency.rename("Sở Khoa học và Công nghệ")
    agency.save()
    return agency


@pytest.fixture
def office(department, province):
    agency = Agency(code="VP", kind="office", parent=department, path="A1/B1/", unit=province)
    agency.rename("Văn phòng Sở")
    agency.save()
    return agency


def again(person):
    return User.objects.get(pk=person.pk)


def test_a_role_reaches_its_unit_and_all_below_but_no_sister_and_no_parent(
    bich, y_yen, village, other_commune, province
):
    grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None)
    for reached in (y_yen, village):
        assert policies.has_role(bich, Role.COMMUNE_MANAGER, unit=reached)
    for closed in (other_commune, province):
        assert not policies.has_role(bich, Role.COMMUNE_MANAGER, unit=closed)


def test_a_role_in_an_agency_reaches_its_offices_but_not_the_agency_above(bich, department, office):
    grants.grant(bich, Role.AGENCY_MANAGER, agency=office, by=None)
    assert policies.has_role(bich, Role.AGENCY_MANAGER, agency=office)
    assert not policies.has_role(bich, Role.AGENCY_MANAGER, agency=department)


def test_a_province_role_reaches_the_agencies_working_in_the_province(son, province, office):
    grants.grant(son, Role.PROVINCE_ADMIN, unit=province, by=None)
    assert policies.has_role(son, Role.PROVINCE_ADMIN, agency=office)


def test_an_agency_role_reaches_no_unit(bich, department, province):
    grants.grant(bich, Role.AGENCY_MANAGER, agency=department, by=None)
    assert not policies.has_role(bich, Role.AGENCY_MANAGER, unit=province)


def test_a_role_in_a_section_counts_only_there(tuan):
    grants.grant(tuan, Role.CONTENT_EDITOR, scope=("section", "7"), by=None)
    assert policies.has_role(tuan, Role.CONTENT_EDITOR, scope=("section", "7"))
    assert not policies.has_role(tuan, Role.CONTENT_EDITOR, scope=("section", "8"))
    assert policies.scope_ids(tuan, "section", Role.CONTENT_EDITOR) == ["7"]


def test_the_system_administrator_has_no_business_role(son, province, y_yen):
    grants.grant(son, Role.SYSTEM_ADMIN, scope=("system", "all"), by=None)
    business = [role for role in Role if role != Role.SYSTEM_ADMIN]
    assert not policies.has_any_role(son, *business)
    assert not policies.units_within(son, *Role)


def test_lists_hold_what_the_roles_reach_and_nothing_else(
    bich, y_yen, village, other_commune, hoa, minh
):
    grants.grant(bich, Role.COMMUNE_REVIEWER, unit=y_yen, by=None)
    User.objects.filter(pk=hoa.pk).update(home_unit=village)
    User.objects.filter(pk=minh.pk).update(home_unit=other_commune)
    reach = policies.units_within(bich, Role.COMMUNE_REVIEWER, Role.COMMUNE_MANAGER)
    assert list(User.objects.filter(reach.units("home_unit"))) == [hoa]
    assert set(Unit.objects.filter(reach.units())) == {y_yen, village}


def test_without_a_role_lists_are_empty(hoa, y_yen, department):
    reach = policies.units_within(hoa, *Role)
    assert not Unit.objects.filter(reach.units()).exists()
    assert not Agency.objects.filter(reach.agencies()).exists()


def test_agency_lists_follow_the_tree(bich, department, office):
    grants.grant(bich, Role.AGENCY_MANAGER, agency=office, by=None)
    reach = policies.agencies_within(bich, Role.AGENCY_MANAGER)
    assert list(Agency.objects.filter(reach.agencies())) == [office]


def test_a_role_begins_and_ends_on_its_days(bich, y_yen):
    today = clock.today()
    late = grants.grant(
        bich, Role.VILLAGE_HEAD, unit=y_yen, by=None, valid_from=today + timedelta(days=1)
    )
    assert not policies.has_role(again(bich), Role.VILLAGE_HEAD)
    RoleGrant.objects.filter(pk=late.pk).update(
        valid_from=today - timedelta(days=9), valid_to=today
    )
    assert policies.has_role(again(bich), Role.VILLAGE_HEAD)
    RoleGrant.objects.filter(pk=late.pk).update(valid_to=today - timedelta(days=1))
    assert not policies.has_role(again(bich), Role.VILLAGE_HEAD)


def test_a_revoked_role_is_gone_at_once_and_stays_in_history(bich, y_yen, son):
    today = clock.today()
    held = grants.grant(
        bich,
        Role.COMMUNE_MANAGER,
        unit=y_yen,
        by=son,
        valid_from=today - timedelta(days=30),
    )
    assert policies.has_role(bich, Role.COMMUNE_MANAGER)
    assert grants.revoke(held, by=son, on=today)
    assert not policies.has_role(again(bich), Role.COMMUNE_MANAGER)
    assert RoleGrant.objects.valid_on(today - timedelta(days=1)).filter(pk=held.pk).exists()


def test_a_role_given_and_revoked_on_one_day_never_counted(bich, y_yen):
    held = grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None)
    grants.revoke(held, by=None, on=clock.today())
    assert not RoleGrant.objects.valid_on(clock.today()).exists()


def test_revoking_twice_ends_a_role_once(bich, y_yen):
    held = grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None)
    assert grants.revoke(held, by=None, on=clock.today())
    assert not grants.revoke(held, by=None, on=clock.today())


def test_giving_a_role_twice_makes_one_grant(bich, y_yen):
    first = grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None)
    assert grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None) == first
    assert RoleGrant.objects.count() == 1


def test_a_revoked_role_can_be_given_again(bich, y_yen):
    first = grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None)
    grants.revoke(first, by=None, on=clock.today())
    grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None)
    assert policies.has_role(again(bich), Role.COMMUNE_MANAGER)


def test_a_change_of_roles_is_told_with_the_persons_id(bich, y_yen):
    heard = []

    def listen(sender, person_id, **_):
        heard.append(person_id)

    grants_changed.connect(listen)
    held = grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None)
    grants.revoke(held, by=None, on=clock.today())
    grants_changed.disconnect(listen)
    assert heard == [bich.pk, bich.pk]


def test_giving_and_taking_a_role_is_written_down(bich, son, y_yen):
    held = grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=son)
    grants.revoke(held, by=son, on=clock.today())
    events = AuditEvent.objects.filter(subject_id=held.pk).order_by("at")
    assert [event.action for event in events] == ["grant.given", "grant.revoked"]
    assert {event.actor for event in events} == {son}


def test_asking_about_rights_costs_one_query(bich, y_yen, department, django_assert_num_queries):
    grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None)
    grants.grant(bich, Role.AGENCY_MANAGER, agency=department, by=None)
    with django_assert_num_queries(1):
        policies.has_role(bich, Role.COMMUNE_MANAGER, unit=y_yen)
        policies.has_role(bich, Role.AGENCY_MANAGER, agency=department)
        policies.second_factor_due(bich)
        policies.units_within(bich, *Role)


def test_asking_about_many_rights_still_costs_one_query(bich, province, django_assert_num_queries):
    for number in range(20):
        commune = unit(f"Xã số {number}", f"37/{number + 50}/", province)
        grants.grant(bich, Role.COMMUNE_REVIEWER, unit=commune, by=None)
    with django_assert_num_queries(1):
        assert len(policies.units_within(again_cached(bich), Role.COMMUNE_REVIEWER).unit_paths)


def again_cached(person):
    policies.forget_grants(person)
    return person


def test_somebody_put_out_of_use_has_no_roles(bich, y_yen):
    grants.grant(bich, Role.COMMUNE_MANAGER, unit=y_yen, by=None)
    bich.is_active = False
    assert policies.grants_of(bich) == []


def test_strangers_have_no_roles():
    from django.contrib.auth.models import AnonymousUser

    assert policies.grants_of(AnonymousUser()) == []
    assert not policies.second_factor_due(AnonymousUser())


@pytest.mark.parametrize("role", sorted(policies.SECOND_FACTOR_ROLES))
def test_who_publishes_verifies_issues_or_administers_needs_a_second_factor(bich, y_yen, role):
    grants.grant(bich, role, unit=y_yen, by=None)
    assert policies.second_factor_due(bich)


@pytest.mark.parametrize("role", sorted(set(Role) - policies.SECOND_FACTOR_ROLES))
def test_other_roles_need_no_second_factor(bich, y_yen, role):
    grants.grant(bich, role, unit=y_yen, by=None)
    assert not policies.second_factor_due(bich)


@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"scope_kind": "section"},
        {"scope_id": "7"},
        {"unit": True, "agency": True},
        {"unit": True, "scope_kind": "section", "scope_id": "7"},
    ],
)
def test_a_grant_has_exactly_one_scope(bich, y_yen, department, scope):
    scope = scope | ({"unit": y_yen} if "unit" in scope else {})
    scope = scope | ({"agency": department} if "agency" in scope else {})
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=bich, role=Role.TRAINER, **scope)


def test_a_grant_cannot_end_before_it_begins(bich, y_yen):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            person=bich,
            role=Role.TRAINER,
            unit=y_yen,
            valid_from=date(2026, 11, 20),
            valid_to=date(2026, 11, 19),
        )
