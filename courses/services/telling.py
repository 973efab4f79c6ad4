"""Tells those who write a course what happened while they were not looking."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from courses.models import CoursePage
from lms.notifications import services as notifications
from lms.users.models import User

REFUSED = "courses.refused"
REVIEW = "courses.review"
HIDDEN = "courses.hidden"
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
    subject = _("Chưa phát hành được: %(title)s") % {"title": _title(page)}
    lines = _letter(page, problems, opening)
    return _write_to([*people.values()], page, subject, lines, REFUSED)


def tell_hidden(page: CoursePage, *, by: User | None) -> int:
    """Tell whoever set the date and whoever began the course that it is off the lists now."""
    people = {person.pk: person for person in (by, page.owner) if person is not None}
    title = {"title": _title(page)}
    lines = [
        _("Khóa học “%(title)s” đã ẩn theo ngày hẹn: không nhận người học mới.") % title,
        _("Ai đang học thì vẫn học tiếp. Muốn mở lại thì phát hành lại ở đây:"),
    ]
    subject = _("Đã ẩn theo hẹn: %(title)s") % title
    return _write_to([*people.values()], page, subject, lines, HIDDEN)


def tell_sent(page: CoursePage, words: str, *, by: User, to: list[User]) -> int:
    """Ask the other editors to read a course; how many mails."""
    title = {"title": _title(page), "name": by.full_name}
    opening = _("%(name)s nhờ anh/chị xem khóa học “%(title)s” trước khi phát hành.") % title
    subject = _("Nhờ duyệt: %(title)s") % title
    closing = _("Xem, duyệt hoặc góp ý ở đây:")
    return _write_to(to, page, subject, [opening, *_quoted(words), "", closing], REVIEW)


def tell_answer(page: CoursePage, comment: str, *, approved: bool, by: User, to: list[User]) -> int:
    """Tell those who wrote a course what the reviewer says; how many mails."""
    title = {"title": _title(page), "name": by.full_name}
    if approved:
        subject = _("Đã duyệt: %(title)s") % title
        opening = _("%(name)s đã duyệt khóa học “%(title)s”. Biên tập viên phát hành được rồi.")
    else:
        subject = _("Cần sửa thêm: %(title)s") % title
        opening = _("%(name)s đã xem khóa học “%(title)s” và nhờ sửa thêm.")
    readers = [person for person in to if person != by]
    closing = _("Xem lại và làm tiếp ở đây:")
    lines = [opening % title, *_quoted(comment), "", closing]
    return _write_to(readers, page, subject, lines, REVIEW)


def tell_remarks(page: Page, lines: list[str], *, by: User, to: list[User]) -> int:
    """Tell those who follow a page what was said beside its fields; how many mails."""
    title = {"title": _title(page), "name": by.full_name}
    opening = _("%(name)s vừa góp ý ở “%(title)s”:") % title
    subject = _("Góp ý: %(title)s") % title
    shown = [f"- {line}" for line in lines[:MOST_LINES]]
    closing = _("Xem và trả lời ở đây:")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return _write_to(to, page, subject, [opening, "", *shown, "", closing], REVIEW, address=address)


def _quoted(words: str) -> list[str]:
    return ["", f"“{words}”"] if words else []


def _write_to(
    people: list[User],
    page: Page,
    subject: str,
    lines: list[str],
    kind: str,
    *,
    address: str = "",
) -> int:
    """Below the lines stands where to go: the course's page unless said otherwise."""
    address = address or reverse("courses_editor:publish", args=[page.pk])
    readers = [person for person in people if person.is_active and person.email]
    for person in readers:
        notifications.send_mail(
            to=person.email or "",
            subject=subject,
            body="\n".join([*lines, f"{settings.WAGTAILADMIN_BASE_URL}{address}"]),
            kind=kind,
            person=person,
        )
    return len(readers)


def _title(page: Page) -> str:
    return str(page.get_admin_display_title())


def _letter(page: CoursePage, problems: list[str], opening: str | Promise) -> list[str]:
    shown = [f"- {problem}" for problem in problems[:MOST_LINES]]
    more = len(problems) - len(shown)
    if more > 0:
        shown.append(_("- và %(count)s chỗ khác") % {"count": more})
    return [
        str(opening) % {"title": _title(page)},
        "",
        *shown,
        "",
        _("Bản cũ (nếu có) vẫn phục vụ bà con. Xem lại và phát hành ở đây:"),
    ]
