"""A person made, named, reached by phone, and found to be the same as another."""

from datetime import datetime

from django.db import transaction

from lms.audit import services as audit
from lms.places.models import Unit
from lms.users import names
from lms.users.models import LoginPhone, User
from lms.users.signals import sign_ins_ended

PEOPLE_A_NUMBER = 8
"""A household shares a phone; more than this is no household."""


class TooManyPeople(Exception):
    """The number already serves as many people as a household has."""


class LastPhone(Exception):
    """Without this number the person could not sign in any more."""


def create_person(
    full_name: str,
    *,
    form_of_address: str = "",
    home_unit: Unit | None = None,
    birth_year: int | None = None,
    contact_phone: str = "",
    public_id: str = "",
    by: User | None,
) -> User:
    """A person who has no way to sign in yet; raises NameRefused.

    `public_id` is one drawn before, so that a form sent twice cannot make two people of one.
    """
    drawn = {"public_id": public_id} if public_id else {}
    with transaction.atomic():
        person = User.objects.create_user(
            names.clean(full_name),
            form_of_address=form_of_address,
            home_unit=home_unit,
            birth_year=birth_year,
            contact_phone=contact_phone,
            **drawn,
        )
        audit.record("person.created", subject=person, actor=by or person)
    return person


def hold_commune(place: Unit) -> None:
    """Until this transaction ends nobody else adds or takes back people of the place's commune.

    Whoever is made is first looked for: two who look side by side would make one person twice.
    """
    commune = place.parent_id if place.level == Unit.Level.VILLAGE else place.pk
    Unit.objects.select_for_update(no_key=True).get(pk=commune or place.pk)


def rename(person: User, full_name: str, *, by: User) -> None:
    """Change what the person is called, and the columns that follow; raises NameRefused."""
    person.rename(names.clean(full_name))
    with transaction.atomic():
        person.save(update_fields=["family_middle", "given_name", "name_fold", "sort_key"])
        audit.record("person.renamed", subject=person, actor=by)


def settle(
    person: User,
    *,
    form_of_address: str,
    birth_year: int | None,
    home_unit: Unit | None,
    by: User,
) -> None:
    """Change how the person is spoken to, when they were born and where they live."""
    person.form_of_address = form_of_address
    person.birth_year = birth_year
    person.home_unit = home_unit
    with transaction.atomic():
        person.save(update_fields=["form_of_address", "birth_year", "home_unit"])
        audit.record("person.settled", subject=person, actor=by)


def attach_phone(
    person: User, number: str, *, verified_at: datetime | None, by: User | None
) -> LoginPhone:
    """Let an E.164 number sign the person in; raises TooManyPeople. Twice makes one row."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        phone = person.login_phones.filter(number=number).first()
        if phone is None:
            if LoginPhone.objects.filter(number=number).count() >= PEOPLE_A_NUMBER:
                raise TooManyPeople
            phone = LoginPhone.objects.create(
                number=number, person=person, verified_at=verified_at, used_at=verified_at
            )
            audit.record("phone.attached", subject=person, actor=by or person)
        if verified_at and not phone.verified_at:
            phone.verified_at = phone.used_at = verified_at
            phone.save(update_fields=["verified_at", "used_at"])
    return phone


def detach_phone(person: User, number: str, *, by: User) -> bool:
    """Take a number from the person; raises LastPhone where no other way in would be left."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        others = person.login_phones.exclude(number=number)
        has_password = bool(person.email) and person.has_usable_password()
        if not (others.exists() or has_password or person.cards.open().exists()):
            raise LastPhone
        if not person.login_phones.filter(number=number).delete()[0]:
            return False
        audit.record("phone.detached", subject=person, actor=by)
    return True


def release_from_lists(person: User) -> None:
    """From now on no agency's list changes the person's name or ways in."""
    User.objects.filter(pk=person.pk, made_by_list=True).update(made_by_list=False)


def end_sessions(*people: User) -> None:
    """Sign people without a password out everywhere; with one, changing it does that."""
    free = [person for person in people if not person.has_usable_password()]
    for person in free:
        person.set_unusable_password()
    with transaction.atomic():
        User.objects.bulk_update(free, ["password"])
        sign_ins_ended.send(None, person_ids=[person.pk for person in people])
