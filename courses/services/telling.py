"""Tells those who write a course what happened while they were not looking."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import CoursePage
from lms.notifications import services as notifications
from lms.users.models import User

REFUSED = "courses.refused"
MOST_LINES = 10


SCHEDULED = gettext_lazy("Khóa học “%(title)s” đến giờ phát hành mà còn chỗ chưa đúng:")
FAILED = gettext_lazy("Khóa học “%(title)s” phát hành chưa xong:")


def tell_refusal(
    page: CoursePage, problems: list[str], *, by: User | None, opening: str | Promise = SCHEDULED
) -> int:
    """Write to whoever asked for the publishing and whoever began the course; how many mails.

    The letter opens with what happened, names the problems and leads to the page that has it all.
    """
    people = {person.pk: person for person in (by, page.owner) if person is not None}
    readers = [person for person in people.values() if person.is_active and person.email]
    for person in readers:
        notifications.send_mail(
            to=person.email or "",
            subject=_("Chưa phát hành được: %(title)s") % {"title": _title(page)},
            body=_letter(page, problems, opening),
            kind=REFUSED,
            person=person,
        )
    return len(readers)


def _title(page: CoursePage) -> str:
    return str(page.get_admin_display_title())


def _letter(page: CoursePage, problems: list[str], opening: str | Promise) -> str:
    address = reverse("courses_editor:publish", args=[page.pk])
    shown = [f"- {problem}" for problem in problems[:MOST_LINES]]
    more = len(problems) - len(shown)
    if more > 0:
        shown.append(_("- và %(count)s chỗ khác") % {"count": more})
    lines = [
        str(opening) % {"title": _title(page)},
        "",
        *shown,
        "",
        _("Bản cũ (nếu có) vẫn phục vụ bà con. Xem lại và phát hành ở đây:"),
        f"{settings.WAGTAILADMIN_BASE_URL}{address}",
    ]
    return "\n".join(lines)
