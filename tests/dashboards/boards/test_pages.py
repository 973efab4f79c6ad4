"""The boards people see: the map and the table say the same, and lead down to a session."""

import re

import pytest

from lms.common import clock
from lms.dashboards.models import Indicator
from lms.dashboards.services.boards import asking, drawing, laying, reading, spans, wording
from lms.dashboards.views_boards.boards import FIRST
from lms.places.models import Unit
from lms.users.services import grants
from teams.services import reviewing
from tests.dashboards.aims import give
from tests.dashboards.boards.conftest import board, half, tell
from tests.dashboards.conftest import fold
from tests.factories import make_commune
from tests.people import make_person, sign_in
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db
HEAVIEST = 90_000
MOST_QUERIES = 20
SAID_OF_A_TILE = r", (chậm nhịp|gần đúng nhịp|đúng nhịp|đã đạt|mới bắt đầu.*|ch\w+ .+)$"


@pytest.fixture
def viewer(admin, province):
    person = make_person("Bùi Quang Huy", email="huy@demo.test", password="mat-khau-cua-huy")
    grants.grant(person, "province_viewer", unit=province, by=None)
    return person


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def cells(page):
    return re.findall(r"<tr><td><a[^>]*>([^<]+)</a>", page)


def test_the_province_sees_the_gap_and_goes_down_to_a_session(
    client, viewer, admin, month, held, y_yen, team
):
    give("SS02", month, (y_yen, 1000), by=admin)
    give("SS02", month, (team, 20), by=admin)
    sign_in(client, viewer)
    page = client.get("/bang/?chi-so=SS02").content.decode()
    assert cells(page) == ["Xã Ý Yên", "Xã Hải Hậu"]
    assert 'aria-label="Xã Ý Yên: 1%, ' in page
    query = f"chi-so=SS02&amp;ky={spans.key(month)}".split("&amp;")
    down = next(
        href
        for href in re.findall(rf'href="(xa/{y_yen.code}/[^"]*)"', page)
        if all(part in href for part in query)
    )
    page = client.get("/bang/" + down.replace("&amp;", "&")).content.decode()
    assert cells(page) == [team.name]
    [down] = re.findall(r'href="(/bang/to/[^"]*)"', page)
    page = client.get(down.replace("&amp;", "&")).content.decode()
    [session] = re.findall(r'href="(/to/[^"]*/buoi/[^"]*)"', page)
    assert client.get(session).status_code == 200


def test_a_committee_reads_boards_of_its_commune_and_goes_into_no_session(
    client, month, held, y_yen, hai_hau, team
):
    member = make_person("Kiều Văn Sơn", email="kieu.son@demo.test", password="mat-khau-cua-son")
    grants.grant(member, "steering_member", unit=y_yen, by=None)
    sign_in(client, member)
    assert client.get(f"/bang/xa/{y_yen.code}/").status_code == 200
    assert client.get(f"/bang/xa/{hai_hau.code}/").status_code == 403
    page = client.get(f"/bang/to/{team.code}/?chi-so=SS02")
    assert "1 buổi đã xác nhận trong kỳ" in words(page)
    assert "14 người đến" in words(page)
    assert "/buoi/" not in page.content.decode()
    assert team.sessions.get().venue not in words(page)


def test_one_commune_does_not_see_anothers_board(client, manager, month, y_yen, hai_hau):
    sign_in(client, manager)
    assert client.get(f"/bang/xa/{y_yen.code}/").status_code == 200
    assert client.get(f"/bang/xa/{hai_hau.code}/").status_code == 403
    assert client.get("/bang/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/bang/?chi-so=khong-co&ky=x&cach=1&tinh-cu=99",
        "/bang/?ky=thang-0000-00-00",
        "/bang/?chi-so=%00&ky=%F0%9F%98%80",
    ],
)
def test_an_address_with_nonsense_shows_the_usual_board(client, viewer, month, province, address):
    sign_in(client, viewer)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("key", ["00000", "13001-20259999", "13001-", "13001-x"])
def test_a_commune_there_never_was_is_not_found(client, viewer, month, key):
    sign_in(client, viewer)
    assert client.get(f"/bang/xa/{key}/").status_code == 404


