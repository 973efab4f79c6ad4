"""Lessons a person has begun from pictures or from a file, as part of what is kept about them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import LessonDocument, LessonSketch
from courses.services import spoken
from lms.users.models import User
from lms.users.services import personal


def register() -> None:
    """Announce the part; called once, from `AppConfig.ready`."""
    personal.register_part(
        "lesson_drafts",
        label=gettext_lazy("Bài học đang làm dở"),
        export=_drafts,
        erase=_leave_without_name,
        describe=_say,
        stays=gettext_lazy("Bài đang làm dở là của khóa học, ở lại không kèm tên."),
    )


def _drafts(user: User) -> list[dict[str, Any]]:
    sketches = LessonSketch.objects.filter(made_by=user).order_by("changed_at")
    documents = LessonDocument.objects.filter(made_by=user).order_by("changed_at")
    return [
        *({"from": "pictures", "title": one.title, "at": one.changed_at} for one in sketches),
        *(
            {"from": "file", "title": one.title, "file": one.file_name, "at": one.changed_at}
            for one in documents
        ),
        *(
            {"from": "voice", "title": one.title, "file": one.file.name, "at": one.created_at}
            for one in spoken.by(user).order_by("created_at")
        ),
    ]


def _leave_without_name(user: User) -> None:
    for rows in (LessonSketch.objects, LessonDocument.objects):
        rows.filter(made_by=user).update(made_by=None)
    spoken.by(user).update(uploaded_by_user=None)


def _say(user: User) -> list[str]:
    count = (
        LessonSketch.objects.filter(made_by=user).count()
        + LessonDocument.objects.filter(made_by=user).count()
    )
    said = spoken.by(user).count()
    return [
        *([_("%(count)s bài đang làm dở") % {"count": count}] if count else []),
        *([_("%(count)s bản ghi giọng trong bài làm từ ảnh") % {"count": said}] if said else []),
    ]
