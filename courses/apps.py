from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = "Khóa học"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail import signals
        from wagtail.actions import action_registry
        from wagtail.admin.api.views import PagesAdminAPIViewSet
        from wagtail.models import AbstractPage, Page, WorkflowState
        from wagtail.permissions import register_permission_policy
        from wagtail.signals import page_unpublished

        from courses import receivers, seams
        from courses.editor import bin_rights, comparing, deleting, remarks
        from courses.editor.hard_words import HardWordPolicy
        from courses.editor.procedures import ProcedurePolicy
        from courses.editor.procedures import preview as preview_procedure
        from courses.editor.question_rights import NobodyPolicy, QuestionPolicy
        from courses.models import CoursePage, HardWord, ProcedureCard, Question
        from courses.models.binned import bin_path
        from courses.services import (
            measuring,
            own_drafts,
            own_parts,
            own_sayings,
            previewing,
            reminders,
            scheduling,
            succeeding,
        )
        from courses.signals import course_completed
        from lms.users.reorganising import following
        from lms.users.signals import grants_changed, posts_opened

        seams.publish_course = scheduling.publish_revision
        seams.preview = previewing.preview
        seams.preview_modes = previewing.modes
        seams.bin_path = bin_path
        register_permission_policy(AbstractPage, bin_rights.PagePolicy(Page))
        for model, policy in bin_rights.FILES.items():
            mine = bin_rights.FilePolicy(model, policy.auth_model, policy.owner_field_name)
            register_permission_policy(model, mine)
        for model in (*bin_rights.FILES, Question):
            action_registry.register(model, deleting.BinAction)
        delete = {"delete": deleting.BinPageAPIAction}
        PagesAdminAPIViewSet.actions = {**PagesAdminAPIViewSet.actions, **delete}
        seams.preview_procedure = preview_procedure
        register_permission_policy(Question, QuestionPolicy(Question))
        register_permission_policy(HardWord, HardWordPolicy(HardWord))
        register_permission_policy(ProcedureCard, ProcedurePolicy(ProcedureCard))
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
        remarks.write_our_own_letters()
        own_parts.register()
        own_sayings.register()
        own_drafts.register()
        reminders.register()
        measuring.add()
        following.register(succeeding.FOLLOWER)
