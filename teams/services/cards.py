"""A team gives learning cards to the people of its village or commune."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from lms.common import clock
from lms.common.ids import public_id, uuid7
from lms.places.models import Unit
from lms.places.services import succession
from lms.users.models import Consent, LearningCard, User
from lms.users.services import cards, consents, lookalikes, people
from teams import policies
from teams.models import Team

SALT = "teams.cards"
TICKET_LASTS = 24 * 60 * 60


class NotOffered(Exception):
    """The person chosen is none of those shown, whoever looks the same has come since, or the
    ticket is not one of ours."""


@dataclass(frozen=True)
class Wanted:
    """What is told of somebody who gets a card."""

    full_name: str
    birth_year: int | None
    home_unit: Unit
    number: str


def places(team: Team) -> QuerySet[Unit]:
    """Where the people live whom this team serves."""
    return Unit.objects.within(succession.standing(team.unit)).valid_on(clock.today()).sorted()


def alike(team: Team, wanted: Wanted) -> list[User]:
    """People the team serves who may be the one meant."""
    among = policies.served_by(team).select_related("home_unit__parent")
    return lookalikes.find(wanted.full_name, birth_year=wanted.birth_year, among=among)


def holders(team: Team) -> QuerySet[LearningCard]:
    """The cards in use of the people the team serves, in Vietnamese order."""
    served = policies.served_by(team)
    found = LearningCard.objects.open().filter(person__in=served)
    return found.select_related("person__home_unit__parent").order_by("person__sort_key", "pk")


def ticket(team: Team, shown: Sequence[User] = ()) -> str:
    """Ids drawn for a card and, may be, a new person; sent twice, they make one of each.

    It also says who was shown before somebody is said to be new.
    """
    seen = [person.public_id for person in shown]
    return signing.dumps([str(team.pk), public_id(), str(uuid7()), seen], salt=SALT)


def issue_to(team: Team, person: User, *, drawn: str, by: User, now: datetime) -> cards.Printed:
    """A new card for somebody the team serves.

    Raises NotOffered, cards.NotForCard or cards.AlreadyIssued; then nothing is written.
    """
    _public_id, card_id, _seen = _read(team, drawn)
    if not policies.may_give_card_to(by, team, person):
        raise NotOffered
    return cards.issue(person, card_id=card_id, by=by, now=now)


def renew_pin(team: Team, person: User, *, by: User, now: datetime) -> str:
    """Another PIN for the card of somebody the team serves, said this once.

    Raises NotOffered or cards.NotForCard; then nothing is written.
    """
    if not policies.may_give_card_to(by, team, person):
        raise NotOffered
    return cards.renew_pin(person, by=by, now=now)


def issue(
    team: Team, wanted: Wanted, *, chosen: str, drawn: str, by: User, now: datetime
) -> cards.Printed:
    """A card for the person shown under the id `chosen`, or for a new one, with spoken consent.

    Raises as `issue_to`, and names.NameRefused.
    """
    with transaction.atomic():
        person = _shown(team, wanted, chosen) if chosen else _new(team, wanted, drawn, by=by)
        printed = issue_to(team, person, drawn=drawn, by=by, now=now)
        consents.give(
            person,
            consents.LEARNING,
            wording=str(consents.LEARNING_WORDING),
            channel=Consent.Channel.SPOKEN,
            by=by,
            now=now,
        )
    return printed


def _shown(team: Team, wanted: Wanted, chosen: str) -> User:
    for person in alike(team, wanted):
        if person.public_id == chosen:
            return person
    raise NotOffered


def _new(team: Team, wanted: Wanted, drawn: str, *, by: User) -> User:
    new_id, _card_id, seen = _read(team, drawn)
    people.hold_commune(team.unit)
    if made := User.objects.filter(public_id=new_id, is_active=True).first():
        return made
    if any(person.public_id not in seen for person in alike(team, wanted)):
        raise NotOffered
    return people.create_person(
        wanted.full_name,
        birth_year=wanted.birth_year,
        home_unit=wanted.home_unit,
        contact_phone=wanted.number,
        public_id=new_id,
        by=by,
    )


def _read(team: Team, drawn: str) -> tuple[str, UUID, list[str]]:
    try:
        team_id, new_id, card_id, seen = signing.loads(drawn, salt=SALT, max_age=TICKET_LASTS)
    except (signing.BadSignature, ValueError) as error:
        raise NotOffered from error
    if team_id != str(team.pk):
        raise NotOffered
    return new_id, UUID(card_id), seen
