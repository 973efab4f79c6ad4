"""What a person may do with each kind of course page, over Wagtail's own rights.

Wagtail's "publish" makes a page live, which means nothing to learners: they read editions. So
nobody publishes course pages by Wagtail's buttons, bulk actions or API; the course's own page
*Kiểm tra và phát hành* is the one way, and `policies.may_publish` its guard.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.models import PagePermissionTester

from courses import seams


class ShelfPageRights(PagePermissionTester):
    """Catalogue and sections belong to those with rights over the whole tree."""

    @property
    def administers(self) -> bool:
        if not self.user.is_active:
            return False
        return self.user.is_superuser or any(
            given.page.depth == 1 and given.permission.codename == "change_page"
            for given in self.permission_policy.get_cached_permissions_for_user(self.user)
        )

    def can_add_subpage(self) -> bool:
        is_section = self.page.depth > 2
        return super().can_add_subpage() and (is_section or self.administers)

    def can_edit(self) -> bool:
        return super().can_edit() and self.administers

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # noqa: FBT001, FBT002
        return super().can_delete(ignore_bulk) and self.administers and self.page.is_leaf()

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return super().can_publish() and self.administers

    def can_unpublish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        """A section is made live at once; a course only by an edition."""
        return super().can_publish_subpage() and self.administers and self.page.depth == 2

    def can_set_view_restrictions(self) -> bool:
        return False


class BinPageRights(PagePermissionTester):
    """The bin has a page of its own; Wagtail's buttons do nothing to what lies in it."""

    def can_add_subpage(self) -> bool:
        return False

    def can_edit(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # noqa: FBT001, FBT002, ARG002
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False


class DraftPageRights(PagePermissionTester):
    """Shared by courses and lessons: written here, published only as an edition.

    In the bin nobody may do anything to them.
    """

    def __init__(self, user: Any, page: Any) -> None:
        away = seams.bin_path(user)
        is_away = bool(away) and page.path.startswith(away)
        super().__init__(AnonymousUser() if is_away else user, page)

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_move(self) -> bool:
        return self.can_edit() and (not self.page.live or self._holds("publish"))

    def can_reorder_children(self) -> bool:
        """Order is part of the draft until the next edition."""
        return self.can_edit()

    def _holds(self, action: str) -> bool:
        if not self.user.is_active:
            return False
        return self.user.is_superuser or action in self.permissions


class CoursePageRights(DraftPageRights):
    """A course that was ever published is hidden or withdrawn, not deleted."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # noqa: FBT001, FBT002
        return self.page.first_published_at is None and super().can_delete(ignore_bulk)

    def can_copy(self) -> bool:
        """Offered as *Nhân bản khóa học*, which copies questions for another section, too."""
        return False

    def can_unschedule(self) -> bool:
        return self._holds("publish")


class SharedLessonRights(DraftPageRights):
    """A place of a lesson: taken away or put elsewhere in its course, never copied."""

    def can_copy(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False


class LessonPageRights(DraftPageRights):
    """A lesson follows its course."""

    def can_unpublish(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False
