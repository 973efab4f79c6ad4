"""One thing to mend before publishing, and the way to it."""

from dataclasses import dataclass

from django.urls import reverse

# A stream has no input of its own to lead to, so its panel is named: a browser test follows these.
STREAMS = {
    "steps": "panel-child-bai_hoc-steps-section",
    "options": "panel-options-section",
}


@dataclass(frozen=True)
class Problem:
    """What is wrong, where it is in words, and the address of the very field."""

    message: str
    where: str
    url: str
    # A warning may be published.
    is_warning: bool = False
    # A word to put another one in the place of, in this field of the block or page.
    found: str = ""
    swaps: tuple[str, ...] = ()
    field: str = ""


def page_url(page_id: int, anchor: str = "") -> str:
    """The editing page of a course or lesson, at one of its fields or blocks."""
    url = reverse("wagtailadmin_pages:edit", args=[page_id])
    return f"{url}#{anchor}" if anchor else url


def step_url(page_id: int, place: str) -> str:
    """The editing page with the block named by its id opened."""
    return page_url(page_id, block_anchor(place))


def question_url(question_id: int, place: str = "") -> str:
    """The editing page of a question, at the field or answer named."""
    url = reverse("wagtailsnippets_courses_question:edit", args=[question_id])
    if not place:
        return url
    is_block = place.count("-") == 4
    return f"{url}#{block_anchor(place) if is_block else field_anchor(place)}"


def image_url(image_id: int) -> str:
    return reverse("wagtailimages:edit", args=[image_id])


def recording_url(recording_id: int) -> str:
    return reverse("wagtailsnippets_media_recording:edit", args=[recording_id])


def film_url(film_id: int) -> str:
    return reverse("wagtailsnippets_media_film:edit", args=[film_id])


def block_anchor(block_id: str) -> str:
    return f"block-{block_id}-section"


def field_anchor(field: str) -> str:
    return STREAMS.get(field) or f"id_{field}"
