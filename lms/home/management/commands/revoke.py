"""Take a role away again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.common import clock
from lms.home.management import places
from lms.users.models import RoleGrant
from lms.users.services import grants


class Command(BaseCommand):
    help = "Thu hồi một vai trò, có hiệu lực từ hôm nay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        places.add_role_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        today = clock.today()
        held = RoleGrant.objects.valid_on(today).filter(
            person__email=options["email"].lower(),
            role=options["role"],
            **_columns(places.scope(options)),
        )
        ended = sum(grants.revoke(grant, by=None, on=today) for grant in held)
        if not ended:
            raise CommandError("Người này không có vai trò ấy ở đó.")
        self.stdout.write("Đã thu hồi.")


def _columns(scope: dict[str, Any]) -> dict[str, Any]:
    kind, key = scope.pop("scope", ("", ""))
    return {**scope, "scope_kind": kind, "scope_id": key}
