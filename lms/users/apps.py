from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "lms.users"
    label = "users"
    verbose_name = "Người dùng"

    def ready(self) -> None:
        from lms.users import checks  # noqa: F401  # registers itself
        from lms.users.services import own_parts

        own_parts.register()
