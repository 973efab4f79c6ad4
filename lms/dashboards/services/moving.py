"""Sums when a village goes to another commune alone: what it did before gets sums of its own."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lms.dashboards.services import folding, halves
from lms.places.models import Unit
from lms.users.reorganising.following import Done, Effect, Follower, Planned


def preview(planned: Planned) -> Sequence[Effect]:
    moved = [one for one in planned.units if one.level == Unit.Level.VILLAGE]
    staying = [one for one in moved if one.parent_id not in planned.unit_ids]
    if not staying or planned.act.kind != planned.act.Kind.TRANSFER:
        return ()
    words = _(
        "Số đã làm ở thôn, xóm chuyển đi: xem như cũ thì vẫn của xã cũ, quy đổi thì của xã mới"
    )
    return (Effect(words, len(staying)),)


def follow(done: Done) -> Sequence[Effect]:
    moved = set(halves.movers().filter(old__in=done.units))
    if not moved:
        return ()
    folding.hold()
    halves.resum(moved)
    words = _("Thôn, xóm chuyển nơi có số liệu tính riêng cho trước và sau ngày chuyển")
    return (Effect(words, len(moved)),)


FOLLOWER = Follower("sums", "Số liệu", preview, follow)
