"""Whoever is signed out everywhere gets no file taken that a lost phone may have made."""

from collections.abc import Sequence
from typing import Any

from lms.common import clock
from lms.sync.services import handover
from lms.users.models import User


def sign_ins_ended(*, person_ids: Sequence[int], **_signal: Any) -> None:
    people = User.objects.filter(pk__in=person_ids)
    handover.withdraw(*people, by=None, now=clock.now())


def password_changed(*, user: User, **_signal: Any) -> None:
    handover.withdraw(user, by=user, now=clock.now())
