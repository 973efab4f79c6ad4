"""What the pages of an edition ask the database for besides the edition and its steps."""

from django.db.models import Max

from courses.models import Asset, CourseEdition, EditionStep
from courses.services.kinds import KINDS


def last_major(edition: CourseEdition) -> int:
    """The number of the last edition up to this one that holds learners of older ones back."""
    majors = edition.course.editions.filter(
        level=CourseEdition.Level.MAJOR, number__lte=edition.number
    )
    return majors.aggregate(last=Max("number"))["last"] or 1


def reviews(edition: CourseEdition) -> dict[str, str]:
    """The uid of the step that asked a test's question in the course, by slot."""
    rows = edition.steps.filter(kind=EditionStep.Kind.QUESTION).values_list("uid", "values")
    asked = {values["question"]: uid for uid, values in rows}
    slots = (edition.test or {"slots": []})["slots"]
    return {s["slot"]: asked[s["question"]] for s in slots if s["question"] in asked}


def newest_of_line(edition: CourseEdition) -> str:
    """The public id of the edition that whoever learns this one moves on to, or its own."""
    later = edition.course.editions.filter(number__gt=edition.number).order_by("number")
    newest = edition.public_id
    for level, public_id in later.values_list("level", "public_id"):
        if level == CourseEdition.Level.MAJOR:
            break
        newest = public_id
    return newest


def picture_sizes(step: EditionStep) -> dict[str, int]:
    """The bytes of each picture of a step that can wait for a tap, by the name of its file."""
    names = {name.split(".")[0]: name for name in KINDS[step.kind].can_wait(step.values)}
    if not names:
        return {}
    rows = Asset.objects.filter(pk__in=names).values_list("pk", "byte_count")
    return {names[sha256]: size for sha256, size in rows}