def test_a_commune_of_then_has_a_board_of_its_own(client, viewer, merged, y_yen):
    y_yen.refresh_from_db()
    sign_in(client, viewer)
    page = client.get("/bang/?cach=khi-do").content.decode()
    assert "Bản đồ ô vẽ theo xã, phường hôm nay" in page
    key = f"{y_yen.code}-{y_yen.valid_to:%Y%m%d}"
    assert f'href="xa/{key}/' in page
    assert client.get(f"/bang/xa/{key}/").status_code == 200


def test_without_indicators_it_says_so(client, viewer, province):
    Indicator.objects.update(is_offered=False)
    sign_in(client, viewer)
    assert "Chưa có chỉ số nào để xem" in words(client.get("/bang/"))


@pytest.fixture
def whole(month, admin, province):
    """The 129 communes with their tiles, each with a target."""
    made = [
        make_commune(
            f"Xã Rất Dài {n}", province=province, code=code, latitude="20.3", longitude="106.1"
        )
        for n, (code, _from) in enumerate(laying.kept())
        if not Unit.objects.filter(code=code, level="commune", valid_to=None).exists()
    ]
    give("SS02", month, *((one, 100 + n) for n, one in enumerate(made)), by=admin)
    for n, one in enumerate(made):
        half("teams.heads", one, month.first_on, n)
    return made


def test_the_whole_page_stays_within_its_weight_and_queries(
    client, viewer, whole, django_assert_max_num_queries
):
    sign_in(client, viewer)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/bang/?chi-so=SS02")
    assert page.content.count(b"<tr><td>") >= 129
    # The worst are seen at once, above the map; the others unfold.
    at_once, _summary, others = page.content.partition(b'<details class="rest">')
    assert at_once.count(b"<tr><td>") == FIRST
    assert b'class="map"' in others.partition(b"</details>")[2]
    assert len(page.content) <= HEAVIEST


@pytest.mark.parametrize("code", ["LR04", "SS04", "TM02"])
def test_no_indicator_costs_more_queries(
    client, viewer, whole, month, admin, code, django_assert_max_num_queries
):
    tell("LR04", month, admin, *((one, 30, None) for one in whole))
    sign_in(client, viewer)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"/bang/?chi-so={code}").status_code == 200


def test_map_and_table_say_the_same_and_nothing_by_colour_alone(client, viewer, whole):
    sign_in(client, viewer)
    page = client.get("/bang/?chi-so=SS02").content.decode()
    tiles = dict(
        re.findall(r'<a href="xa/[^"]+" class="q\d" aria-label="([^:"]+): ([^,"]+),', page)
    )
    table = dict(re.findall(r"<tr><td><a[^>]*>([^<]+)</a></td><td>.*?</td><td>([^<]*)</td>", page))
    assert len(tiles) >= 129
    for name, said in tiles.items():
        assert said == (table[name] or "–") or table[name] == ""
    for label in re.findall(r'class="q\d" aria-label="([^"]+)"', page):
        assert re.search(SAID_OF_A_TILE, label), label
    assert "<title" in page
    assert "<desc" in page


def test_each_commune_shipped_has_a_tile_of_its_own_near_its_centre():
    from lms.dashboards.management.commands import lay_tiles

    known = lay_tiles.centres()
    kept = laying.kept()
    assert len(known) == len(kept) == len(set(kept.values())) == 129
    assert {(one.code, one.valid_from) for one in known} == kept.keys()
    # The west lies to the left and the north above.
    by_column = sorted(known, key=lambda one: kept[one.code, one.valid_from][0])
    west, east = by_column[:30], by_column[-30:]
    assert max(one.longitude for one in west) < min(one.longitude for one in east) + 0.1
    by_row = sorted(known, key=lambda one: kept[one.code, one.valid_from][1])
    assert min(one.latitude for one in by_row[:20]) > max(one.latitude for one in by_row[-20:])


def test_tiles_are_the_same_whatever_the_order():
    from lms.dashboards.management.commands import lay_tiles

    some = lay_tiles.centres()[:40]
    assert laying.lay(some) == laying.lay(some[::-1])


