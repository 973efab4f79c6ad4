"""Erasing a person: what goes, what stays, who is told to wait."""

from datetime import timedelta

import pytest
from django.test import Client

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.users import policies
from lms.users.models import Agency, Consent, LoginPhone, Official, RoleGrant, User
from lms.users.services import consents, grants, people, personal
from tests.users.conftest import NUMBER, signed_in_as

pytestmark = pytest.mark.django_db

OTHER = "+84987654321"


def test_erasing_takes_two_steps_and_then_everything_is_gone(client, hoa_at_home):
    page = client.get("/toi/du-lieu/xoa/").content.decode()
    assert "Sẽ xóa" in page
    assert "Còn lại" in page
    assert client.post("/toi/du-lieu/xoa/xac-nhan/", {}).status_code == 200
    hoa_at_home.refresh_from_db()
    assert hoa_at_home.erased_at is None
    answer = client.post("/toi/du-lieu/xoa/xac-nhan/", {"understands": "on"})
    assert answer["Location"] == "/toi/du-lieu/da-xoa/"
    assert client.get("/toi/du-lieu/da-xoa/").status_code == 200
    assert signed_in_as(client) is None
    hoa_at_home.refresh_from_db()
    assert hoa_at_home.full_name == ""
    assert str(hoa_at_home) == "Người đã xóa thông tin"


def test_erasing_frees_number_and_email_and_ends_sessions(bich):
    other = Client()
    other.force_login(bich)
    people.attach_phone(bich, OTHER, verified_at=clock.now(), by=None)
    assert personal.erase(bich, by=bich, now=clock.now())
    assert other.get("/toi/du-lieu/").status_code == 302
    assert not LoginPhone.objects.exists()
    newcomer = people.create_person("Vũ Thị Ba", by=None)
    newcomer.email = "bich@demo.test"
    newcomer.save()
    people.attach_phone(newcomer, OTHER, verified_at=clock.now(), by=None)


def test_erasing_twice_erases_once(hoa):
    assert personal.erase(hoa, by=hoa, now=clock.now())
    first = hoa.erased_at
    assert not personal.erase(hoa, by=hoa, now=clock.now() + timedelta(days=1))
    hoa.refresh_from_db()
    assert hoa.erased_at == first
    assert AuditEvent.objects.filter(action="person.erased").count() == 1


def test_nothing_personal_is_left_after_erasing(bich, communes, with_factor):
    from allauth.mfa.models import Authenticator

    with_factor(bich)
    User.objects.filter(pk=bich.pk).update(
        home_unit=communes[2], birth_year=1980, contact_phone=OTHER, form_of_address="co"
    )
    people.attach_phone(bich, OTHER, verified_at=clock.now(), by=None)
    bich.refresh_from_db()
    personal.erase(bich, by=bich, now=clock.now())
    row = User.objects.filter(pk=bich.pk).values().get()
    for word in ("Bích", "bich", "Vũ", OTHER, "1980"):
        assert word not in str(row)
    assert row["home_unit_id"] == communes[1].pk
    assert not Authenticator.objects.exists()
    assert not bich.has_usable_password()


def test_erasing_ends_roles_and_posts_and_keeps_their_rows(bich, communes):
    agency = Agency(code="X", kind="commune_committee", path="X/", unit=communes[1])
    agency.rename("UBND Xã Ý Yên")
    agency.save()
    Official.objects.create(person=bich, agency=agency, kind="civil_servant", staff_no="CB-1")
    grants.grant(bich, RoleGrant.Role.COMMUNE_MANAGER, unit=communes[1], by=None)
    personal.erase(bich, by=bich, now=clock.now())
    assert Official.objects.get().ended_on == clock.today()
    assert Official.objects.get().staff_no == ""
    assert not RoleGrant.objects.valid_on(clock.today()).exists()


def test_who_holds_a_role_is_told_to_end_it_first(client, bich, communes):
    grants.grant(bich, RoleGrant.Role.VILLAGE_HEAD, unit=communes[2], by=None)
    client.post("/dang-nhap/can-bo/", {"login": "bich@demo.test", "password": "mat-khau-cua-bich"})
    assert "cơ quan" in client.get("/toi/du-lieu/xoa/").content.decode()
    assert client.post("/toi/du-lieu/xoa/xac-nhan/", {"understands": "on"}).status_code == 302
    bich.refresh_from_db()
    assert bich.erased_at is None


def test_who_holds_a_post_is_told_to_end_it_first(bich, communes):
    agency = Agency(code="X", kind="commune_committee", path="X/", unit=communes[1])
    agency.rename("UBND Xã Ý Yên")
    agency.save()
    assert policies.may_erase_self(bich)
    Official.objects.create(person=bich, agency=agency, kind="civil_servant")
    assert not policies.may_erase_self(bich)


def test_parts_of_other_apps_are_shown_handed_over_and_erased(client, hoa_at_home):
    gone = []
    personal.register_part(
        "trial",
        label="Phần thử",
        export=lambda user: [{"of": user.pk}],
        erase=lambda user: gone.append(user.pk),
        stays="Giữ lại theo luật thử",
    )
    try:
        assert "Phần thử" in client.get("/toi/du-lieu/").content.decode()
        assert "Giữ lại theo luật thử" in client.get("/toi/du-lieu/xoa/").content.decode()
        assert personal.export(hoa_at_home)["parts"]["trial"]["content"] == [{"of": hoa_at_home.pk}]
        personal.erase(hoa_at_home, by=hoa_at_home, now=clock.now())
        assert gone == [hoa_at_home.pk]
    finally:
        personal._parts.pop("trial")


def test_erasing_is_all_or_nothing(hoa):
    def fail(_user):
        raise RuntimeError

    personal.register_part("broken", label="Hỏng", export=lambda user: None, erase=fail)
    try:
        people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
        with pytest.raises(RuntimeError):
            personal.erase(hoa, by=hoa, now=clock.now())
    finally:
        personal._parts.pop("broken")
    hoa.refresh_from_db()
    assert hoa.erased_at is None
    assert hoa.login_phones.exists()


def test_consents_outlive_the_person_without_a_name(hoa):
    consents.give(hoa, "learning", wording="…", channel="screen", by=None, now=clock.now())
    personal.erase(hoa, by=hoa, now=clock.now())
    assert Consent.objects.get().withdrawn_at
