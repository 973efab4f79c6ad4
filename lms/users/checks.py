"""What must hold before the product is let to the public."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from lms.users.models import User

DEMO_PEOPLE = "users.E001"


@register(Tags.database)
def no_demo_people(**_details: Any) -> list[CheckMessage]:
    """Runs with `migrate`, `check --database default`, and as web, worker and clock start."""
    if settings.EMBEDDED or not _demo_people_exist():
        return []
    return [
        Error(
            "Cơ sở dữ liệu này còn tài khoản trình diễn, không đưa ra cho bà con dùng được.",
            hint="Dùng một cơ sở dữ liệu riêng, hoặc chạy: manage.py close_demo_accounts",
            id=DEMO_PEOPLE,
        )
    ]


@register(Tags.security, deploy=True)
def no_demo_people_at_deploy(**details: Any) -> list[CheckMessage]:
    """The same with `check --deploy`, which leaves database checks out."""
    return no_demo_people(**details)


def _demo_people_exist() -> bool:
    try:
        return User.objects.filter(is_demo=True, is_active=True).exists()
    except DatabaseError:
        # Before the first migration there is no table, and nobody in it.
        return False
