"""Who answers for a course, and by when it is to be read through again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import policies
from courses.models import Binned, Course, CoursePage, Section
from lms.audit import services as audit
from lms.common import clock
from lms.notifications import inbox
from lms.users.models import RoleGrant, User

Role = RoleGrant.Role
AT_REST = (Course.State.WITHDRAWN, Course.State.CLOSED, Course.State.TEMPLATE)
"""Nobody reads these, so nobody is asked whether they still hold."""


@dataclass(frozen=True)
class Standing:
    """A course and who answers for it; `owner` is None where nobody does who still writes here."""

    page: CoursePage
    course: Course
    owner: User | None
    today: date

    @property
    def is_overdue(self) -> bool:
        return self.course.review_by is None or self.course.review_by < self.today

    @property
    def days_late(self) -> int:
        return (self.today - self.course.review_by).days if self.course.review_by else 0


def writers(section: Section) -> QuerySet[User]:
    """Who may answer for courses of a section: those who write in it today."""
    grants = RoleGrant.objects.filter(
        role__in=policies.WRITERS, scope_kind=policies.SCOPE, scope_id=str(section.pk)
    ).valid_on(clock.today())
    people = User.objects.filter(is_active=True, pk__in=grants.values("person"))
    return people.order_by("given_name", "family_middle", "pk")


def entrust(
    course: Course, *, owner: User | None, review_by: date, by: User, now: datetime
) -> bool:
    """Say who answers for a course and until when it holds; false when nothing is new.

    A new owner is told.
    """
    is_new = owner is not None and owner.pk != course.owner_id
    with transaction.atomic():
        standing = Course.objects.select_for_update().get(pk=course.pk)
        if (standing.owner_id, standing.review_by) == (owner and owner.pk, review_by):
            return False
        Course.objects.filter(pk=course.pk).update(owner=owner, review_by=review_by)
        audit.record(
            "course.entrusted",
            subject=course,
            actor=by,
            at=now,
            owner=owner.pk if owner else None,
            review_by=review_by,
        )
        if owner is not None and is_new and owner.pk != by.pk:
            _tell_new_owner(course, owner, review_by, now)
    return True


def _tell_new_owner(course: Course, owner: User, review_by: date, now: datetime) -> None:
    page = CoursePage.objects.filter(course=course).first()
    if page is None:
        return
    inbox.tell(
        {owner.pk},
        key=f"course:owner:{course.pk}:{now.isoformat()}",
        title=_("Khóa “%(title)s” giao anh/chị phụ trách") % {"title": _title(page)},
        body=_("Xem lại cả khóa trước ngày %(day)s.") % {"day": date_format(review_by, "d/m/Y")},
        url=reverse("courses_editor:owner", args=[page.pk]),
        now=now,
    )


def standings(sections: Iterable[Section], *, today: date) -> list[Standing]:
    """The courses of these sections with who answers for them; three queries."""
    courses = Course.objects.exclude(state__in=AT_REST).filter(section__in=sections)
    away = Binned.objects.filter(kind=Binned.Kind.COURSE).values("object_id")
    pages = CoursePage.objects.filter(course__in=courses).exclude(pk__in=away)
    pages = pages.select_related("course__owner")
    held = _held(today)
    return [_standing(page, held, today) for page in pages.order_by("title", "pk")]


def standing(page: CoursePage, *, today: date) -> Standing:
    return _standing(page, _held(today), today)


def _standing(page: Any, held: dict[str, set[int]], today: date) -> Standing:
    course: Course = page.course
    owner = course.owner
    if owner is not None and not _stays(owner, held[str(course.section_id)]):
        owner = None
    return Standing(page, course, owner, today)


def _stays(owner: User, held: set[int]) -> bool:
    return bool(owner.is_active and (owner.is_superuser or owner.pk in held))


def _held(today: date) -> dict[str, set[int]]:
    """By section, who writes in it today; administrators answer for whatever they took on."""
    grants = RoleGrant.objects.filter(role__in=[*policies.WRITERS, *policies.ADMINS])
    held: dict[str, set[int]] = defaultdict(set)
    rows = list(grants.valid_on(today).values_list("role", "scope_kind", "scope_id", "person_id"))
    admins = {person for role, _kind, _id, person in rows if role in policies.ADMINS}
    for section in Section.objects.values_list("pk", flat=True):
        held[str(section)] |= admins
    for _role, kind, scope_id, person in rows:
        if kind == policies.SCOPE:
            held[scope_id].add(person)
    return held


def tell_overdue(*, now: datetime) -> int:
    """Tell owners of courses that are past their day, once for each such day.

    Where nobody answers for a course, the editors of its section are told. How many were told now;
    who had been told before is not counted.
    """
    today = clock.local(now).date()
    sections = list(Section.objects.all())
    late = [one for one in standings(sections, today=today) if one.is_overdue]
    editors = _editors(today)
    before = inbox.told([_overdue(one)["key"] for one in late])
    told = 0
    for one in late:
        notice = _overdue(one)
        people = {one.owner.pk} if one.owner else editors[str(one.course.section_id)]
        if new := people - before[notice["key"]]:
            inbox.tell(new, **notice, now=now)
            told += len(new)
    return told


def _overdue(one: Standing) -> dict[str, str]:
    day = one.course.review_by
    title = _("Đến lúc xem lại khóa “%(title)s”") % {"title": _title(one.page)}
    body = _("Đọc lại cả khóa xem còn đúng không, rồi hẹn ngày xem lại lần sau.")
    if one.owner is None:
        body = _("Khóa này đang thiếu người phụ trách. Chọn một người rồi hẹn ngày xem lại.")
    owner = one.owner.pk if one.owner else 0
    return {
        "key": f"course:review:{one.course.pk}:{day}:{owner}",
        "title": title,
        "body": body,
        "url": reverse("courses_editor:owner", args=[one.page.pk]),
    }


def _editors(today: date) -> dict[str, set[int]]:
    grants = RoleGrant.objects.filter(role=Role.CONTENT_EDITOR, scope_kind=policies.SCOPE)
    found: dict[str, set[int]] = defaultdict(set)
    live = grants.valid_on(today).filter(person__is_active=True)
    for scope_id, person in live.values_list("scope_id", "person_id"):
        found[scope_id].add(person)
    return found


def since(one: Standing) -> str:
    """How long it waits, in words."""
    if one.course.review_by is None:
        return _("chưa hẹn ngày xem lại")
    if not one.is_overdue:
        return _("xem lại trước %(day)s") % {"day": date_format(one.course.review_by, "d/m/Y")}
    return ngettext("quá hạn %(days)d ngày", "quá hạn %(days)d ngày", one.days_late) % {
        "days": one.days_late
    }


def _title(page: CoursePage) -> str:
    return str(page.get_admin_display_title())
