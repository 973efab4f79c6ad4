from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "lms.home"
    label = "home"
    verbose_name = "Trang chủ"

    def ready(self) -> None:
        from lms.common import spoken
        from lms.home import frame_voices

        spoken.recorded_in(frame_voices.in_use)
