from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "lms.users"
    label = "users"
    verbose_name = "Người dùng"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from lms.users import (
            checks,  # noqa: F401  # registers itself
            receivers,
        )
        from lms.users.services import own_parts, staff

        own_parts.register()
        staff.add()
        user_logged_out.connect(receivers.signed_out, dispatch_uid="users.signed_out")
