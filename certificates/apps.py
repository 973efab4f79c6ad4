from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = "Giấy chứng nhận"

    def ready(self) -> None:
        from certificates import receivers
        from certificates.services import own_parts
        from courses.signals import course_completed

        own_parts.register()
        course_completed.connect(
            receivers.on_course_completed, dispatch_uid="certificates.completion"
        )