def test_a_new_commune_stands_in_a_row_below(whole, province):
    new = make_commune("Xã Hoàn Toàn Mới", province=province, code="99999")
    lines = wording.lines(board(province))
    cells = drawing.cells(lines)
    assert len(set(cells.values())) == len(lines)
    assert cells[new.code][1] > max(row for _column, row in laying.kept().values())


def test_names_of_places_are_escaped_in_the_drawing(month, province):
    make_commune("Xã <b>&\"'", province=province, code="99998")
    drawn = drawing.tiles(wording.lines(board(province)), title="<x>", about="&", query="a=1&b=2")
    assert "<b>" not in drawn
    assert "<x>" not in drawn
    assert "a=1&amp;b=2" in drawn


def test_a_part_of_the_province_fills_its_map_from_corner_to_corner(month, province):
    for code, name in (("14161", "Xã Một"), ("14182", "Xã Hai")):
        make_commune(name, province=province, code=code)
    lines = [one for one in wording.lines(board(province)) if one.key in {"14161", "14182"}]
    drawn = drawing.tiles(lines, title="", about="", query="")
    wide, high = drawing.WIDE + drawing.GAP, 2 * (drawing.HIGH + drawing.GAP)
    assert f'class="map few" viewBox="0 0 {wide} {high}"' in drawn


@pytest.mark.parametrize(
    ("said", "room", "looks"),
    [
        ("100%", 66, "v"),
        ("1.250", 66, "v"),
        ("12.500", 66, "v s"),
        ("40%", 30, "v s"),
        ("40%", 20, "v h"),
    ],
)
def test_a_number_is_written_as_large_as_its_place_allows(said, room, looks):
    assert f'<text class="{looks}" x="3" y="4">{said}</text>' == drawing.number(
        said, (3, 4), room=room
    )


def test_without_targets_levels_are_fifths_and_the_legend_says_which(month, province):
    made = [make_commune(f"Xã Số {n}", province=province, code=f"7{n:04}") for n in range(10)]
    for n, one in enumerate(made):
        half("teams.heads", one, month.first_on, 10 * (n + 1))
    found = board(province)
    lines = {line.row.place: line.level for line in wording.lines(found)}
    assert [lines[one] for one in made] == sorted(lines[one] for one in made)
    assert {lines[made[0]], lines[made[-1]]} <= set(range(1, 6))
    assert [one.level for one in wording.legend(found)][:5] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("noughts", [1, 3])
def test_where_figures_lie_close_together_the_legend_has_fewer_levels(month, province, noughts):
    for n in range(1, noughts):
        make_commune(f"Xã Không {n}", province=province, code=f"6{n:04}")
    for n in range(4):
        one = make_commune(f"Xã Số {n}", province=province, code=f"7{n:04}")
        half("teams.heads", one, month.first_on, n)
    found = board(province)
    texts = [one.text for one in wording.legend(found)]
    assert texts[:4] == [
        "dưới 1 người đến",
        "1 người đến đến dưới 2 người đến",
        "2 người đến đến dưới 3 người đến",
        "từ 3 người đến",
    ]
    assert {line.number: line.level for line in wording.lines(found)} == {
        "0": 1,
        "1": 2,
        "2": 3,
        "3": 4,
    }


def test_a_teams_board_lists_only_confirmed_sessions(client, lan, team, reviewer, month):
    done = send(lan, team).session
    assert reviewing.verify(done, by=reviewer, now=clock.now())
    waiting = send(lan, team).session
    fold()
    sign_in(client, lan)
    page = client.get(f"/bang/to/{team.code}/").content.decode()
    held_in = asking.of(team.unit.parent, {}, today=clock.today())[0].period
    is_in = held_in.first_on <= done.held_on <= held_in.last_on
    assert (str(done.record_id) in page) == is_in
    assert str(waiting.record_id) not in page


def test_a_figure_says_by_how_much_it_changed():
    assert wording.signed(12, 0) == "+12"
    assert wording.signed(-3, 0) == "−3"
    assert wording.signed(0, 0) == "0"
    assert reading.NOUGHT == 0
