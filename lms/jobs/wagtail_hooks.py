from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.jobs import board


class JobsMenuItem(MenuItem):
    """Only for those who may open the page behind it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(board.MAY_SEE)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    pages = [
        path("", board.BoardView.as_view(), name="board"),
        path("danh-sach/", board.BoardView.as_view(results_only=True), name="board_results"),
        path("<uuid:job_id>/", board.job_page, name="job_page"),
        path("<uuid:job_id>/lam-lai/", board.retry, name="retry"),
    ]
    return [path("viec-chay-nen/", include((pages, "jobs")))]


@hooks.register("register_reports_menu_item")
def register_jobs_menu_item() -> MenuItem:
    return JobsMenuItem(board.TITLE, reverse_lazy(board.BOARD), icon_name="tasks", order=910)
