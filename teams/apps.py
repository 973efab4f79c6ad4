from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    label = "teams"
    verbose_name = "Tổ công nghệ số cộng đồng"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from courses import seams
        from lms.users.reorganising import following
        from teams import desk
        from teams.services import asked, counting, measuring, own_parts, own_plans, succeeding

        seams.has_team = asked.has_team
        own_parts.register()
        own_plans.register()
        measuring.add()
        counting.add()
        following.register(succeeding.FOLLOWER)
        for model in desk.LISTS:
            register_permission_policy(model, desk.ListPolicy(model))
