"""The editors' area is walked through, link by link, and asked odd questions: nothing breaks."""

import pytest
from wagtail.models import Page

from lms.home.models import HomePage, StandardPage
from tests import pairs
from tests.access import editing, walking
from tests.people import make_person

BELOW = "/quan-tri/"
# Wagtail leaves the temporary file of a rendition to be closed by the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def area(world):
    """The province with a plain page, and with whoever may do everything, `owner`."""
    owner = make_person("Chủ máy", email="owner@demo.test", password="x", is_superuser=True)
    world.let_in("owner", owner)
    plain = StandardPage(title="Giới thiệu", body="<p>Lời chào.</p>")
    HomePage.objects.get().add_child(instance=plain)
    plain.save_revision().publish()
    return world


def one_of_each_kind():
    """Pages by their kind, the root of all pages too."""
    return {page.content_type_id: page.specific for page in Page.objects.order_by("-pk")}.values()


def addresses(world):
    """Every route, for pages of every kind where it is about one, and for kinds that are none.

    In `make test` each in one of these ways.
    """
    kinds = one_of_each_kind()
    models = [page._meta.label_lower.replace(".", "/") for page in kinds]
    for turn, route in enumerate(editing.routes()):
        usual = editing.address(route, world.parts)
        of_kinds = []
        for page in pairs.some([*kinds], turn):
            row = {"revision": page.latest_revision_id or 0, "course_page": page.pk}
            of_kinds.append(editing.address(route, {**world.parts, **row, "shelf_page": page.pk}))
        asked = pairs.some([*models, "auth/group", "courses/question", "khong/co"], turn)
        of_models = [usual.replace("/courses/coursepage/", f"/{model}/") for model in asked]
        for ways in pairs.some([[usual], of_kinds, of_models], turn):
            yield from ways
    yield from bulk_actions(world)


def bulk_actions(world):
    """What lists do to the rows that are ticked, for rows that are there and that are not."""
    rows = {
        "wagtailcore/page": "course_page",
        "media/customimage": "image",
        "media/customdocument": "document",
        "courses/question": "question",
        "media/recording": "recording",
        "media/film": "film",
    }
    for model, part in rows.items():
        for action in ("publish", "unpublish", "move", "delete", "add_tags", "add_to_collection"):
            page = f"{BELOW}bulk/{model}/{action}/"
            yield from (f"{page}?id={world.parts[part]}", f"{page}?id=x&id=9{9:030}")


def test_every_link_of_the_area_leads_to_a_page(area, taken_back):
    """For whoever may do everything; what roles are answered is told in `editors.txt`."""

    def answer(address):
        with taken_back():
            return walking.ask(area, "owner", address)

    asked, faults = walking.walk(addresses(area), BELOW, answer)
    assert not faults, walking.told(faults)
    assert len(asked) > 300


# What lists read of an address, right and wrong; wrong ones together where they do not hide each
# other.
QUESTIONS = [
    "q=a&ordering=title",
    "q=%22%27%20OR%20(*%00&ordering=khong-co&p=abc",
    "q=nop&ordering=-pk&content_type=1&owner=1&collection_id=1&section=1&kind=single&site=1",
    "content_type=x&owner=x&collection_id=x&section=x&kind=x&state=x&user=x&live=x&edited_by=x",
    "latest_revision_created_at_from=31/02/2026&timestamp_from=x&p=99999999999999999999",
    "export=xlsx&ordering=title",
    "export=x&p=-1&multiple=1&page_type=a.b.c&mode=x&usage_count_min=x&id=x",
]
ASKS = ("result", "search", "usage/", "history", "reports/", "choose", "danh-sach/", "api/main")
LISTS = {
    "pages/<int:parent_page_id>/",
    "documents/",
    "images/",
    "hop-thu-gui-di/",
    "viec-chay-nen/",
}


def lists(world):
    """Addresses that show many rows, of every list one."""
    for route in editing.routes():
        is_snippets = route.startswith("snippets/") and route.count("/") == 3
        if route in LISTS or is_snippets or any(word in route for word in ASKS):
            yield editing.address(route, world.parts)


@pytest.mark.large
def test_no_question_breaks_a_list(area, taken_back):
    """Rights narrow what is searched, so somebody asks who has some; who has none, the last two."""
    faults = {}
    numbers = range(len(QUESTIONS))
    for address, number in pairs.pairs([*lists(area)], numbers):
        question = QUESTIONS[number]
        who = "editor" if number < 5 else "system"
        with taken_back(), walking.strict_database():
            why = walking.fault(walking.ask(area, who, f"{address}?{question}"))
        if why:
            faults[f"{address}?{question}"] = why
    assert not faults, walking.told(faults)
