"""Every page of the editors' area × everybody: shut for all but those who write or administer."""

import re
from urllib.parse import quote

import pytest

from courses.models import Question
from lms.home.models import HomePage
from tests import pairs, tongue
from tests.access import editing
from tests.access import world as worlds
from tests.access.matrix import FACTOR, STAFF_SIGN_IN, needs_factor, seen
from tests.courses import desk
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("indexed")

COLUMNS = ("author", "editor", "other_editor", "province", "system")
OTHERS = tuple(column for column in COLUMNS if column != "editor")
OUTSIDE = sorted(set(worlds.PEOPLE) - set(COLUMNS))
# Two doors of Wagtail's own that only lead to ours.
LEAD_AWAY = ("login/", "password_reset/")
ROUTES = editing.read()


def ask(world, who, address, *, method="GET", proved=True):
    # Wagtail makes the request of a preview after this one, host and all.
    response = world.client(who, proved=proved, headers={"host": "hocso.test"}).generic(
        method, address
    )
    if response.streaming:
        b"".join(response.streaming_content)
    return response


@pytest.mark.parametrize("route", ROUTES)
# Wagtail leaves the temporary file of a rendition to be closed by the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_those_let_in_are_answered_as_the_table_says_and_in_vietnamese(world, taken_back, route):
    was, foreign, told = {}, set(), dict(zip(COLUMNS, ROUTES[route], strict=True))
    for who in {"editor", *pairs.some(OTHERS, [*ROUTES].index(route))}:
        with taken_back():
            response = ask(world, who, editing.address(route, world.parts))
            was[who] = editing.seen(response)
            if who == "editor" and response.status_code == 200:
                foreign |= _foreign_in(response)
    assert was == {who: told[who] for who in was}
    assert not {said for said in foreign - LET_THROUGH if not KIND_OF_PAGE.fullmatch(said)}


# Said in no other way: a button that only a screen reader meets, written into Wagtail's template;
# the letter size "To" of residents' pages; kinds of pages as programs call them.
LET_THROUGH = {"Search", "To"}
KIND_OF_PAGE = re.compile(r"(courses|home)\.[a-z]+page")


def _foreign_in(response):
    kind = response["Content-Type"]
    if response.streaming or not kind.startswith(("text/html", "application/json")):
        return set()
    return tongue.foreign_in(response.content, kind)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_all_others_find_every_page_shut(world, taken_back, method):
    open_doors = []
    for turn, route in enumerate(editing.routes()):
        address = editing.address(route, world.parts)
        outside = pairs.some(OUTSIDE, turn, few=1)
        with taken_back():
            answers = {who: seen(ask(world, who, address, method=method)) for who in outside}
            stranger = seen(ask(world, worlds.NOBODY, address, method=method))
        shut = {"403"} if not route.startswith(LEAD_AWAY) else {STAFF_SIGN_IN}
        if set(answers.values()) != shut or stranger != STAFF_SIGN_IN:
            open_doors.append((route, answers, stranger))
    assert not open_doors


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_gets_into_the_area_at_all(world, who):
    assert ask(world, who, "/quan-tri/").status_code == 403


def test_the_second_factor_stands_before_every_page(world, taken_back):
    asked = [who for who in COLUMNS if needs_factor(world.people[who])]
    assert asked == ["editor", "other_editor", "province", "system"]
    for turn, route in enumerate(editing.routes()):
        if not route.startswith(LEAD_AWAY):
            who = ("editor", "system")[turn % 2]
            with taken_back():
                response = ask(world, who, editing.address(route, world.parts), proved=False)
            assert seen(response) == FACTOR, route


def test_every_route_of_the_area_is_in_the_table():
    assert set(ROUTES) == set(editing.routes())


