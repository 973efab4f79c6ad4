"""What somebody asked about steps, and the answers."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.models import StepQuestion
from courses.services import naming_steps
from lms.users.http import AuthenticatedRequest, signed_in

PAGE_SIZE = 20


@require_safe
@signed_in
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """My questions, the newest first, with what was answered."""
    rows = StepQuestion.objects.filter(person=request.user).select_related("edition")
    page = Paginator(rows.order_by("-asked_at", "pk"), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"page": page, "rows": naming_steps.named(page), "link": "?trang="}
    return render(request, "courses/questions_mine.html", context)
