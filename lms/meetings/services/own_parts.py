"""What committees keep about a person: meetings she held, what she was given and settled."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.meetings.models import (
    Action,
    ActionEvent,
    Adoption,
    AgendaChange,
    Decision,
    Exemplar,
    ExemplarPerson,
    Meeting,
    Paper,
)
from lms.notifications import inbox
from lms.users.models import User
from lms.users.services import merging, personal


def register() -> None:
    """Announce the parts; called once, from `AppConfig.ready`."""
    personal.register_part(
        "meetings",
        label=gettext_lazy("Họp Ban Chỉ đạo, việc được giao"),
        export=_of,
        erase=_forget,
        describe=_say,
        stays=gettext_lazy("Biên bản, kết luận và việc đã giao, là việc công của đơn vị."),
    )
    personal.register_part(
        "exemplars",
        label=gettext_lazy("Nêu gương"),
        export=_praise_of,
        erase=_forget_praise,
        describe=_say_praise,
        stays=gettext_lazy("Số, ngày quyết định nêu gương, không kèm tên và nội dung."),
    )
    merging.register_merge("meetings", _take_over)
    merging.register_merge("exemplars", _take_over_praise)


def _of(user: User) -> list[dict[str, Any]]:
    held = Meeting.objects.filter(Q(made_by=user) | Q(closed_by=user)).order_by("held_on")
    changed = AgendaChange.objects.filter(by=user).order_by("at")
    said = Decision.objects.filter(made_by=user).order_by("made_at")
    given = Action.objects.filter(answerer=user).order_by("due_on")
    steps = ActionEvent.objects.filter(by=user).order_by("at")
    return [
        *map(dict, held.values("unit__name", "held_on")),
        *map(dict, changed.values("meeting__held_on", "before", "after", "at")),
        *map(dict, said.values("words", "made_at", "struck_at")),
        *map(dict, given.values("what", "due_on", "state")),
        *map(dict, steps.values("action__what", "kind", "words", "evidence_words", "at")),
    ]


def _say(user: User) -> list[str]:
    counts = (
        (Decision.objects.filter(made_by=user), _("Đã ghi %(count)s kết luận cuộc họp.")),
        (Action.objects.filter(answerer=user), _("Chịu trách nhiệm %(count)s việc được giao.")),
        (ActionEvent.objects.filter(by=user), _("Đã ghi %(count)s bước của việc được giao.")),
    )
    found = ((rows.count(), words) for rows, words in counts)
    return [words % {"count": count} for count, words in found if count]


def _forget(user: User) -> None:
    """Somebody else has to answer for what goes on."""
    Action.objects.followed().filter(answerer=user).update(answerer=None)


def _take_over(person: User, into: User) -> None:
    """What the one answers for and reported, the other does: never confirmed by oneself."""
    Action.objects.filter(answerer=person).update(answerer=into)
    Action.objects.filter(done_by=person, state=Action.State.DONE).update(done_by=into)


def _praise_of(user: User) -> list[dict[str, Any]]:
    named = ExemplarPerson.objects.filter(person=user).order_by("pk")
    columns = ("title", "story", "values", "state", "decision_no", "decision_on", "expires_on")
    proposed = Exemplar.objects.filter(proposed_by=user).order_by("proposed_at")
    taken_up = Adoption.objects.filter(by=user).order_by("at")
    return [
        *map(dict, named.values(*(f"exemplar__{name}" for name in columns), "refused_at")),
        *map(dict, proposed.values("title", "state", "proposed_at")),
        *map(dict, taken_up.values("exemplar__title", "unit__name", "since", "note")),
    ]


def _say_praise(user: User) -> list[str]:
    rows = ExemplarPerson.objects.filter(person=user).select_related("exemplar").order_by("pk")
    return [
        _("“%(title)s”: %(state)s. Xem, rút lại ở /neu-guong/cua-toi/.")
        % {"title": one.exemplar.title, "state": one.exemplar.get_state_display().lower()}
        for one in rows
    ]


def _forget_praise(user: User) -> None:
    """Nothing that tells of her stays: the page, its words, the lists, and what others were told
    of it."""
    now = clock.now()
    named = Exemplar.objects.filter(people__person=user)
    for public_id, places in _told_of(user):
        for what in ("proposed", "asked", "approved", "declined", "published", *places):
            inbox.take_back(f"exemplar:{public_id}:{what}")
    named.filter(state=Exemplar.State.PUBLISHED).update(
        state=Exemplar.State.TAKEN_DOWN,
        taken_down_at=now,
        taken_down_reason=_("Người được nêu đã xóa thông tin."),
    )
    named.update(title=_("Người đã xóa thông tin"), story="", result="", contact="", values=[])
    ExemplarPerson.objects.filter(person=user).delete()
    key = f"user:{user.pk}"
    for paper in Paper.objects.filter(kind=Paper.Kind.PRAISE).defer("pdf"):
        if any(row["key"] == key for row in paper.content["rows"]):
            paper.delete()


def _told_of(user: User) -> list[tuple[str, list[str]]]:
    rows = ExemplarPerson.objects.filter(person=user).select_related("exemplar")
    return [(one.exemplar.public_id, [f"agreed:{one.pk}", f"refused:{one.pk}"]) for one in rows]


def _take_over_praise(person: User, into: User) -> None:
    """The other is named now, once where both were; what the one proposed the other never
    decides."""
    both = ExemplarPerson.objects.filter(person=into).values("exemplar")
    ExemplarPerson.objects.filter(person=person, exemplar__in=both).delete()
    ExemplarPerson.objects.filter(person=person).update(person=into)
    waiting = Exemplar.objects.filter(proposed_by=person, state=Exemplar.State.PROPOSED)
    waiting.update(proposed_by=into)
