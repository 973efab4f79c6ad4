"""People known to an identity provider, such as VNeID: linked on purpose, never by likeness."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from lms.audit import services as audit
from lms.users.models import User


class IdentityTaken(Exception):
    """The identity belongs to another record."""


class LastWayIn(Exception):
    """Without this identity the person could not sign in any more."""


def of(person: User) -> QuerySet[SocialAccount]:
    found: QuerySet[SocialAccount] = SocialAccount.objects.filter(
        user=person, provider=settings.OIDC_PROVIDER
    )
    return found


def link(person: User, uid: str, *, now: datetime) -> None:
    """From now on this identity signs the person in; twice makes one row; raises IdentityTaken.

    Nothing else the provider says of the person is kept.
    """
    try:
        with transaction.atomic():
            _account, is_new = SocialAccount.objects.get_or_create(
                user=person, provider=settings.OIDC_PROVIDER, uid=uid
            )
            if is_new:
                audit.record("identity.linked", subject=person, actor=person, at=now)
    except IntegrityError as taken:
        raise IdentityTaken from taken


def unlink(person: User, *, now: datetime) -> bool:
    """Forget the identity; true only for the call that did it; raises LastWayIn."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        has_password = bool(person.email) and person.has_usable_password()
        has_card = person.cards.open().exists()
        if not (has_password or has_card or person.login_phones.exists()):
            raise LastWayIn
        if not of(person).delete()[0]:
            return False
        audit.record("identity.unlinked", subject=person, actor=person, at=now)
    return True
