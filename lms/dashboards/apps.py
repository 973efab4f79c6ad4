from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "lms.dashboards"
    label = "dashboards"
    verbose_name = "Chỉ số và số liệu"

    def ready(self) -> None:
        from lms.dashboards.services import histories, moving, own_parts
        from lms.dashboards.services.boards import homes, own_views
        from lms.dashboards.services.targets import succeeding
        from lms.users.reorganising import following

        own_parts.register()
        homes.add()
        own_views.register()
        following.register(moving.FOLLOWER)
        following.register(succeeding.FOLLOWER)
        following.register_history(histories.of_units)
