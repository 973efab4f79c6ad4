"""Who may do what with certificates."""

from typing import Any

from django.db.models import QuerySet

from certificates.models import Certificate, Issuer
from lms.users import policies as users
from lms.users.models import RoleGrant, User

OFFICER = RoleGrant.Role.CERTIFICATE_OFFICER


def may_manage(user: Any, certificate: Certificate) -> bool:
    """Revoke and replace: a certificate officer whose scope holds the issuing agency."""
    return users.has_role(user, OFFICER, agency=certificate.book.issuer.agency)


def may_download(user: Any, certificate: Certificate) -> bool:
    """The holder, under whatever name it was got, and the officers of the issuer."""
    is_holder = user.pk in {certificate.person_id, certificate.person.merged_into_id}
    return is_holder or may_manage(user, certificate)


def issuers_of(user: User) -> QuerySet[Issuer]:
    """The issuers whose books this person keeps."""
    return Issuer.objects.filter(users.agencies_within(user, OFFICER).agencies("agency"))
