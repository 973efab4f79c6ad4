"""Who may write and publish what: pure questions to role grants."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from courses.models import CoursePage, Section, SectionPage
from lms.common import clock
from lms.users import policies as rights
from lms.users.models import Agency, RoleGrant, User
from lms.users.policies import Role, Scope, Somebody

SCOPE = "section"
WRITERS = (Role.CONTENT_AUTHOR, Role.CONTENT_EDITOR)
ADMINS = (Role.PROVINCE_ADMIN, Role.SYSTEM_ADMIN)
KEEPERS = (Role.CONTENT_EDITOR, *ADMINS)


def scope_of(section: Section) -> Scope:
    """What a grant for this section names."""
    return (SCOPE, str(section.pk))


def section_of(page: Page) -> Section | None:
    """The section a course or lesson lies in; None outside of all."""
    parent = SectionPage.objects.ancestor_of(page).order_by("-depth").first()
    return parent.section if parent else None


def may_publish(user: Any, page: CoursePage) -> bool:
    """Editors, in their own section."""
    section = section_of(page)
    if section is None or user.is_anonymous or not user.is_active:
        return False
    return bool(
        user.is_superuser or rights.has_role(user, Role.CONTENT_EDITOR, scope=scope_of(section))
    )


def editors_of(section: Section) -> list[User]:
    """Who may publish in this section today, by name."""
    kind, scope_id = scope_of(section)
    grants = RoleGrant.objects.filter(
        role=Role.CONTENT_EDITOR, scope_kind=kind, scope_id=scope_id
    ).valid_on(clock.today())
    return list(
        User.objects.filter(is_active=True, grants__in=grants).distinct().order_by("sort_key", "pk")
    )


def may_withdraw(user: Any, page: CoursePage) -> bool:
    """Editors of the section and the administrators of province and system."""
    return may_publish(user, page) or (not user.is_anonymous and rights.has_any_role(user, *ADMINS))


def may_write_in(user: Somebody, section_id: int | None) -> bool:
    """Authors and editors, in their own section; administrators everywhere."""
    return section_id is not None and sections_written_by(user).filter(pk=section_id).exists()


def sections_written_by(user: Any) -> QuerySet[Section]:
    """The sections whose courses and questions `user` may edit."""
    if user.is_anonymous or not user.is_active:
        return Section.objects.none()
    if user.is_superuser or rights.has_any_role(user, *ADMINS):
        return Section.objects.all()
    return Section.objects.filter(pk__in=rights.scope_ids(user, SCOPE, *WRITERS))


def may_keep_words(user: Any) -> bool:
    """Editors of any section, for the authors of all: one province has one way to say a thing."""
    if user.is_anonymous or not user.is_active:
        return False
    return bool(user.is_superuser or rights.has_any_role(user, *KEEPERS))


def may_trust(user: Any) -> bool:
    """Administrators say whose courses are taken in: what they bring is shown to residents."""
    if user.is_anonymous or not user.is_active:
        return False
    return bool(user.is_superuser or rights.has_any_role(user, *ADMINS))


def agencies_managed_by(user: Somebody) -> QuerySet[Agency]:
    """The agencies whose people `user` gives courses to, those below included."""
    return Agency.objects.filter(rights.agencies_within(user, Role.AGENCY_MANAGER).agencies())
