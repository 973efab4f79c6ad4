"""The routes of the editors' area, and the lines of `editors.txt`, read."""

import re
from pathlib import Path

from django.http import HttpResponse
from django.urls import URLResolver, get_resolver

from lms.common import spoken

TABLE = Path(__file__).parent / "editors.txt"
AREA = "quan-tri/"
PARTS = re.compile(r"<(?:\w+:)?(\w+)>")
# What stands in an address, by the name of the part.
VALUES = {
    "page_id": "course_page",
    "parent_page_id": "shelf_page",
    "page_to_move_id": "course_page",
    "destination_id": "other_shelf_page",
    "page_pk": "course_page",
    "revision_id": "revision",
    "film_id": "film",
    "recording_id": "recording",
    "image_id": "image",
    "document_id": "document",
    "doc_id": "document",
    "job_id": "job",
    "question_id": "asked",
    "edition_id": "edition",
    "step": "step",
    "mark_id": "mark_id",
}
PLACES = {
    "snippets/media/film/": "film",
    "snippets/choose/media/film/": "film",
    "snippets/media/": "recording",
    "snippets/choose/media/": "recording",
    "snippets/courses/hardword/": "hard_word",
    "snippets/choose/courses/hardword/": "hard_word",
    "snippets/courses/procedurecard/": "procedure",
    "snippets/choose/courses/procedurecard/": "procedure",
    "snippets/": "question",
    "danh-sach-to/noi-dung/": "topic",
    "danh-sach-to/ket-qua/": "outcome",
    "danh-sach-to/loai-noi/": "venue_kind",
    "danh-sach-to/kho-khan/": "difficulty",
    "users/": "someone",
    "groups/": "group",
    "collections/": "collection",
    "api/main/^documents/": "document",
    "api/main/^images/": "image",
    "api/main/^pages/": "course_page",
    "images/chooser/": "image",
    "documents/chooser/": "document",
}
WORDS = {
    "app_label": "courses",
    "model_name": "coursepage",
    "content_type_app_name": "courses",
    "content_type_model_name": "coursepage",
    "app_name": "home",
    "action": "publish",
    "action_name": "publish",
    "filter_spec": "original",
    "object_id": "course_page",
    "collection_id": "collection",
    # Of no lesson yet, as a page begins one.
    "sketch_id": "01a22c0c-ba3f-7ea3-bf96-ce278f423c95",
    # Of no course: tests/courses/test_parcels.py knocks with real ones.
    "parcel_id": "01a22c0c-ba3f-7ea3-bf96-ce278f423c96",
    "brought_id": "01a22c0c-ba3f-7ea3-bf96-ce278f423c97",
    "draft_id": "01a22c0c-ba3f-7ea3-bf96-ce278f423c95",
    "sentence_key": spoken.key(spoken.SENTENCES[0]),
}


def routes():
    """Every pattern of the area, without the area's own beginning."""
    area = next(one for one in get_resolver().url_patterns if str(one.pattern) == AREA)
    return [*dict.fromkeys(_below(area))]


def _below(resolver, before=""):
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _below(one, here)
        else:
            yield here


def address(route, parts):
    """A real address of this pattern, made of the rows of the test's province."""
    if "/compare/" in route:
        row = next((row for start, row in PLACES.items() if route.startswith(start)), "course_page")
        pk = r"\(\?P<pk>[^)]*\)"
        route = re.sub(r"\(\?P<revision.*$", "live...latest/", re.sub(pk, str(parts[row]), route))

    def part(found):
        name = found[1]
        place = next((row for start, row in PLACES.items() if route.startswith(start)), None)
        row = VALUES.get(name) or (place if name == "pk" else WORDS.get(name, name))
        return str(parts.get(row, row if name in WORDS else 1))

    return f"/{AREA}" + PARTS.sub(part, route).replace("^.*/$", "khong-co/").replace("^", "")


def seen(response: HttpResponse) -> str:
    """A status; `shut` for refused in either of Wagtail's two ways; `on` for led elsewhere."""
    if response.status_code == 403:
        return "shut"
    if response.status_code == 302:
        return "shut" if response["Location"] == f"/{AREA}" else "on"
    return str(response.status_code)


def read():
    """Route to the answers of author, editor, other_editor, province and system."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    told = [line.split() for line in lines if line and not line.startswith("#")]
    return {route.removeprefix("-"): answers for route, *answers in told}
