from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "lms.places"
    label = "places"
    verbose_name = "Đơn vị hành chính"

    def ready(self) -> None:
        from lms.places.services import measuring

        measuring.add()
