from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    label = "teams"
    verbose_name = "Tổ công nghệ số cộng đồng"

    def ready(self) -> None:
        from teams.services import own_parts

        own_parts.register()
