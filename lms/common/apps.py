from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "lms.common"
    label = "common"
    verbose_name = "Dùng chung"
