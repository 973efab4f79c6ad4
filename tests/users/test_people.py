"""A person made, named, merged; and what the database refuses, whoever writes."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from lms.audit.models import AuditEvent
from lms.common import clock, text
from lms.places.models import Unit
from lms.users import names
from lms.users.models import Agency, Consent, LoginPhone, Official, User
from lms.users.services import consents, merging, people
from tests.users.conftest import NUMBER

pytestmark = pytest.mark.django_db

OTHER = "+84987654321"


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


@pytest.fixture
def agency(db):
    province = Unit.objects.create(
        level="province",
        kind="province",
        name="Tỉnh Ninh Bình",
        name_fold="tinh ninh binh",
        sort_key=text.sort_key("Tỉnh Ninh Bình"),
        path="37/",
    )
    made = Agency(code="SKHCN", kind="department", path="A/", unit=province)
    made.rename("Sở Khoa học và Công nghệ")
    made.save()
    return made


@pytest.mark.parametrize(
    "name",
    ["", " ", "123", "Hoa 2", "<b>Hoa</b>", "Hoa & Minh", "hoa@mail.vn", "Hoa\u0660", "a" * 51],
)
def test_what_nobody_is_called_is_refused(name):
    with pytest.raises(names.NameRefused):
        names.clean(name)


@pytest.mark.parametrize(
    "name", ["Hoa", "Hờ A Páo", "Nguyễn Thị Thu-Hà", "Đặng Văn Ân", "Ksor Hʼ Lan"]
)
def test_names_of_every_people_are_taken(name):
    assert names.clean(name)


@pytest.mark.parametrize("name", ["Nguyễn " + "Thị " * 30, "a " * 60])
def test_a_name_longer_than_its_column_is_refused(name):
    with pytest.raises(names.NameRefused):
        names.clean(name)


def test_the_longest_name_fits_its_columns():
    name = "Ễ" * 49 + " " + "Ự" * 50
    person = people.create_person(name, by=None)
    person.full_clean(exclude=["password"])


def test_people_are_sorted_as_vietnamese_sorts():
    for name in ("Trần Thị Bình", "Nguyễn Văn Ân", "Lê Thị Ánh", "Đỗ Văn An"):
        people.create_person(name, by=None)
    found = User.objects.order_by("sort_key").values_list("given_name", flat=True)
    assert [*found] == ["An", "Ánh", "Ân", "Bình"]


def test_a_merged_person_hands_over_phones_and_email(hoa, bich):
    taken = []
    merging.register_merge("trial", lambda person, into: taken.append((person.pk, into.pk)))
    try:
        people.attach_phone(bich, NUMBER, verified_at=clock.now(), by=None)
        merging.merge(bich, hoa, by=hoa, now=clock.now())
    finally:
        merging._merges.pop("trial")
    bich.refresh_from_db()
    hoa.refresh_from_db()
    assert bich.merged_into == hoa
    assert not bich.is_active
    assert hoa.email == "bich@demo.test"
    assert hoa.login_phones.get().number == NUMBER
    assert taken == [(bich.pk, hoa.pk)]
    assert AuditEvent.objects.filter(action="person.merged").exists()


def test_a_person_is_merged_once_and_not_into_itself_or_nobody(hoa, bich, minh):
    with pytest.raises(merging.CannotMerge):
        merging.merge(hoa, hoa, by=hoa, now=clock.now())
    merging.merge(bich, hoa, by=hoa, now=clock.now())
    for into in (minh, bich):
        with pytest.raises(merging.CannotMerge):
            merging.merge(bich, into, by=hoa, now=clock.now())
    bich.refresh_from_db()
    with pytest.raises(merging.CannotMerge):
        merging.merge(minh, bich, by=hoa, now=clock.now())


def test_attaching_a_number_twice_makes_one_row_and_keeps_the_proof(hoa):
    people.attach_phone(hoa, NUMBER, verified_at=None, by=None)
    people.attach_phone(hoa, NUMBER, verified_at=clock.now(), by=None)
    people.attach_phone(hoa, NUMBER, verified_at=None, by=None)
    assert hoa.login_phones.get().verified_at


def test_a_number_stands_once_with_a_person(hoa):
    LoginPhone.objects.create(number=NUMBER, person=hoa)
    refused(lambda: LoginPhone.objects.create(number=NUMBER, person=hoa))


def test_a_number_is_kept_as_e164(hoa):
    refused(lambda: LoginPhone.objects.create(number="0912345678", person=hoa))


def test_an_email_serves_one_person_and_is_null_or_something(bich, hoa):
    refused(lambda: User.objects.filter(pk=hoa.pk).update(email=bich.email))
    refused(lambda: User.objects.filter(pk=hoa.pk).update(email=""))


@pytest.mark.parametrize("year", [1899, 2101])
def test_a_birth_year_is_one_of_living_people(hoa, year):
    refused(lambda: User.objects.filter(pk=hoa.pk).update(birth_year=year))


def test_an_erased_person_has_no_name(hoa):
    refused(lambda: User.objects.filter(pk=hoa.pk).update(erased_at=clock.now()))


def test_nobody_is_merged_into_oneself(hoa):
    refused(lambda: User.objects.filter(pk=hoa.pk).update(merged_into=hoa))


def test_a_purpose_has_one_open_consent(hoa):
    consents.give(hoa, "wall", wording="…", channel="screen", by=None, now=clock.now())
    refused(
        lambda: Consent.objects.create(person=hoa, purpose="wall", wording="…", channel="paper")
    )


def test_an_agency_ends_after_it_begins(agency):
    refused(
        lambda: Agency.objects.filter(pk=agency.pk).update(
            valid_from="2026-01-02", valid_to="2026-01-01"
        )
    )


def test_a_person_has_one_open_post_in_an_agency(agency, bich):
    Official.objects.create(person=bich, agency=agency, kind="cadre")
    refused(lambda: Official.objects.create(person=bich, agency=agency, kind="cadre"))


def test_a_staff_number_is_held_once_at_a_time(agency, bich, minh):
    Official.objects.create(person=bich, agency=agency, kind="cadre", staff_no="7")
    refused(lambda: Official.objects.create(person=minh, agency=agency, kind="cadre", staff_no="7"))


def test_a_post_ends_after_it_begins(agency, bich):
    refused(
        lambda: Official.objects.create(
            person=bich,
            agency=agency,
            kind="cadre",
            started_on="2026-01-02",
            ended_on="2026-01-01",
        )
    )


def test_a_second_factor_is_reset_by_a_command(bich, with_factor, capsys):
    with_factor(bich)
    call_command("reset_second_factor", "bich@demo.test")
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "bich@demo.test")


def test_old_codes_are_purged_by_a_command(capsys):
    call_command("purge_phone_codes", "--dry-run")
    call_command("purge_phone_codes")
    assert "0 mã" in capsys.readouterr().out
