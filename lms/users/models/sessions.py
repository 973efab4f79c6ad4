"""A sign-in on one browser."""

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models


class SessionManager(BaseSessionManager["Session"]):
    def get_queryset(self) -> "models.QuerySet[Session]":
        """With the person: nearly every request of somebody signed in asks for both."""
        return super().get_queryset().select_related("person")


class Session(AbstractBaseSession):
    """Django's session, with the person it says is signed in."""

    person = models.ForeignKey(
        "users.User", models.CASCADE, null=True, blank=True, related_name="sessions"
    )

    objects: ClassVar[SessionManager] = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "phiên đăng nhập"
        verbose_name_plural = "phiên đăng nhập"
