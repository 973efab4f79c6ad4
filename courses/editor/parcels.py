"""Pages on which a course is packed to be taken along, one is taken in, and senders are trusted."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from courses import policies
from courses.editor import heads
from courses.models import CoursePage, CourseParcel, Section, TrustedSite
from courses.parcels import sealing, services, taking
from courses.parcels.sealing import ParcelWrong
from courses.parcels.writing import FileGone
from courses.services.publishing import PublishRefused
from lms.common import keys, text
from lms.jobs.models import Job
from lms.users.http import AuthenticatedRequest

UNDER_WAY = {Job.State.WAITING, Job.State.RUNNING}


def out(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Pack a course, see how far that is, and fetch the file."""
    page = get_object_or_404(CoursePage.objects.select_related("course"), pk=page_id)
    if page.course is None or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method == "POST":
        try:
            services.ask_to_pack(page, by=request.user)
        except PublishRefused:
            told = _("Còn chỗ cần sửa trước khi đóng gói. Xem bên dưới.")
            messages.error(request, told)
            return redirect("courses_editor:publish", page.pk)
        except FileGone as gone:
            edit = reverse("wagtailadmin_pages:edit", args=[gone.page.pk])
            button = messages.button(edit, _("Mở trang có tệp này"))
            messages.error(request, str(gone), buttons=[button])
        return redirect(request.path)
    parcels = CourseParcel.objects.filter(course=page.course, way=CourseParcel.Way.OUT)
    parcel = parcels.order_by("-made_at").first()
    context = {
        **heads.of_course(page, _("Gói mang đi"), "download"),
        **_work(parcel),
        "kept": services.KEPT.days,
    }
    return render(request, "courses/editor/parcel_out.html", context)


def _work(parcel: CourseParcel | None) -> dict[str, Any]:
    job = services.job_of(parcel) if parcel else None
    is_under_way = job is not None and job.state in UNDER_WAY
    failed = job.error if job is not None and job.state == Job.State.FAILED else ""
    return {"parcel": parcel, "job": job, "is_under_way": is_under_way, "failed": failed}


@require_GET
def fetch(request: AuthenticatedRequest, parcel_id: UUID) -> FileResponse:
    """The signed file, for who writes in the section."""
    parcel = _parcel(request, parcel_id, CourseParcel.Way.OUT)
    if not parcel.file:
        raise Http404
    try:
        file = parcel.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{text.slug(parcel.title)[:60] or 'khoa-hoc'}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _parcel(request: AuthenticatedRequest, parcel_id: UUID, way: str) -> CourseParcel:
    parcels = CourseParcel.objects.select_related("section", "course__page")
    parcel = get_object_or_404(parcels, pk=parcel_id, way=way)
    if not policies.may_write_in(request.user, parcel.section_id):
        raise PermissionDenied
    return parcel


