from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = "Khóa học"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy
        from wagtail.signals import page_unpublished

        from courses import receivers, seams
        from courses.editor.hard_words import HardWordPolicy
        from courses.editor.question_rights import NobodyPolicy, QuestionPolicy
        from courses.models import CoursePage, HardWord, Question
        from courses.services import own_drafts, own_parts, previewing, reminders, scheduling
        from courses.signals import course_completed
        from lms.users.signals import grants_changed, posts_opened

        seams.publish_course = scheduling.publish_revision
        seams.preview = previewing.preview
        seams.preview_modes = previewing.modes
        register_permission_policy(Question, QuestionPolicy(Question))
        register_permission_policy(HardWord, HardWordPolicy(HardWord))
        # Groups follow role grants, and people have pages of their own.
        for model in (Group, get_user_model()):
            register_permission_policy(model, NobodyPolicy(model), exact_class=True)
        page_unpublished.connect(receivers.page_unpublished, sender=CoursePage)
        grants_changed.connect(receivers.grants_changed)
        course_completed.connect(receivers.course_completed)
        posts_opened.connect(receivers.posts_opened)
        own_parts.register()
        own_drafts.register()
        reminders.register()
