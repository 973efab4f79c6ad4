from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = "Giấy chứng nhận"

    def ready(self) -> None:
        from certificates import receivers, rendering
        from certificates.services import measuring, own_parts
        from courses.signals import course_completed
        from lms.common import pdf

        own_parts.register()
        measuring.add()
        pdf.lend(rendering.render_pdf)
        course_completed.connect(
            receivers.on_course_completed, dispatch_uid="certificates.completion"
        )
