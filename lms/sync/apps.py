from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "lms.sync"
    label = "sync"
    verbose_name = "Đồng bộ"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset, password_set

        from lms.sync import receivers
        from lms.sync.services import own_parts
        from lms.users.signals import sign_ins_ended

        own_parts.register()
        sign_ins_ended.connect(receivers.sign_ins_ended)
        for changed in (password_changed, password_reset, password_set):
            changed.connect(receivers.password_changed)
