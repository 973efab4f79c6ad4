from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "lms.sync"
    label = "sync"
    verbose_name = "Đồng bộ"

    def ready(self) -> None:
        from lms.sync.services import own_parts

        own_parts.register()
