from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "lms.reports"
    label = "reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        from lms.reports.kinds import blank, commune, overview, pay, sessions, teams
        from lms.reports.services import measuring, own_parts

        for kind in (blank, commune, overview, pay, sessions, teams):
            kind.declare()
        measuring.add()
        own_parts.register()
