"""What this app keeps about a person: courses and tests, what the phone sent, duties, own work."""

from typing import Any

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.evidence import canonical
from courses.models import (
    Attempt,
    Course,
    CourseEdition,
    CourseReviewState,
    Duty,
    DutyRule,
    LearningEvent,
    QuarantinedEvent,
    StaleMark,
    TestOut,
)
from courses.services import merging
from lms.users.models import User
from lms.users.services import personal
from lms.users.services.merging import register_merge


def register() -> None:
    """Announce the parts; called once, from `AppConfig.ready`."""
    personal.register_part(
        "learning",
        label=gettext_lazy("Việc học"),
        export=_learning,
        erase=_forget_devices,
        describe=_say_learning,
        stays=gettext_lazy(
            "Số khóa đã học và điểm bài kiểm tra, không kèm tên, để đếm và cải tiến bài."
        ),
    )
    personal.register_part(
        "learning_events",
        label=gettext_lazy("Từng bước học máy đã gửi"),
        export=_events,
        erase=_forget_events,
        describe=_say_events,
    )
    personal.register_part(
        "duties",
        label=gettext_lazy("Khóa học cơ quan giao"),
        export=_duties,
        erase=_drop_open_duties,
        describe=_say_duties,
        stays=gettext_lazy("Việc học đã xong, không kèm tên, để cơ quan đếm."),
    )
    personal.register_part(
        "published",
        label=gettext_lazy("Khóa học đã phát hành và đã giao"),
        export=_own_work,
        erase=_drop_ownership,
        describe=_say_own_work,
        stays=gettext_lazy("Khóa học và việc đã giao là của tỉnh, ở lại không kèm tên."),
    )
    personal.register_part(
        "placement",
        label=gettext_lazy("Bài thử sức"),
        export=_placements,
        erase=_drop_placements,
        describe=_say_placements,
    )
    register_merge("courses", merging.take_over)


def _learning(user: User) -> list[dict[str, Any]]:
    tries: dict[int, list[dict[str, Any]]] = {}
    fields = ("at", "mark", "passed", "counted", "answers")
    for row in Attempt.objects.filter(enrolment__learner=user).order_by("order_key"):
        shown = {name: getattr(row, name) for name in fields}
        tries.setdefault(row.enrolment_id, []).append(shown)
    rows = user.enrolments.order_by("started_at").select_related("edition")
    return [
        {
            "course": row.edition.title,
            "started_at": row.started_at,
            "last_at": row.current_at,
            "done_steps": row.done,
            "best_mark": row.best_mark,
            "completed_at": row.completed_at,
            "completed_mark": row.completed_mark,
            "tests": tries.get(row.pk, []),
        }
        for row in rows
    ]


def _say_learning(user: User) -> list[str]:
    count = user.enrolments.aggregate(all=Count("pk"), done=Count("completed_at"))
    if not count["all"]:
        return []
    said = [_("%(all)s khóa học, %(done)s đã xong") % count]
    tries = Attempt.objects.filter(enrolment__learner=user).count()
    if tries:
        said.append(_("%(count)s lượt làm bài kiểm tra") % {"count": tries})
    return said


def _forget_devices(user: User) -> None:
    """Take the phone out of the places in the canonical order; moments and events order alone."""
    nowhere = Value("0" * canonical.DEVICE_LENGTH)
    for rows, name in (
        (user.enrolments.exclude(current_key=""), "current_key"),
        (Attempt.objects.filter(enrolment__learner=user), "order_key"),
    ):
        before = Substr(name, 1, canonical.MOMENT_LENGTH)
        after = Substr(name, canonical.MOMENT_LENGTH + canonical.DEVICE_LENGTH + 1)
        rows.update(**{name: Concat(before, nowhere, after)})


def _events(user: User) -> dict[str, list[dict[str, Any]]]:
    fields = ("event_id", "device", "seq", "step", "kind", "payload", "at", "received_at")
    taken = LearningEvent.objects.filter(person=user).order_by("ordered_at")
    aside = QuarantinedEvent.objects.filter(person=user).order_by("received_at")
    return {
        "taken": [*map(dict, taken.values(*fields, course=F("edition__title")))],
        "set_aside": [*map(dict, aside.values("reason", "errors", "body", "received_at"))],
    }


