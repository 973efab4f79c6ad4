"""The phones a team logs with: which there are, and which are old and only send what they hold."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.common import clock, phones
from lms.notifications import inbox
from lms.sync.models import Device
from lms.sync.services import devices
from lms.users.models import User
from teams import policies
from teams.models import Team, TeamMembership

MOST_SHOWN = 200

# Who used what for a team within the hour, as `devices` remembers who used what at all.
_lately: dict[tuple[UUID, int], datetime] = {}


def looks_after(user: User, team: Team) -> bool:
    """Leads the team or answers for its commune: sees the phones of all members."""
    return policies.leads(user, team) or answers_for(user, team)


def answers_for(user: User, team: Team) -> bool:
    """Of the commune's own people."""
    return policies.may_review_in(user, team.unit) or policies.may_manage_teams(user, team.unit)


def may_change(user: User, team: Team) -> bool:
    return policies.may_log(user, team) or looks_after(user, team)


def of_team(team: Team, *, viewer: User) -> QuerySet[Device]:
    """Phones that members of today log with, those used last first; only one's own for a member."""
    places = TeamMembership.objects.filter(team=team).valid_on(clock.today())
    used = Device.objects.filter(user__in=places.values("person")).exclude(field_at=None)
    if not looks_after(viewer, team):
        used = used.filter(user=viewer)
    found: QuerySet[Device] = used.select_related("user").order_by("-field_at", "pk")
    return found[:MOST_SHOWN]


class WayBack(StrEnum):
    """How a phone that was stopped is taken back."""

    NOW = "now"
    ELSEWHERE = "elsewhere"
    STOPPER = "stopper"
    COMMUNE = "commune"


def way_back(
    device: Device, *, by: User, by_commune: bool, here: phones.Phone | None
) -> WayBack | None:
    """Whoever stopped it thinks again on the same day; the commune on any. None where it runs.

    A lost phone may lie in a stranger's hand, signed in as its owner or as who leads the team: on
    itself it is taken back only where it was stopped on itself.
    """
    if device.revoked_at is None:
        return None
    is_of_today = clock.local(device.revoked_at).date() == clock.today()
    if not by_commune and not (is_of_today and device.revoked_by_id == by.pk):
        return WayBack.STOPPER if is_of_today else WayBack.COMMUNE
    is_on_itself = here is not None and here.id == device.pk
    return WayBack.ELSEWHERE if is_on_itself and not device.is_revoked_here else WayBack.NOW


def stop(device: Device, *, team: Team, by: User, now: datetime, here: bool = False) -> bool:
    """From now on no log is begun on this phone; true only for the call that did it.

    What it holds, and whatever it sends later, comes in by the same way and is marked for the
    reviewer. Its owner is told where somebody else did it.
    """
    with transaction.atomic():
        if not devices.revoke(device, by=by, here=here, team=team.pk):
            return False
        if device.user_id and device.user_id != by.pk:
            # No name: what stands in an inbox outlasts whoever is named there.
            whose = _("Người phụ trách tổ") if policies.leads(by, team) else _("Cán bộ xã")
            body = _("%(who)s đã ngừng một máy. Máy đó chỉ còn gửi được buổi đang giữ.")
            inbox.tell(
                [device.user_id],
                key=f"phone:{device.pk.hex}:{int(now.timestamp())}",
                title=_("Một máy của mình đã ngừng ghi buổi"),
                body=body % {"who": whose},
                url=f"/to/{team.code}/doi-may/",
                now=now,
            )
    return True


def use_again(device: Device, *, team: Team, by: User) -> bool:
    return devices.restore(device, by=by, team=team.pk)


def note(device_ids: Iterable[UUID], *, user: User, label: str) -> None:
    """Remember that these are phones somebody logs with, at most once an hour each."""
    now = clock.now()
    for device_id in device_ids:
        key = (device_id, user.pk)
        if now - _lately.get(key, now - devices.TOUCH_EVERY) < devices.TOUCH_EVERY:
            continue
        with transaction.atomic():
            device = devices.seen(device_id, user=user, label=label)
            if device.revoked_at is None:
                Device.objects.filter(pk=device_id).update(field_at=now)
            transaction.on_commit(lambda key=key: _remember(key, now))  # type: ignore[misc]


def _remember(key: tuple[UUID, int], now: datetime) -> None:
    if len(_lately) >= devices.MOST_REMEMBERED:
        _lately.clear()
    _lately[key] = now


def state_of(phone: phones.Phone) -> phones.Phone:
    """The phone with the mark it should carry now: its owner's wish first, then our own word."""
    if phone.mark == phones.WISH:
        return phone
    is_off = Device.objects.filter(pk=phone.id).exclude(revoked_at=None).exists()
    return phones.Phone(phone.id, phones.TOLD if is_off else "")


def take_wish(phone: phones.Phone, *, by: User) -> phones.Phone:
    """Do what its owner said on the phone itself, without a line perhaps; ask it before anything
    else notes who uses this phone now.

    Its owner is who used it last and is in a team today; from anybody else the wish stays a wish,
    on the phone that bears it.
    """
    if phone.mark != phones.WISH:
        return state_of(phone)
    with transaction.atomic():
        known = Device.objects.filter(pk=phone.id).first()
        if known is not None and known.revoked_at is not None:
            return phones.Phone(phone.id, phones.TOLD)
        is_hers = known is None or known.user_id in {None, by.pk}
        if not is_hers or not policies.memberships_of(by).exists():
            return phone
        devices.revoke(devices.seen(phone.id, user=by), by=by, here=True)
    return state_of(phones.Phone(phone.id))


def take_count(phone: phones.Phone, count: int, *, by: User, now: datetime) -> bool:
    """How much a stopped phone says it holds still; heard from its owner alone."""
    stopped = Device.objects.filter(pk=phone.id, user=by).exclude(revoked_at=None)
    return bool(stopped.update(unsent_count=count, unsent_at=now))


def label_of(user_agent: str) -> str:
    """What its owner would call it."""
    for sign, words in (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", _("Máy Android"))):
        if sign in user_agent:
            return words
    return _("Máy tính")
