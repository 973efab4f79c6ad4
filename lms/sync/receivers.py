"""Whoever is signed out everywhere gets no file taken that a lost phone may have made."""

from typing import Any

from lms.common import clock
from lms.sync.services import handover
from lms.users.models import User


def sign_ins_ended(*, person_id: int, **_signal: Any) -> None:
    handover.withdraw(User.objects.get(pk=person_id), by=None, now=clock.now())


def password_changed(*, user: User, **_signal: Any) -> None:
    handover.withdraw(user, by=user, now=clock.now())
