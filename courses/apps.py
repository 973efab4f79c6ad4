from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = "Khóa học"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail import signals
        from wagtail.models import WorkflowState
        from wagtail.permissions import register_permission_policy
        from wagtail.signals import page_unpublished

        from courses import receivers, seams
        from courses.editor import comparing
        from courses.editor.hard_words import HardWordPolicy
        from courses.editor.question_rights import NobodyPolicy, QuestionPolicy
        from courses.models import CoursePage, HardWord, Question
        from courses.services import own_parts, previewing, reminders, scheduling
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
        # Connected first under the names of Wagtail's own, whose letters are in English: ours are
        # written by `courses.services.telling`.
        for kind in ("submitted", "rejected", "approved"):
            signal = getattr(signals, f"workflow_{kind}")
            name = f"workflow_state_{kind}_email_notification"
            signal.connect(receivers.say_nothing, sender=WorkflowState, dispatch_uid=name)
        page_unpublished.connect(receivers.page_unpublished, sender=CoursePage)
        grants_changed.connect(receivers.grants_changed)
        course_completed.connect(receivers.course_completed)
        posts_opened.connect(receivers.posts_opened)
        comparing.compare_fields_by_their_names()
        own_parts.register()
        reminders.register()
