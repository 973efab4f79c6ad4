from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lms.audit"
    label = "audit"
    verbose_name = "Nhật ký hệ thống"

    def ready(self) -> None:
        from lms.audit import receivers
        from lms.places.signals import units_succeeded

        units_succeeded.connect(receivers.units_succeeded, dispatch_uid="audit.units_succeeded")
