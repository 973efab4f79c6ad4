"""Sections of the catalogue and who may work in them: Wagtail groups that follow role grants."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from courses.models import CataloguePage, Section, SectionPage
from courses.policies import scope_of
from lms.audit import services as audit
from lms.common import clock, ids, text
from lms.jobs import services as jobs
from lms.users.models import RoleGrant, User

Role = RoleGrant.Role

CATALOGUE_TITLE = "Khóa học"
CODE_LENGTH = 50
SYNC_KIND = "courses.sync_groups"
GROUP_STEM = "muc:"
ADMIN_STEM = "quan-tri:"
ADMIN_ROLES = (Role.PROVINCE_ADMIN, Role.SYSTEM_ADMIN)
PAGE_RIGHTS: dict[str, tuple[str, ...]] = {
    Role.CONTENT_AUTHOR: ("add", "change", "bulk_delete"),
    Role.CONTENT_EDITOR: ("add", "change", "bulk_delete", "publish", "lock", "unlock"),
}
FILE_RIGHTS = (
    *("add_image", "change_image", "choose_image"),
    *("add_document", "change_document", "choose_document"),
)
ADMIN_RIGHTS = ("view_job", "change_job", "view_message", "view_auditevent")


def ensure_catalogue() -> CataloguePage:
    """The page all sections lie under, made when there is none."""
    with transaction.atomic():
        page = CataloguePage.objects.first()
        if page is not None:
            return page
        page = CataloguePage(title=CATALOGUE_TITLE, slug="khoa-hoc")
        Page.get_first_root_node().add_child(instance=page)
    return page


def create_section(name: str, *, by: User | None) -> SectionPage:
    """A new section with its page, its collection of pictures and its groups."""
    with transaction.atomic():
        page = SectionPage(title=name, owner=by)
        ensure_catalogue().add_child(instance=page)
        ensure_section(page, by=by)
        page.save_revision(user=by, clean=False)
    return page


def ensure_section(page: SectionPage, *, by: User | None) -> Section:
    """The section of a section page, made when it has none; its name follows the page's title."""
    with transaction.atomic():
        if page.section is None:
            page.section = Section.objects.create(code=_free_code(page.title), name=page.title)
            SectionPage.objects.filter(pk=page.pk).update(section=page.section)
            audit.record("section.made", subject=page.section, actor=by)
        section: Section = page.section
        if section.name != page.title:
            section.name = page.title
            section.save(update_fields=["name"])
            _rename_collection(section)
        _ensure_groups(section, page)
    return section


def page_of(name: str) -> SectionPage | None:
    """The page of the section with this name."""
    return SectionPage.objects.filter(section__name=name).first()


def collection_of(section: Section) -> Collection:
    """Where the pictures and documents of a section lie, made where there is none."""
    with transaction.atomic():
        row = Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
        if row.collection is None:
            root = Collection.get_first_root_node()
            row.collection = root.add_child(name=_free_collection_name(row))
            row.save(update_fields=["collection"])
            groups = [_group_name(role, row.code) for role in PAGE_RIGHTS]
            for group in Group.objects.filter(name__in=groups):
                _give_files(group, row.collection)
        collection: Collection = row.collection
        return collection


def _rename_collection(section: Section) -> None:
    name = _free_collection_name(section)
    Collection.objects.filter(pk=section.collection_id).update(name=name)


def _free_collection_name(section: Section) -> str:
    """The section's name; with its code where another collection bears that name."""
    others = Collection.objects.exclude(pk=section.collection_id).filter(name=section.name)
    return f"{section.name} ({section.code})" if others.exists() else section.name


def _free_code(name: str) -> str:
    wish = text.slug(name)[:CODE_LENGTH] or "muc"
    return (
        wish if not Section.objects.filter(code=wish).exists() else f"{wish}-{ids.public_id()[:5]}"
    )


def _ensure_groups(section: Section, page: SectionPage) -> None:
    collection = collection_of(section)
    for role, rights in PAGE_RIGHTS.items():
        group, made = Group.objects.get_or_create(name=_group_name(role, section.code))
        if made:
            group.permissions.add(_permission("access_admin"))
            _give_pages(group, page, rights)
            _give_files(group, collection)


