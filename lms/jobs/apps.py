from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "lms.jobs"
    label = "jobs"
    verbose_name = "Việc chạy nền"

    def ready(self) -> None:
        """Every process knows every kind of job: they are declared in the apps' `tasks`."""
        autodiscover_modules("tasks")
