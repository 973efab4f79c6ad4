"""Every page of the editors' area × everybody: shut for all but those who write or administer."""

import pytest

from tests.access import editing
from tests.access import world as worlds
from tests.access.matrix import FACTOR, STAFF_SIGN_IN, needs_factor, seen

COLUMNS = ("author", "editor", "other_editor", "province", "system")
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
def test_those_let_in_are_answered_as_the_table_says(world, taken_back, route):
    was = []
    for who in COLUMNS:
        with taken_back():
            was.append(editing.seen(ask(world, who, editing.address(route, world.parts))))
    assert was == ROUTES[route], f"{route} {' '.join(was)}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_all_others_find_every_page_shut(world, taken_back, method):
    open_doors = []
    for route in editing.routes():
        address = editing.address(route, world.parts)
        with taken_back():
            answers = {who: seen(ask(world, who, address, method=method)) for who in OUTSIDE[:2]}
            answers |= {who: seen(ask(world, who, address, method=method)) for who in ["reviewer"]}
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
    for route in editing.routes():
        if not route.startswith(LEAD_AWAY):
            for who in ("editor", "system"):
                with taken_back():
                    response = ask(world, who, editing.address(route, world.parts), proved=False)
                assert seen(response) == FACTOR, route


def test_every_route_of_the_area_is_in_the_table():
    assert set(ROUTES) == set(editing.routes())


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
    "snippets/courses/question/",
    "snippets/choose/courses/question/",
    "snippets/media/film/",
    "snippets/choose/media/film/",
    "snippets/media/recording/",
    "snippets/choose/media/recording/",
]


@pytest.mark.parametrize("page", LISTS)
def test_lists_show_the_editor_of_another_section_nothing_of_this_one(world, page):
    shown = ask(world, "other_editor", f"/quan-tri/{page}").content.decode()
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


def test_the_chooser_offers_a_draft_to_those_who_work_on_it(world):
    asked = "/quan-tri/choose-page/search/?q=ban"
    assert "Bản thảo chưa" in ask(world, "author", asked).content.decode()
