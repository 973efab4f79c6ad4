from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "lms.dashboards"
    label = "dashboards"
    verbose_name = "Chỉ số và số liệu"

    def ready(self) -> None:
        from lms.dashboards.services import own_parts
        from lms.dashboards.services.boards import homes, own_views

        own_parts.register()
        homes.add()
        own_views.register()
