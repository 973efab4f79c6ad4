"""What learners say, in the editors' area: questions to answer, faults to mend; no names."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from courses import policies
from courses.drafting.problems import step_url
from courses.models import CourseEdition, StepQuestion
from courses.services import answers, in_use, naming_steps, said
from lms.common import clock, ranges, text
from lms.users.http import AuthenticatedRequest

PAGE_SIZE = 20
LISTS = ("hoi", "loi", "to", "xong", "loi-xong")


class AnswerForm(forms.Form):
    """What the asker is told."""

    words = forms.CharField(
        label=gettext_lazy("Trả lời người hỏi"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Câu trả lời còn trống.")},
    )

    def clean_words(self) -> str:
        words = text.nfc(self.cleaned_data["words"])
        if not words:
            raise forms.ValidationError(_("Câu trả lời còn trống."))
        return words


class PublishForm(forms.Form):
    """What stands under the step for everybody."""

    asked = forms.CharField(
        label=gettext_lazy("Câu hỏi như sẽ đăng"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Viết lại cho gọn; bỏ tên, số điện thoại, chuyện riêng."),
    )
    answered = forms.CharField(
        label=gettext_lazy("Câu trả lời như sẽ đăng"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any] | None:
        for name in ("asked", "answered"):
            if name in self.cleaned_data and not text.nfc(self.cleaned_data[name]):
                self.add_error(name, _("Chỗ này còn trống."))
        return super().clean()


@require_safe
def sayings(request: AuthenticatedRequest) -> HttpResponse:
    """The queue: what waits first, behind it what teams were asked and what is done."""
    if not policies.sections_written_by(request.user).exists():
        raise PermissionDenied
    shown = request.GET.get("xem", "")
    shown = shown if shown in LISTS else LISTS[0]
    now = clock.now()
    lists = {
        "hoi": lambda: said.for_author(request.user, now=now),
        "loi": lambda: said.faults(request.user),
        "to": lambda: said.of_teams(request.user, now=now),
        "xong": lambda: said.settled(request.user, now=now),
        "loi-xong": lambda: said.faults(request.user, is_settled=True),
    }
    rows: Any = lists[shown]()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    are_faults = shown.startswith("loi")
    found = (
        said.told(list(page), is_settled=shown == "loi-xong")
        if are_faults
        else naming_steps.named(page)
    )
    context = _frame(_("Bà con nói gì"))
    context |= {"shown": shown, "are_faults": are_faults, "page": page, "rows": found}
    context |= {"tabs": _tabs(shown), "edits": _edits(found) if are_faults else {}}
    return render(request, "courses/editor/sayings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: AuthenticatedRequest, question_id: UUID) -> HttpResponse:
    """One question: answer it, put it under the step, close it."""
    found = _question(request, question_id)
    forms_of = _forms(request, found)
    if request.method == "POST" and _act(request, found, **forms_of):
        return redirect("courses_editor:question", found.pk)
    named = naming_steps.named([found])[0]
    context = {**_frame(_("Câu hỏi về bước học")), "question": found, "named": named, **forms_of}
    context["is_waiting"] = found.state == StepQuestion.State.WAITING
    status = 422 if request.method == "POST" else 200
    return render(request, "courses/editor/question.html", context, status=status)


@require_safe
def voice(request: AuthenticatedRequest, question_id: UUID) -> HttpResponseBase:
    """The sound of a question."""
    found = _question(request, question_id)
    if found.voice != StepQuestion.Voice.READY:
        raise Http404
    return ranges.answer(request, found.voice_file.open("rb"), content_type="audio/mp4")


@require_POST
def settle(request: AuthenticatedRequest, edition_id: str, step: str) -> HttpResponse:
    """The faults of a step are looked after, or open again."""
    edition = get_object_or_404(
        CourseEdition.objects.select_related("course"), public_id=edition_id
    )
    if not policies.may_write_in(request.user, edition.course.section_id):
        raise PermissionDenied
    by, now, shown = request.user, clock.now(), "loi"
    if "lai" in request.POST:
        shown = "loi-xong"
        if said.unsettle(edition, step, by=by, now=now):
            messages.success(request, _("Đã mở lại."))
    else:
        seen = request.POST.get("seen", "").split()
        done, left = said.settle(edition, step, seen=seen, by=by, now=now)
        if done:
            messages.success(request, _("Đã đánh dấu xử lý xong. Mở lại ở “Lỗi đã xong”."))
        if left:
            told = _("Bước này vừa có người báo thêm. Xem lời mới ở dưới rồi đánh dấu sau.")
            messages.info(request, told)
    return redirect(f"{reverse('courses_editor:sayings')}?xem={shown}")


def _question(request: AuthenticatedRequest, question_id: UUID) -> StepQuestion:
    rows = StepQuestion.objects.select_related("edition__course", "answered_by", "published_by")
    found = get_object_or_404(rows, pk=question_id)
    if not said.questions(request.user, now=clock.now()).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def _forms(request: AuthenticatedRequest, found: StepQuestion) -> dict[str, forms.Form]:
    asked = {
        "asked": found.public_question or found.text[:200],
        "answered": found.public_answer or found.answer[:400],
    }
    sent = request.POST if request.method == "POST" else None
    return {
        "answer_form": AnswerForm(
            sent if sent and "answer" in sent else None, initial={"words": found.answer}
        ),
        "publish_form": PublishForm(sent if sent and "publish" in sent else None, initial=asked),
    }


def _act(
    request: AuthenticatedRequest,
    found: StepQuestion,
    *,
    answer_form: forms.Form,
    publish_form: forms.Form,
) -> bool:
    """Do what the button says; false where the form has faults."""
    by, now = request.user, clock.now()
    if "answer" in request.POST:
        if not answer_form.is_valid():
            return False
        words = answer_form.cleaned_data["words"]
        done = answers.answer(found, by=by, words=words, now=now)
        told = _("Đã trả lời. Người hỏi đọc được ở hộp tin.")
    elif "publish" in request.POST:
        if not publish_form.is_valid():
            return False
        answers.publish(found, by=by, now=now, **publish_form.cleaned_data)
        done, told = True, _("Đã đăng dưới bước học, không kèm tên.")
    elif "down" in request.POST:
        done, told = answers.take_down(found, by=by, now=now), _("Đã gỡ khỏi bước học.")
    elif "close" in request.POST:
        done, told = answers.close(found, by=by, now=now), _("Đã đóng câu hỏi.")
    elif "reopen" in request.POST:
        done, told = answers.reopen(found, by=by, now=now), _("Đã mở lại câu hỏi.")
    else:
        return False
    if done:
        messages.success(request, told)
    else:
        messages.warning(request, _("Câu hỏi này vừa có thay đổi. Xem lại rồi làm tiếp."))
    return True


def _edits(rows: list[Any]) -> dict[str, str]:
    """Where a step is written, by the step; not where its lesson was deleted."""
    spots = in_use.spots({one.row.step for one in rows})
    return {uid: step_url(spot.lesson.pk, str(spot.block_id)) for uid, spot in spots.items()}


def _tabs(shown: str) -> list[tuple[str, str, bool]]:
    labels = (
        _("Chờ trả lời"),
        _("Lỗi bà con báo"),
        _("Hỏi tổ ở thôn"),
        _("Câu hỏi đã xong"),
        _("Lỗi đã xong"),
    )
    return [(name, label, name == shown) for name, label in zip(LISTS, labels, strict=True)]


def _frame(title: str) -> dict[str, Any]:
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "comment",
        "breadcrumbs_items": [
            {"url": reverse("courses_editor:sayings"), "label": _("Bà con nói gì")},
            {"url": "", "label": title},
        ],
    }
