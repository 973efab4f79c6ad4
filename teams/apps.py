from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    label = "teams"
    verbose_name = "Tổ công nghệ số cộng đồng"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from teams import desk
        from teams.services import counting, measuring, own_parts, own_plans

        own_parts.register()
        own_plans.register()
        measuring.add()
        counting.add()
        for model in desk.LISTS:
            register_permission_policy(model, desk.ListPolicy(model))
