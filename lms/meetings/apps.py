from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "lms.meetings"
    label = "meetings"
    verbose_name = "Ban Chỉ đạo và nêu gương"

    def ready(self) -> None:
        from lms.meetings.services import own_parts, succeeding
        from lms.users.reorganising import following

        own_parts.register()
        following.register(succeeding.FOLLOWER)
