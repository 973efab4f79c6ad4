"""Which edition a learner reads: the newest of the line she is in."""

from courses.evidence import frozen
from courses.models import CourseEdition, CoursePage, Enrolment


def catch_up(page_id: int) -> int:
    """Pin those whose event came in the very moment of the publishing; how many moved.

    On PostgreSQL such an event may have been judged before the edition was there and written down
    after it was.
    """
    page = CoursePage.objects.select_related("course__current_edition").filter(pk=page_id).first()
    if page is None or page.course is None or page.course.current_edition is None:
        return 0
    return edition_published(page.course.current_edition)


def edition_published(edition: CourseEdition) -> int:
    """Move those in progress forward to a small change; how many moved.

    A major edition moves nobody: who is learning finishes what she began, and is in the new line
    from the first step she opens there. What was done stays done, by uid, wherever it was done.
    """
    if edition.level == CourseEdition.Level.MAJOR:
        return 0
    line = frozen.with_line(CourseEdition.objects.filter(pk=edition.pk)).get().line or 1
    return (
        Enrolment.objects.open()
        .filter(course=edition.course_id, line=line)
        .exclude(edition=edition)
        .update(edition=edition)
    )
