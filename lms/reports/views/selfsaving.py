"""What is written in a report saves by itself; the script of the page asks, nobody reads this."""

from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.common import clock
from lms.reports import policies
from lms.reports.forms import WordsForm
from lms.reports.services import workflow
from lms.reports.services.workflow import WrittenMeanwhile
from lms.reports.views.writing import found_of
from lms.users.http import AuthenticatedRequest, second_factor_required


@require_POST
@second_factor_required
def save(request: AuthenticatedRequest, round_id: UUID, unit_id: UUID) -> JsonResponse:
    """Keep what was written unless somebody else was faster; the same sent twice is kept once.

    200 says the revision there is now and when it was kept; 409 that nothing was, and who wrote;
    422 what is wrong; 403 that this person may not write, or that the page is another's, who wrote
    there before this one signed in in another window.
    """
    found, unit, _kept = found_of(request, round_id, unit_id)
    is_theirs = request.POST.get("of", request.user.public_id) != request.user.public_id
    if is_theirs or not policies.may_write(request.user, unit):
        raise PermissionDenied
    form = WordsForm(request.POST)
    if not form.is_valid():
        wrong = " ".join(str(word) for words in form.errors.values() for word in words)
        return JsonResponse({"words": wrong}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        kept = workflow.save(found, unit, form.words(), by=request.user, now=clock.now())
    except WrittenMeanwhile as meanwhile:
        theirs = meanwhile.report
        told = {"who": str(theirs.edited_by), "at": f"{clock.local(theirs.edited_at):%H:%M}"}
        told["words"] = _("%(who)s vừa lưu báo cáo này lúc %(at)s.") % told
        return JsonResponse(told, status=HTTPStatus.CONFLICT)
    at = f"{clock.local(kept.edited_at):%H:%M}"
    return JsonResponse({"revision": kept.revision, "at": at})