def _group_name(role: str, section_code: str) -> str:
    return f"{GROUP_STEM}{section_code}:{role}"


def _give_pages(group: Group, page: Page, rights: Iterable[str]) -> None:
    for right in rights:
        GroupPagePermission.objects.create(group=group, page=page, permission_type=right)


def _give_files(group: Group, collection: Collection) -> None:
    for codename in FILE_RIGHTS:
        GroupCollectionPermission.objects.create(
            group=group, collection=collection, permission=_permission(codename)
        )


def _permission(codename: str) -> Permission:
    apps = {
        "access_admin": "wagtailadmin",
        **dict.fromkeys(FILE_RIGHTS[:3], "wagtailimages"),
        **dict.fromkeys(FILE_RIGHTS[3:], "wagtaildocs"),
    }
    return Permission.objects.get(codename=codename, content_type__app_label=apps[codename])


def sync_groups(person_id: int) -> None:
    """Make the person a member of exactly the groups today's grants ask for."""
    person = User.objects.get(pk=person_id)
    derived = [GROUP_STEM, ADMIN_STEM]
    held = {
        group
        for group in person.groups.all()
        if any(group.name.startswith(stem) for stem in derived)
    }
    wanted = set(_groups_asked_for(person))
    with transaction.atomic():
        person.groups.remove(*(held - wanted))
        person.groups.add(*(wanted - held))


def follow_grants(person_id: int) -> None:
    """Sync now, and again on each day on which one of the person's grants begins or ends."""
    sync_groups(person_id)
    for day in _turning_days(person_id):
        jobs.add(
            SYNC_KIND,
            key=f"{SYNC_KIND}:{person_id}:{day.isoformat()}",
            ids={"person": person_id},
            due_at=datetime.combine(day, time(0, 1), tzinfo=clock.VIETNAM),
        )


def _turning_days(person_id: int) -> set[date]:
    """Days to come on which the person's groups may differ from the day before."""
    grants = RoleGrant.objects.filter(person=person_id, role__in=[*PAGE_RIGHTS, *ADMIN_ROLES])
    days = set()
    for grant in grants:
        after = grant.valid_to + timedelta(days=1) if grant.valid_to else None
        days |= {day for day in (grant.valid_from, after, grant.revoked_on) if day}
    return {day for day in days if day > clock.today()}


def sync_all_groups() -> int:
    """Bring everybody's groups in line with today's grants; how many people were looked at."""
    derived = User.objects.filter(groups__name__startswith=GROUP_STEM)
    admins = User.objects.filter(groups__name__startswith=ADMIN_STEM)
    granted = User.objects.filter(grants__role__in=[*PAGE_RIGHTS, *ADMIN_ROLES])
    people = set((derived | admins | granted).values_list("pk", flat=True))
    for person_id in people:
        sync_groups(person_id)
    return len(people)


def _groups_asked_for(person: User) -> list[Group]:
    if not person.is_active:
        return []
    grants = list(person.grants.valid_on(clock.today()))
    scopes = {scope_of(section): section for section in Section.objects.filter(page__isnull=False)}
    names = [
        _group_name(grant.role, scopes[grant.scope_kind, grant.scope_id].code)
        for grant in grants
        if grant.role in PAGE_RIGHTS and (grant.scope_kind, grant.scope_id) in scopes
    ]
    groups = list(Group.objects.filter(name__in=names))
    roles = {grant.role for grant in grants if grant.role in ADMIN_ROLES}
    return [*groups, *(_admin_group(role) for role in sorted(roles))]


def _admin_group(role: str) -> Group:
    """Everything under the root, and the pages about jobs and messages."""
    group, made = Group.objects.get_or_create(name=f"{ADMIN_STEM}{role}")
    if made:
        group.permissions.add(
            _permission("access_admin"), *Permission.objects.filter(codename__in=ADMIN_RIGHTS)
        )
        _give_pages(group, Page.get_first_root_node(), PAGE_RIGHTS[Role.CONTENT_EDITOR])
        _give_files(group, Collection.get_first_root_node())
    return group
