"""Sections and the groups that follow role grants."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from courses.models import CataloguePage, Section
from courses.services import sections
from lms.common import clock
from lms.jobs import running
from lms.users.policies import Role
from lms.users.services import grants
from tests.courses import desk
from tests.people import sign_in


def groups_of(person):
    return set(person.groups.values_list("name", flat=True))


def test_the_catalogue_is_made_once_and_leaves_the_home_page_alone(shelf):
    catalogue = CataloguePage.objects.get()
    assert sections.ensure_catalogue() == catalogue
    assert Site.objects.get().root_page_id != catalogue.pk


def test_section_has_groups_and_a_collection_of_its_own(shelf):
    assert shelf.section.code == "dich-vu-cong"
    rights = GroupPagePermission.objects.filter(page=shelf)
    by_group = {
        group.name: set(rights.filter(group=group).values_list("permission__codename", flat=True))
        for group in Group.objects.filter(name__startswith="muc:")
    }
    assert by_group == {
        "muc:dich-vu-cong:content_author": {"add_page", "change_page", "bulk_delete_page"},
        "muc:dich-vu-cong:content_editor": {
            *("add_page", "change_page", "bulk_delete_page"),
            *("publish_page", "lock_page", "unlock_page"),
        },
    }
    assert sections.collection_of(shelf.section).name == "Dịch vụ công"


def test_sections_of_one_name_have_different_codes(shelf):
    second = desk.make_section("Dịch vụ công").section
    assert Section.objects.values("code").distinct().count() == 2
    assert sections.collection_of(second).name == f"Dịch vụ công ({second.code})"


def chosen_from(person):
    """The collections in which this person may choose a picture."""
    rights = GroupCollectionPermission.objects.filter(
        group__in=person.groups.all(), permission__codename="choose_image"
    )
    return {right.collection for right in rights}


def test_a_section_of_another_name_keeps_its_pictures_and_who_may_choose_them(shelf, tuan):
    desk.give(tuan, Role.CONTENT_AUTHOR, shelf)
    before = sections.collection_of(shelf.section)
    shelf.title = "Việc giấy tờ"
    shelf.save()
    renamed = sections.ensure_section(shelf, by=None)
    after = sections.collection_of(renamed)
    assert (after.pk, after.name) == (before.pk, "Việc giấy tờ")
    assert chosen_from(tuan) == {after}


def test_sections_from_before_know_their_collection(shelf, tuan):
    """Found by its name until then, so that a section renamed had a second one, without rights."""
    desk.give(tuan, Role.CONTENT_AUTHOR, shelf)
    first = sections.collection_of(shelf.section)
    Collection.objects.filter(pk=first.pk).update(name="Tên cũ (dich-vu-cong)")
    second = Collection.get_first_root_node().add_child(name="Dịch vụ công (dich-vu-cong)")
    Section.objects.update(collection=None)
    import_module("courses.migrations.0013_collections").know_collections(apps, None)
    kept = sections.collection_of(Section.objects.get())
    assert (kept.pk, kept.name) == (second.pk, "Dịch vụ công")
    assert {one.pk for one in chosen_from(tuan)} == {first.pk, second.pk}


def test_a_collection_somebody_deleted_is_made_anew_with_its_rights(shelf, tuan):
    desk.give(tuan, Role.CONTENT_AUTHOR, shelf)
    sections.collection_of(shelf.section).delete()
    anew = sections.collection_of(Section.objects.get())
    assert (anew.name, chosen_from(tuan)) == ("Dịch vụ công", {anew})


def test_groups_follow_grants(shelf, other_shelf, tuan):
    desk.give(tuan, Role.CONTENT_EDITOR, shelf)
    desk.give(tuan, Role.CONTENT_AUTHOR, other_shelf)
    assert groups_of(tuan) == {
        "muc:dich-vu-cong:content_editor",
        "muc:an-toan-tren-mang:content_author",
    }
    for grant in tuan.grants.all():
        grants.revoke(grant, by=None, on=clock.today())
    assert groups_of(tuan) == set()


def test_groups_made_by_hand_for_other_things_stay(shelf, tuan):
    tuan.groups.add(Group.objects.create(name="Nhóm khác"))
    desk.give(tuan, Role.CONTENT_AUTHOR, shelf)
    assert groups_of(tuan) == {"Nhóm khác", "muc:dich-vu-cong:content_author"}


def test_membership_made_by_hand_does_not_last(shelf, tuan, minh):
    tuan.groups.add(Group.objects.get(name="muc:dich-vu-cong:content_editor"))
    assert sections.sync_all_groups() == 1
    assert groups_of(tuan) == set()


def test_grant_of_tomorrow_gives_a_group_tomorrow(shelf, tuan, time_machine):
    tomorrow = clock.today() + timedelta(days=1)
    grants.grant(
        tuan,
        Role.CONTENT_AUTHOR,
        scope=("section", str(shelf.section.pk)),
        by=None,
        valid_from=tomorrow,
        valid_to=tomorrow,
    )
    assert groups_of(tuan) == set()
    time_machine.move_to(clock.now() + timedelta(days=1))
    running.drain("now")
    assert groups_of(tuan) == {"muc:dich-vu-cong:content_author"}
    time_machine.move_to(clock.now() + timedelta(days=1))
    running.drain("now")
    assert groups_of(tuan) == set()


@pytest.mark.parametrize("role", [Role.PROVINCE_ADMIN, Role.SYSTEM_ADMIN])
def test_administrators_make_sections_and_publish_nothing(page, son, client, role, province):
    grants.grant(son, role, unit=province, by=None)
    sign_in(client, son)
    catalogue = CataloguePage.objects.get()
    form = {"title": "Sức khỏe", "action-publish": "1"}
    client.post(f"/quan-tri/pages/add/courses/sectionpage/{catalogue.pk}/", form)
    section = Section.objects.get(name="Sức khỏe")
    assert Group.objects.filter(name__startswith=f"muc:{section.code}:").count() == 2
    response = client.post(f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/", {"level": "major"})
    assert response.status_code in {302, 403}
    assert not page.course.editions.exists()


def test_renamed_page_renames_its_section(shelf, son, client, province):
    grants.grant(son, Role.SYSTEM_ADMIN, unit=province, by=None)
    sign_in(client, son)
    form = {"title": "Dịch vụ công số", "action-publish": "1"}
    client.post(f"/quan-tri/pages/{shelf.pk}/edit/", form)
    assert (
        Section.objects.get(pk=shelf.section_id).name,
        Section.objects.get(pk=shelf.section_id).code,
    ) == ("Dịch vụ công số", "dich-vu-cong")
