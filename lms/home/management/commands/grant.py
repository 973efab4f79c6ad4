"""Give a role: to the first managers, reviewers and officers of a province."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.home.management import places
from lms.users import names
from lms.users.models import RoleGrant, User
from lms.users.services import grants, invitations


class Command(BaseCommand):
    help = "Giao vai trò cho một người; người chưa có tài khoản thì mời qua thư (cần --name)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        places.add_role_arguments(parser)
        parser.add_argument("--name", metavar="HỌ_TÊN", help="họ và tên, khi là người mới")

    def handle(self, *_args: Any, **options: Any) -> None:
        scope = places.scope(options)
        email = options["email"].lower()
        person = User.objects.filter(email=email).first() or self._invite(email, options["name"])
        grants.grant(person, options["role"], **scope, by=None)
        self.stdout.write(f"{person.full_name}: {RoleGrant.Role(options['role']).label}.")

    def _invite(self, email: str, name: str | None) -> User:
        if not name:
            raise CommandError(f"Chưa có ai với thư điện tử {email}. Thêm --name để mời người mới.")
        try:
            person = invitations.invite(name, email=email)
        except names.NameRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Đã gửi thư tới {email}:\n\n{invitations.letter(person)}\n")
        return person
