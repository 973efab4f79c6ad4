"""Consent taken and taken back, each with the very words that were shown."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit import services as audit
from lms.users.models import Consent, User

LEARNING = "learning"
LEARNING_WORDING = _(
    "Tôi đồng ý để Học số lưu tên, số điện thoại, năm sinh và nơi ở (nếu tôi ghi), việc học của "
    "tôi, để tôi học tiếp được và nhận giấy chứng nhận. Tôi xem lại và xóa được bất cứ lúc nào."
)


def give(  # evidence is who, for what, in which words, how, by whom and when
    person: User,
    purpose: str,
    *,
    wording: str,
    channel: Consent.Channel | str,
    by: User | None,
    now: datetime,
) -> Consent:
    """The person's open consent to `purpose`; `by` is who took it, None when given on a screen."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        if held := person.consents.filter(purpose=purpose, withdrawn_at=None).first():
            return held
        given = Consent.objects.create(
            person=person,
            purpose=purpose,
            wording=wording,
            channel=channel,
            taken_by=by,
            given_at=now,
        )
        audit.record("consent.given", subject=given, actor=by or person, at=now, purpose=purpose)
    return given


def withdraw(person: User, purpose: str, *, by: User, now: datetime) -> bool:
    """Take consent back; true only for the call that ended it."""
    with transaction.atomic():
        held = person.consents.filter(purpose=purpose, withdrawn_at=None)
        if not held.update(withdrawn_at=now):
            return False
        audit.record("consent.withdrawn", subject=person, actor=by, at=now, purpose=purpose)
    return True


def has(person: User, purpose: str) -> bool:
    """True while the person agrees to `purpose`."""
    return person.consents.filter(purpose=purpose, withdrawn_at=None).exists()
