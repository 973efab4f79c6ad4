"""Which published courses hold a copy of a picture: what an author changes leaves it as it is."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from courses.drafting import pictures
from courses.models import Course, CourseEdition, EditionStep

NAMED = 5
KINDS = ("read", "simulate")


def courses_with(image: Any) -> list[Course]:
    """Courses of which any edition, still open to its learners, shows the picture as it is now."""
    picture = pictures.named(image)
    if picture is None:
        return []
    steps = EditionStep.objects.filter(kind__in=KINDS, edition=OuterRef("pk")).annotate(
        words=Cast("values", TextField())
    )
    editions = (
        CourseEdition.objects.annotate(drawn=Cast("outline", TextField()))
        .filter(course=OuterRef("pk"))
        .filter(
            Q(Exists(steps.filter(words__contains=picture.asset)))
            | Q(drawn__contains=picture.asset)
        )
    )
    open_ones = Course.objects.exclude(state=Course.State.WITHDRAWN)
    found = open_ones.filter(Exists(editions)).select_related("current_edition")
    return list(found.order_by("code"))
