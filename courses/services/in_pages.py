"""What pages name, read from the pages themselves.

Wagtail's index of references is not asked alone: drafts that were never published are not in it,
and it is written after the page, so it may lag behind or lack one.
"""

from itertools import product

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex, Revision

from courses.models import CoursePage, LessonPage
from lms.media.models import CustomImage, Recording

FIELDS: dict[type[CustomImage | Recording], tuple[str, str]] = {
    CustomImage: ("art_image", "image"),
    Recording: ("voice", "voice"),
}
"""How a course names the row itself, and how blocks do."""
BLOCKS: tuple[tuple[type[CoursePage | LessonPage], str], ...] = (
    (CoursePage, "final_test"),
    (LessonPage, "steps"),
)


def is_named(row: CustomImage | Recording) -> bool:
    """Whether any page names a picture or a voice, as it stands or as it is drafted."""
    own, key = FIELDS[type(row)]
    if CoursePage.objects.filter(**{own: row.pk}).exists():
        return True
    in_draft, marks = Q(**{f"content__{own}": row.pk}), [f'"{key}": {row.pk}{end}' for end in ",}"]
    for (model, blocks), mark in product(BLOCKS, marks):
        standing = model.objects.annotate(told=Cast(blocks, TextField()))
        if standing.filter(told__contains=mark).exists():
            return True
        in_draft |= Q(**{f"content__{blocks}__icontains": mark})
    drafts = Revision.objects.filter(pk__in=Page.objects.values("latest_revision"))
    return drafts.filter(in_draft).exists() or ReferenceIndex.get_references_to(row).exists()