class BringForm(forms.Form):
    """A file from elsewhere, and the section it is for."""

    file = forms.FileField(
        label=gettext_lazy("Tệp gói khóa học"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"empty": gettext_lazy("Tệp này trống. Chọn lại tệp.")},
    )
    section = forms.ModelChoiceField(
        label=gettext_lazy("Nhận vào mục"), queryset=Section.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, sections: QuerySet[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]  # a choice


def bring(request: AuthenticatedRequest) -> HttpResponse:
    """Hand in a file from elsewhere."""
    sections = policies.sections_written_by(request.user).filter(page__isnull=False)
    if not sections.exists():
        raise PermissionDenied
    form = BringForm(
        request.POST or None, request.FILES or None, sections=sections.order_by("name")
    )
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            parcel = services.bring(wish["file"], wish["section"], by=request.user)
        except ParcelWrong as wrong:
            form.add_error("file", str(wrong))
        else:
            return redirect("courses_editor:parcel_in", parcel.pk)
    context = {**_alone(_("Nhận khóa học từ nơi khác")), "form": form}
    context["may_trust"] = policies.may_trust(request.user)
    return render(request, "courses/editor/parcel_bring.html", context)


def take(request: AuthenticatedRequest, brought_id: UUID) -> HttpResponse:
    """What a parcel would change here; and once that is wished, how far it is."""
    parcel = _parcel(request, brought_id, CourseParcel.Way.IN)
    work = _work(parcel)
    if request.method == "POST":
        if "compare" not in request.POST:
            services.ask_to_take(parcel, by=request.user)
            return redirect(request.path)
        try:
            services.compare(parcel)
        except ParcelWrong as wrong:
            messages.error(request, str(wrong))
        return redirect(request.path)
    context = {**_alone(_("Nhận khóa học từ nơi khác")), **work}
    page = getattr(parcel.course, "page", None) if parcel.done_at else None
    context["page"] = page
    if not parcel.done_at and parcel.preview:
        found = taking.Preview.kept(parcel.preview)
        context |= {"found": found, "sender": parcel.preview["sender"], "groups": _groups(found)}
    context["is_compared"] = parcel.done_at or services.is_compared(parcel)
    return render(request, "courses/editor/parcel_in.html", context)


def _groups(found: taking.Preview) -> list[tuple[str, list[taking.Piece]]]:
    named = (
        (taking.NEW, _("Mới")),
        (taking.CHANGED, _("Khác bản ở đây, sẽ có bản nháp mới")),
        (taking.GONE, _("Không còn trong gói, sẽ vào thùng rác")),
        (taking.LEAVES, _("Không còn trong gói, sẽ bỏ khỏi khóa này; bài gốc vẫn nguyên chỗ cũ")),
        (taking.SAME, _("Giống, không đổi gì")),
    )
    return [(label, found.of(fate)) for fate, label in named if found.of(fate)]


class TrustForm(forms.Form):
    """A sender, by the line of text that its own page shows."""

    name = forms.CharField(label=gettext_lazy("Tên nơi gửi"), max_length=120)
    key = forms.CharField(
        label=gettext_lazy("Mã công khai của nơi đó"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Dán nguyên dòng ở trang “Nơi gửi tin cậy” bên đó."),
    )
    is_compared = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_key(self) -> dict[str, str]:
        try:
            return keys.read_jwk(json.loads(self.cleaned_data["key"]))
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("Mã này chưa đúng. Chép lại nguyên dòng bên đó.")) from error


def senders(request: AuthenticatedRequest) -> HttpResponse:
    """Whom this site trusts, and what others need to trust this one."""
    if not policies.may_trust(request.user):
        raise PermissionDenied
    form = TrustForm(request.POST or None)
    mark = ""
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        if wish["is_compared"]:
            site = services.trust(wish["name"], wish["key"], by=request.user)
            messages.success(request, _("Từ nay nhận gói của “%(name)s”.") % {"name": site})
            return redirect(request.path)
        mark = sealing.spaced(keys.fingerprint(wish["key"]))
    own = sealing.own_key()
    context = {
        **_alone(_("Nơi gửi tin cậy")),
        "form": form,
        "mark": mark,
        "own_key": json.dumps(own, separators=(",", ":")),
        "own_mark": sealing.spaced(keys.fingerprint(own)),
        "sites": [
            (site, sealing.spaced(site.fingerprint))
            for site in TrustedSite.objects.order_by("name")
        ],
    }
    return render(request, "courses/editor/senders.html", context)


@require_POST
def distrust(request: AuthenticatedRequest, site_id: int) -> HttpResponse:
    if not policies.may_trust(request.user):
        raise PermissionDenied
    site = TrustedSite.objects.filter(pk=site_id).first()
    if site is not None:
        services.distrust(site, by=request.user)
        told = _("Không nhận gói của “%(name)s” nữa. Những gì đã nhận vẫn còn. Thêm lại được.")
        messages.success(request, told % {"name": site.name})
    return redirect("courses_editor:senders")


def _alone(heading: str) -> dict[str, Any]:
    return {
        "page_title": heading,
        "header_title": heading,
        "header_icon": "download",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Bàn làm việc")},
            {"url": "", "label": heading},
        ],
    }