# What a form tells of itself, with examples.
HELP = re.compile(r'<div class="help">.*?</div>')
LISTS = [
    "api/main/pages/",
    "pages/search/?q=nop",
    "pages/search/?q=ban",
    "choose-page/",
    "choose-page/search/?q=ban",
    "documents/",
    "documents/chooser/",
    "images/",
    "images/chooser/",
    "reports/site-history/",
    "reports/aging-pages/",
    "reports/locked/",
    "pages/usage/courses/coursepage/",
    "khoa-hoc/can-xem-lai/",
    "khoa-hoc/ung-dung/",
    "snippets/courses/question/",
    "snippets/choose/courses/question/",
    "snippets/media/film/",
    "snippets/choose/media/film/",
    "snippets/media/recording/",
    "snippets/choose/media/recording/",
    "snippets/courses/question/?q=hoi",
    "snippets/media/film/?q=video",
    "snippets/choose/media/film/?q=video",
    "snippets/media/recording/?q=gi%E1%BB%8Dng",
    "snippets/choose/media/recording/?q=gi%E1%BB%8Dng",
]


def words(world, who, page):
    """What a page says, also when it comes as JSON for a script to put in."""
    response = ask(world, who, f"/quan-tri/{page}")
    is_json = response["Content-Type"].startswith("application/json")
    shown = str(response.json()) if is_json else response.content.decode()
    return HELP.sub("", shown)


@pytest.mark.parametrize("page", LISTS)
def test_lists_show_the_editor_of_another_section_nothing_of_this_one(world, page):
    shown = words(world, "other_editor", page)
    for foreign in (
        "Nộp hồ sơ trực tuyến",
        "Bản thảo chưa",
        "Mẫu đơn",
        "Màn hình",
        "Hỏi thử?",
        "Giọng mẫu",
        "Video mẫu",
    ):
        assert foreign not in shown


@pytest.mark.parametrize("page", ["snippets/media/", "snippets/choose/media/"])
@pytest.mark.parametrize(("kind", "title"), [("recording", "Giọng mẫu"), ("film", "Video mẫu")])
def test_whose_section_it_is_finds_a_file_by_its_name(world, page, kind, title):
    for who in ("author", "editor", "province"):
        assert title in words(world, who, f"{page}{kind}/?q={quote(title)}").partition("<tbody")[2]


@pytest.mark.parametrize(("ordering", "first"), [("prompt", "Hỏi a?"), ("-prompt", "Hỏi z?")])
def test_what_was_found_is_sorted_by_a_column(world, ordering, first):
    section = Question.objects.get(pk=world.parts["question"]).section
    for prompt in ("Hỏi m?", "Hỏi z?", "Hỏi a?"):
        desk.make_question(section, prompt)
    asked = f"/quan-tri/snippets/courses/question/results/?q=hoi&ordering={ordering}"
    shown = ask(world, "editor", asked).content.decode().partition("<tbody")[2]
    assert min(("Hỏi m?", "Hỏi z?", "Hỏi a?"), key=shown.index) == first


@pytest.mark.parametrize(
    "page", ["snippets/choose/media/film/chosen-multiple/", "bulk/media/film/delete/"]
)
@pytest.mark.parametrize("row", ["x", "-1", "9" * 30, "1e1"])
def test_what_names_no_row_is_not_there(world, page, row):
    assert ask(world, "editor", f"/quan-tri/{page}?id={row}").status_code == 404


def test_no_draft_no_way_back_to_it(world):
    address = f"/quan-tri/pages/{HomePage.objects.get().pk}/revisions/0/revert/"
    assert ask(world, "system", address).status_code == 404


def test_the_home_page_stands_in_the_lists_of_whoever_may_do_everything(world):
    world.let_in("owner", make_person("Chủ máy", is_superuser=True))
    home = HomePage.objects.get()
    for page in ("pages/", "pages/search/results/", "pages/usage/home/homepage/"):
        shown = ask(world, "owner", f"/quan-tri/{page}").content.decode()
        assert f"/quan-tri/pages/{home.pk}/edit/" in shown
        assert f'id="page_{home.pk}_title"' in shown


def test_the_chooser_offers_a_draft_to_those_who_work_on_it(world):
    asked = "/quan-tri/choose-page/search/?q=ban"
    assert "Bản thảo chưa" in ask(world, "author", asked).content.decode()
