"""What a person may do with questions: those of their own sections, and never publish them alone.

A question is published by the course that uses it, so Wagtail's "publish" is nobody's here.
"""

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from courses import policies
from courses.editor import bin_rights
from courses.models import Question
from lms.users.models import RoleGrant, User

ALLOWED = frozenset({"add", "change", "view", "delete"})


class QuestionPolicy(BasePermissionPolicy):
    """Wagtail's questions about rights, answered by role grants."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ALLOWED and policies.sections_written_by(user).exists()

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Question) -> bool:
        if action not in ALLOWED or not policies.may_write_in(user, instance.section_id):
            return False
        if not bin_rights.is_seen(instance, user):
            return False
        return action != "delete" or not instance.version

    def instances_user_has_any_permission_for(
        self, user: Any, actions: list[str]
    ) -> QuerySet[Question]:
        if not ALLOWED & set(actions):
            return Question.objects.none()
        own = Question.objects.filter(section__in=policies.sections_written_by(user))
        return bin_rights.seen(own, user)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        if not ALLOWED & set(actions):
            return User.objects.none()
        roles = [*policies.WRITERS, *policies.ADMINS]
        granted = RoleGrant.objects.filter(role__in=roles).values("person")
        return User.objects.filter(is_active=True, pk__in=granted)


class NobodyPolicy(BasePermissionPolicy):
    """For what Wagtail would let administrators edit by hand and must follow grants instead."""

    def user_has_permission(self, user: Any, action: str) -> bool:  # noqa: ARG002
        return False

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:  # noqa: ARG002
        return User.objects.none()
