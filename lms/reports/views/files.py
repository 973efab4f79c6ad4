"""Files of reports: asked for on any page, waited for on one, fetched by whoever asked."""

import json
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.common.http import gone, printed_site
from lms.common.workbooks import XLSX
from lms.jobs.models import Job
from lms.reports import policies
from lms.reports.documents.word import DOCX
from lms.reports.models import ReportFile
from lms.reports.services import printing
from lms.reports.services.printing import Format
from lms.users.http import AuthenticatedRequest, factor_where_due, is_own_page

TYPES = {Format.PDF: "application/pdf", Format.XLSX: XLSX, Format.DOCX: DOCX}
LOOK_AGAIN = 3
"""Seconds after which a page that waits looks again."""


@require_POST
@factor_where_due
def order(request: AuthenticatedRequest) -> HttpResponse:
    """Have a file drawn; what of is what the button says."""
    try:
        said = request.POST.get("asked", "")
        # No database keeps a NUL in a text.
        if "\\u0000" in said:
            raise Http404
        asked = dict(json.loads(said))
        code, form = request.POST.get("kind", ""), request.POST.get("format", "")
        back = request.POST.get("back", "")
        if is_own_page(back, request):
            asked["back"] = back
        # What an address on paper begins with is ours to say.
        asked["site"] = printed_site(request)
        file = printing.order(code, asked, form, by=request.user, now=clock.now())
    except (TypeError, ValueError, LookupError) as unknown:
        raise Http404 from unknown
    except printing.NotAllowed as refused:
        raise PermissionDenied from refused
    return redirect("reports:file", file_id=file.pk)


@never_cache
@require_safe
@factor_where_due
def file(request: AuthenticatedRequest, file_id: UUID) -> HttpResponse:
    """How far the file is; it leads to itself until it is there."""
    found = _own(request, file_id)
    if found is None:
        return _gone(request)
    job = printing.job_of(found)
    is_ready = ReportFile.objects.filter(pk=found.pk, content__isnull=False).exists()
    if job is None:
        return _gone(request)
    context = {
        "file": found,
        "label": printing.kind_named(found.kind).label,
        "back": found.asked.get("back", "/bao-cao/"),
        "is_ready": is_ready,
        "has_failed": not is_ready and job.state == Job.State.FAILED,
    }
    answer = render(request, "reports/file.html", context)
    if not is_ready and not context["has_failed"]:
        answer.headers["Refresh"] = f"{LOOK_AGAIN}; url=/bao-cao/tep/{found.pk}/"
    return answer


@never_cache
@require_safe
@factor_where_due
def download(request: AuthenticatedRequest, file_id: UUID) -> HttpResponse:
    found = _own(request, file_id)
    if found is None:
        return _gone(request)
    content = printing.fetch(found, by=request.user, now=clock.now())
    if content is None:
        # Not drawn yet: where one waits for it.
        return redirect("reports:file", file_id=found.pk)
    form = Format(found.format)
    answer = HttpResponse(content, content_type=TYPES[form])
    name = f"{found.name or 'bao-cao'}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@factor_where_due
def again(request: AuthenticatedRequest, file_id: UUID) -> HttpResponse:
    found = _own(request, file_id)
    if found is None:
        return _gone(request)
    printing.again(found, by=request.user)
    return redirect("reports:file", file_id=found.pk)


def _own(request: AuthenticatedRequest, file_id: UUID) -> ReportFile | None:
    return printing.of(request.user, file_id, now=clock.now())


def _gone(request: AuthenticatedRequest) -> HttpResponse:
    """For whoever kept the address of a file: the same for one that was never hers. People of a
    village have no list of reports to go to."""
    reads = policies.may_see_province(request.user) or bool(policies.reads_for(request.user))
    return gone(
        request,
        _("Tệp này không còn ở đây"),
        _("Tệp chỉ giữ một ngày, cho người đã yêu cầu. Mở lại báo cáo rồi bấm tải lần nữa."),
        back="/bao-cao/" if reads else "/toi/",
        label=_("Tới các báo cáo") if reads else _("Tới “Của tôi”"),
    )