def _say_events(user: User) -> list[str]:
    taken = LearningEvent.objects.filter(person=user).count()
    aside = QuarantinedEvent.objects.filter(person=user).count()
    said = [_("%(count)s việc đã ghi") % {"count": taken}] if taken else []
    return said + ([_("%(count)s việc chưa đọc được") % {"count": aside}] if aside else [])


def _forget_events(user: User) -> None:
    LearningEvent.objects.filter(person=user).update(**LearningEvent.ERASED)
    QuarantinedEvent.objects.filter(person=user).delete()


def _duties(user: User) -> list[dict[str, Any]]:
    rows = user.duties.order_by("due_on", "pk")
    names = {"agency_name": F("agency__name"), "course_title": F("course__current_edition__title")}
    return [*map(dict, rows.values("due_on", "done_at", "created_at", **names))]


def _say_duties(user: User) -> list[str]:
    open_duties = Count("pk", filter=Q(done_at=None))
    count = user.duties.aggregate(all=Count("pk"), open=open_duties)
    if not count["all"]:
        return []
    return [_("%(all)s khóa được giao, %(open)s chưa xong") % count]


def _drop_open_duties(user: User) -> None:
    """Nobody will do them, so no list may call them late."""
    Duty.objects.filter(person=user, done_at=None).delete()


def _placements(user: User) -> list[dict[str, Any]]:
    known: dict[Any, list[dict[str, Any]]] = {}
    rows = TestOut.objects.filter(placement__person=user).order_by("pk")
    fields = ("rule", "asked_count", "right_count")
    for row in rows.values("placement_id", *fields, title=F("edition__title")):
        known.setdefault(row.pop("placement_id"), []).append(row)
    return [
        {"at": one.at, "answers": one.answers, "known": known.get(one.pk, [])}
        for one in user.placements.order_by("at")
    ]


def _say_placements(user: User) -> list[str]:
    count = user.placements.count()
    return [_("%(count)s lần thử sức") % {"count": count}] if count else []


def _drop_placements(user: User) -> None:
    user.placements.all().delete()


def _own_work(user: User) -> list[dict[str, Any]]:
    editions = CourseEdition.objects.filter(published_by=user).order_by("published_at")
    rules = DutyRule.objects.filter(created_by=user).order_by("created_at")
    published = [
        {"published": str(one), "at": one.published_at}
        for one in editions.only("title", "number", "published_at")
    ]
    titled = rules.annotate(title=F("course__current_edition__title"))
    assigned = [
        {"assigned": rule.title, "due_on": rule.due_on, "at": rule.created_at} for rule in titled
    ]
    owned = Course.objects.filter(owner=user).order_by("code")
    looked = StaleMark.objects.filter(closed_by=user).order_by("closed_at")
    return [
        *published,
        *_reviews(user),
        *assigned,
        *({"owner_of": one.code, "review_by": one.review_by} for one in owned),
        *({"looked_at": one.kind, "why": one.why, "at": one.closed_at} for one in looked),
    ]


def _drop_ownership(user: User) -> None:
    """Somebody else must answer for the courses; who found a step still right is of no account."""
    Course.objects.filter(owner=user).update(owner=None)
    StaleMark.objects.filter(closed_by=user).update(closed_by=None)


def _reviews(user: User) -> list[dict[str, Any]]:
    """What a person sent for review and said of the courses of others."""
    rows = CourseReviewState.objects.order_by("pk")
    sent = rows.filter(workflow_state__requested_by=user).values("started_at", "words")
    said = rows.filter(finished_by=user).values("finished_at", "status", "comment")
    return [*map(dict, sent), *map(dict, said)]


def _say_own_work(user: User) -> list[str]:
    editions = CourseEdition.objects.filter(published_by=user).count()
    rules = DutyRule.objects.filter(created_by=user).count()
    reviews = len(_reviews(user))
    said = [_("%(count)s lần phát hành khóa học") % {"count": editions}] if editions else []
    said += [_("%(count)s lần gửi duyệt, góp ý") % {"count": reviews}] if reviews else []
    said += [_("%(count)s lần giao khóa học") % {"count": rules}] if rules else []
    owned = Course.objects.filter(owner=user).count()
    said += [_("phụ trách %(count)s khóa học") % {"count": owned}] if owned else []
    looked = StaleMark.objects.filter(closed_by=user).count()
    return said + ([_("%(count)s lần xem lại bài") % {"count": looked}] if looked else [])
