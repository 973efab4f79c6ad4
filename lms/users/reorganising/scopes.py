"""Rights and posts follow: what somebody held in the old place she holds in the new one."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.notifications import inbox
from lms.places.models import Unit
from lms.users.models import Agency, Official, RoleGrant
from lms.users.models.grants import RoleGrantQuerySet
from lms.users.reorganising import agencies
from lms.users.reorganising.following import Done, Effect, Follower, Planned
from lms.users.signals import posts_opened

Level = Unit.Level
Role = RoleGrant.Role


def preview(planned: Planned) -> Sequence[Effect]:
    """Villages that move along, rights, posts; and what wants somebody's eyes."""
    found: list[Effect] = []
    named = {one.pk for one in planned.units}
    if planned.unit_ids:
        along = Unit.objects.filter(pk__in=planned.unit_ids - named)
        villages = along.filter(level=Level.VILLAGE).count()
        found.append(Effect(_("Thôn, xóm, tổ dân phố chuyển theo, giữ nguyên tên"), villages))
        if others := along.exclude(level=Level.VILLAGE).count():
            found.append(Effect(_("Đơn vị cấp dưới chuyển theo, giữ nguyên tên"), others))
        from_commune = Agency.objects.filter(unit__in=planned.unit_ids, valid_to=None).count()
        if from_commune:
            words = _("Cơ quan đóng ở nơi cũ (như UBND xã): lập một lần sắp xếp cơ quan riêng")
            found.append(Effect(words, from_commune, is_warning=True))
    if planned.divided:
        words = _(
            "Đơn vị bị chia: số liệu cũ và phân quyền theo về nơi kế thừa chính, đánh dấu ước tính"
        )
        found.append(Effect(words, len(planned.divided), is_warning=True))
    if any(one.level == Level.VILLAGE for one in planned.units):
        words = _(
            "Số liệu cũ của thôn ghi chung vào xã nào thì vẫn ở xã ấy; từ ngày này ghi về xã mới"
        )
        found.append(Effect(words, is_warning=True))
    grants = _grants(planned.unit_ids, planned.agency_ids, planned.act.effective_on)
    found.append(Effect(_("Phân quyền chuyển sang nơi mới"), grants.count()))
    if planned.agency_ids:
        posts = Official.objects.filter(agency__in=planned.agency_ids, ended_on=None)
        found.append(Effect(_("Cán bộ, công chức, viên chức chuyển theo"), posts.count()))
        below = planned.agency_ids - {one.pk for one in planned.agencies}
        if below:
            found.append(Effect(_("Phòng, ban cấp dưới chuyển theo"), len(below)))
        groups = _merging(planned)
        if twice := agencies.repeated_staff_numbers(list(planned.agency_ids), groups):
            words = _("Mã cán bộ trùng nhau ở nơi mới: để trống ở nơi mới, ghi lại sau")
            found.append(Effect(words, twice, is_warning=True))
    return found


def follow(done: Done) -> Sequence[Effect]:
    """Give in the new places what was held in the old, and tell whoever it concerns."""
    moved = _move_grants(done)
    opened, blank = _move_posts(done)
    people = {one.person_id for one in moved} | {one.person_id for one in opened}
    _tell(done, people)
    named = {line.old_unit_id or line.old_agency_id for line in done.act.lines.all()}
    changed = done.units.keys() | done.agencies.keys()
    found = [
        Effect(_("Đơn vị cũ đã đóng"), len(named)),
        Effect(_("Thôn, xóm và đơn vị cấp dưới chuyển theo"), len(changed - named)),
        Effect(_("Phân quyền chuyển sang nơi mới"), len(moved)),
    ]
    if done.agencies:
        found.append(Effect(_("Cán bộ, công chức, viên chức chuyển theo"), len(opened)))
    if blank:
        words = _("Mã cán bộ trùng nhau, để trống ở nơi mới")
        found.append(Effect(words, blank, is_warning=True))
    return [*found, Effect(_("Người được báo tin"), len(people))]


def _grants(units: Iterable[UUID], offices: Iterable[UUID], day: date) -> RoleGrantQuerySet:
    """Grants that reach to the day or later, in these places."""
    held = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day))
    held = held.filter(Q(revoked_on=None) | Q(revoked_on__gt=day))
    return held.filter(Q(unit__in=set(units)) | Q(agency__in=set(offices)))


