"""Second factors seen from outside: taken off somebody who lost phone and recovery codes."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from lms.audit import services as audit
from lms.users.models import User


def reset(person: User, *, by: User | None) -> bool:
    """Remove factor and password, so that both are set anew; true when there was a factor.

    Without the password every session ends too: whoever found the phone is out.
    """
    with transaction.atomic():
        removed, _kinds = Authenticator.objects.filter(user=person).delete()
        if not removed:
            return False
        person.set_unusable_password()
        person.save(update_fields=["password"])
        audit.record("factor.reset", subject=person, actor=by)
    return True
