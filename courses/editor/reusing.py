"""Pages on which a course is copied, begun from a template, and given lessons of other courses."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from courses import policies
from courses.editor import heads
from courses.models import Course, CoursePage, LessonPage, SectionPage, SharedLessonPage
from courses.services import cloning, sharing
from courses.services.sharing import NotShared
from lms.users.http import AuthenticatedRequest


class CloneForm(forms.Form):
    """What the new course is called and where it goes."""

    title = forms.CharField(label=gettext_lazy("Tên khóa học mới"), max_length=200)
    into = forms.ModelChoiceField(
        label=gettext_lazy("Để vào mục"), queryset=SectionPage.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, sections: QuerySet[SectionPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = sections  # type: ignore[attr-defined]  # a choice


class SearchForm(forms.Form):
    """Words of a lesson's name."""

    q = forms.CharField(label=gettext_lazy("Tìm theo tên bài"), max_length=100, required=False)


def clone(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """A new course from this one, or a template of it; from a template, a course."""
    page = _readable_course(request, page_id)
    is_template = page.course is not None and page.course.state == Course.State.TEMPLATE
    title = page.draft_title if is_template else cloning.wished_title(page)
    sections = SectionPage.objects.filter(section__in=policies.sections_written_by(request.user))
    form = CloneForm(
        request.POST or None,
        sections=sections.order_by("title"),
        initial={"title": title[:200], "into": page.get_parent().pk},
    )
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        if "template" in request.POST:
            made = cloning.save_as_template(page, title=wish["title"], by=request.user)
            messages.success(request, _("Đã lưu thành khóa mẫu. Khóa đang có không đổi gì."))
            return redirect("courses_editor:templates")
        made = cloning.clone(page, title=wish["title"], into=wish["into"], by=request.user)
        messages.success(request, _("Đã tạo khóa học mới từ bản nháp mới nhất."))
        return redirect("wagtailadmin_explore", made.pk)
    heading = _("Bắt đầu từ khóa mẫu") if is_template else _("Nhân bản khóa học")
    context = {**heads.of_course(page, heading, "copy"), "form": form, "is_template": is_template}
    return render(request, "courses/editor/clone.html", context)


@require_GET
def templates(request: AuthenticatedRequest) -> HttpResponse:
    """The templates one may begin from."""
    if not policies.sections_written_by(request.user).exists():
        raise PermissionDenied
    heading = _("Khóa mẫu")
    context = {
        "page_title": heading,
        "header_title": heading,
        "header_icon": "copy",
        "breadcrumbs_items": [{"url": "", "label": heading}],
        "found": list(cloning.templates_for(request.user)),
    }
    return render(request, "courses/editor/templates.html", context)


def share(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Choose a lesson of another course to stand in this one, too."""
    page = get_object_or_404(CoursePage.objects.select_related("course"), pk=page_id)
    if not page.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    if request.method == "POST":
        return _share(request, page)
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    lessons = list(sharing.offered(page, words=words))
    courses = sharing.courses_of(lessons)
    context = {
        **heads.of_course(page, _("Dùng lại bài của khóa khác"), "link"),
        "offers": [(lesson, courses.get(lesson.pk)) for lesson in lessons],
        "words": words,
        "form": form,
        "is_full": len(lessons) == sharing.MOST,
    }
    return render(request, "courses/editor/share.html", context)


def _share(request: AuthenticatedRequest, page: CoursePage) -> HttpResponse:
    sent = request.POST.get("lesson", "")
    number = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 16 else 0
    lesson = get_object_or_404(LessonPage, pk=number)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    try:
        place = sharing.share(page, lesson, by=request.user)
    except NotShared as refusal:
        messages.error(request, str(refusal))
        return redirect("courses_editor:share", page.pk)
    undo = reverse("wagtailadmin_pages:delete", args=[place.pk])
    messages.success(
        request,
        _("“%(title)s” nay có cả trong khóa học này.") % {"title": lesson.draft_title},
        buttons=[messages.button(undo, _("Bỏ ra"))],
    )
    return redirect("wagtailadmin_explore", page.pk)


@require_POST
def part(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Make a lesson of its own of a shared one."""
    place = get_object_or_404(SharedLessonPage.objects.select_related("lesson"), pk=page_id)
    if not place.permissions_for_user(request.user).can_delete():
        raise PermissionDenied
    lesson = sharing.part(place, by=request.user)
    messages.success(
        request, _("Từ nay bài này là của riêng khóa học. Sửa ở đây không đổi bài gốc.")
    )
    return redirect("wagtailadmin_pages:edit", lesson.pk)


def _readable_course(request: HttpRequest, page_id: int) -> CoursePage:
    """A course in a section the person writes in."""
    pages = CoursePage.objects.select_related("course")
    page: CoursePage = get_object_or_404(pages, pk=page_id)
    section = policies.section_of(page)
    if section is None or not policies.may_write_in(request.user, section.pk):
        raise PermissionDenied
    return page