def _move_grants(done: Done) -> list[RoleGrant]:
    held = list(_grants(done.units, done.agencies, done.on).order_by("valid_from", "pk"))
    ends: list[RoleGrant] = []
    fresh: dict[tuple[object, ...], RoleGrant] = {}
    for one in held:
        unit = done.unit(one.unit_id) if one.unit_id else None
        agency = done.agency(one.agency_id) if one.agency_id else None
        if unit is None and agency is None:
            continue
        ends.append(one)
        key = (one.person_id, one.role, unit and unit.pk, agency and agency.pk)
        known = fresh.get(key)
        if known is None:
            fresh[key] = RoleGrant(
                person_id=one.person_id,
                role=one.role,
                unit=unit,
                agency=agency,
                valid_from=max(done.on, one.valid_from),
                valid_to=one.valid_to,
                granted_by=done.by,
                created_at=done.now,
            )
            continue
        # Held in two of the old places: in the new one as long as in either.
        known.valid_from = min(known.valid_from, max(done.on, one.valid_from))
        if known.valid_to and (one.valid_to is None or one.valid_to > known.valid_to):
            known.valid_to = one.valid_to
    for one in ends:
        one.revoked_on, one.revoked_by = max(done.on, one.valid_from), done.by
    RoleGrant.objects.bulk_create(fresh.values(), batch_size=500)
    RoleGrant.objects.bulk_update(ends, ["revoked_on", "revoked_by"], batch_size=200)
    audit.record_all("grant.succeeded", fresh.values(), actor=done.by, at=done.now)
    # Who holds which roles is the same before and after, so nobody is told by `grants_changed`:
    # that would be a dozen queries a person for groups that do not depend on the place.
    return list(fresh.values())


def _move_posts(done: Done) -> tuple[list[Official], int]:
    """Posts held on the day go on in the new agency; how many staff numbers were blanked."""
    if not done.agencies:
        return [], 0
    rows = Official.objects.select_for_update().filter(agency__in=done.agencies)
    held = list(rows.filter(Q(ended_on=None) | Q(ended_on__gte=done.on)).order_by("pk"))
    eve = done.on - timedelta(days=1)
    opened: dict[tuple[int, UUID], Official] = {}
    numbers: set[tuple[UUID, str]] = set()
    blank = 0
    for post in held:
        agency = done.agency(post.agency_id)
        if agency is None or (post.person_id, agency.pk) in opened:
            continue
        number = post.staff_no
        if number and (agency.pk, number) in numbers:
            number, blank = "", blank + 1
        numbers.add((agency.pk, number))
        opened[post.person_id, agency.pk] = Official(
            person_id=post.person_id,
            agency=agency,
            kind=post.kind,
            job_title=post.job_title,
            position_code=post.position_code,
            staff_no=number,
            started_on=max(done.on, post.started_on or done.on),
            ended_on=post.ended_on,
        )
    for post in held:
        post.ended_on = max(eve, post.started_on or eve)
    Official.objects.bulk_update(held, ["ended_on"], batch_size=500)
    Official.objects.bulk_create(opened.values(), batch_size=500)
    audit.record_all("official.succeeded", opened.values(), actor=done.by, at=done.now)
    if opened:
        posts_opened.send(Official, official_ids=[one.pk for one in opened.values()])
    return list(opened.values()), blank


def _tell(done: Done, people: Iterable[int]) -> None:
    names = sorted({line.new_name for line in done.act.lines.all()})
    shown = ", ".join(names[:2]) + (_(" và nơi khác") if len(names) > 2 else "")
    inbox.tell(
        sorted(people),
        key=f"reorganisation:{done.act.pk}",
        title=_("Nơi anh/chị phụ trách nay là: %(names)s") % {"names": shown},
        body=_(
            "Từ %(day)s, theo %(paper)s. Quyền và việc đang làm chuyển sang nơi mới, "
            "anh/chị không phải làm gì thêm."
        )
        % {"day": f"{done.on:%d/%m/%Y}", "paper": done.act.document_no},
        url="/toi/",
        now=done.now,
    )


def _merging(planned: Planned) -> list[list[UUID]]:
    """Which old agencies become one."""
    groups: dict[str, list[UUID]] = {}
    for line in planned.act.lines.exclude(old_agency=None):
        if line.old_agency_id and line.is_main:
            groups.setdefault(line.new_name, []).append(line.old_agency_id)
    return list(groups.values())


FOLLOWER = Follower("scopes", "Đơn vị, phân quyền và cán bộ", preview, follow)
