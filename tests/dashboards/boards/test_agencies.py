"""A board of agencies: each below one, worst first, for who manages it and for the province."""

import re

import pytest

from lms.common import clock
from lms.dashboards.models import PeriodCount
from lms.dashboards.services.boards import asking, keeping, reading, showing
from lms.dashboards.services.boards.keeping import Wish
from lms.users.services import grants
from tests.dashboards.aims import give
from tests.dashboards.boards.test_export import book_of
from tests.factories import make_agency
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def health(usual, province):
    """A department with two centres, of which one has an office."""
    top = make_agency("Sở Y tế", "SYT", province)
    one = make_agency("Trung tâm Y tế Ý Yên", "TTYT.1", province, parent=top)
    other = make_agency("Trung tâm Y tế Hải Hậu", "TTYT.2", province, parent=top)
    return top, one, other


@pytest.fixture
def head(health):
    person = make_person("Đinh Quốc Khánh", email="khanh@demo.test", password="mat-khau-cua-khanh")
    grants.grant(person, "agency_manager", agency=health[0], by=None)
    return person


def counted(month, place, amount, measure="courses.staff_minutes"):
    PeriodCount.objects.create(
        measure=measure,
        place=place.pk,
        first_on=month.first_on,
        last_on=month.last_on,
        amount=amount,
    )


def staffed(month, health, *minutes):
    """So many minutes learnt in each; one person works in the first centre, two in the other."""
    for place, people, amount in zip(health, (3, 1, 2), minutes, strict=True):
        counted(month, place, amount)
        counted(month, place, people, "users.staff")


def board_of(place, code="OF02", **said):
    found = showing.find(showing.AGENCY, place if isinstance(place, str) else place.code)
    said = {"chi-so": code, "ky": f"thang-{clock.today():%Y-%m}"} | said
    return showing.read(found, said, today=clock.today()).board


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_each_agency_is_read_against_its_own_target_worst_first(month, admin, health):
    top, one, other = health
    staffed(month, health, 270, 90, 180)
    give("OF02", month, (top, 1), (one, 1), (other, 8), by=admin)
    found = board_of(top)
    # Two units of 45 minutes each person, of which one centre was to reach eight.
    assert [(row.place, row.value, row.standing.target.value) for row in found.rows] == [
        (other, 2, 8),
        (one, 2, 1),
    ]
    assert (found.total.place, found.total.value, found.total.standing.target.value) == (top, 2, 1)


def test_rows_are_what_agencies_learnt(month, health):
    staffed(month, health, 270, 90, 180)
    rows = {row.place: row for row in board_of(health[0]).rows}
    assert {place.code: row.reading.numerator for place, row in rows.items()} == {
        "TTYT.1": 90,
        "TTYT.2": 180,
    }
    assert board_of(health[0]).total.reading.numerator == 270


def test_only_what_is_counted_of_agencies_or_given_to_one_can_be_asked_for(month, admin, health):
    def codes():
        asked = asking.of(
            health[0].unit, {}, today=clock.today(), agency=health[0], is_of_agencies=True
        )
        return {one.code for one in asked[1].indicators}

    assert codes() == {"OF01", "OF02", "OF03"}
    give("OF04", month, (health[1], 8), by=admin)
    assert codes() == {"OF01", "OF02", "OF03", "OF04"}


def test_the_manager_reads_down_and_nobody_elses(client, month, head, health, province):
    sister = make_agency("Sở Nội vụ", "SNV", province)
    sign_in(client, head)
    page = client.get("/bang/co-quan/SYT/?chi-so=OF02")
    assert "Cơ quan cần đỡ trước" in words(page)
    assert "Trung tâm Y tế Ý Yên" in words(page)
    html = page.content.decode()
    assert 'name="tinh-cu"' not in html
    assert 'name="cach"' not in html
    [down, _other] = re.findall(r'href="(/bang/co-quan/TTYT[^"]+)"', html)
    below = client.get(down.replace("&amp;", "&"))
    assert "Không có đơn vị trực thuộc" in words(below)
    assert 'href="/bang/co-quan/SYT/?' in below.content.decode()
    assert client.get(f"/bang/co-quan/{sister.code}/").status_code == 403
    assert client.get("/bang/co-quan/tat-ca/").status_code == 403
    assert client.get("/bang/co-quan/KHONG-CO/").status_code == 404


def test_who_manages_a_centre_does_not_read_the_one_beside_it(client, month, health):
    person = make_person("Ngô Thị Thu", email="thu@demo.test", password="mat-khau-cua-thu")
    grants.grant(person, "agency_manager", agency=health[1], by=None)
    sign_in(client, person)
    assert client.get("/bang/co-quan/TTYT.1/").status_code == 200
    assert client.get("/bang/co-quan/TTYT.2/").status_code == 403
    assert client.get("/bang/co-quan/SYT/").status_code == 403
    assert client.get("/bang/co-quan/TTYT.2/bang.xlsx").status_code == 403


def test_the_province_reads_all_agencies_and_keeps_the_board(client, month, admin, health):
    staffed(month, health, 270, 90, 180)
    sign_in(client, admin)
    query = f"chi-so=OF02&ky=thang-{clock.today():%Y-%m}"
    page = client.get(f"/bang/co-quan/tat-ca/?{query}")
    assert "các cơ quan" in words(page)
    assert 'href="/bang/co-quan/SYT/?' in page.content.decode()
    # Sum over sum: six units of 45 minutes of three people.
    sheet = book_of(client.get(f"/bang/co-quan/tat-ca/bang.xlsx?{query}"))
    assert [row[5].value for row in sheet[1:]][:2] == [270, 270]
    for key in (showing.EVERY, "TTYT.1"):
        found = showing.find(showing.AGENCY, key)
        shown = showing.read(found, {}, today=clock.today())
        assert f"cap=cq&noi={key}" in shown.address
        view = keeping.keep(
            showing.AGENCY, key, {}, Wish(f"Bảng {key}", is_shared=True), by=admin, now=clock.now()
        )
        assert client.get(view.get_absolute_url())["Location"] == f"/bang/co-quan/{key}/"
        assert keeping.send(view, now=clock.now()) is False  # nothing was asked for


def test_shared_boards_of_agencies_are_listed_for_who_may_see_them(month, admin, head, health):
    for key in ("SYT", showing.EVERY):
        keeping.keep(
            showing.AGENCY, key, {}, Wish(f"Bảng {key}", is_shared=True), by=admin, now=clock.now()
        )
    assert [view.key for view in keeping.shared_with(head)] == ["SYT"]


def test_many_agencies_cost_what_few_do(
    client, month, admin, head, health, province, django_assert_max_num_queries
):
    sign_in(client, head)
    client.get("/bang/co-quan/SYT/?chi-so=OF02")
    with django_assert_max_num_queries(MOST_QUERIES) as cost:
        client.get("/bang/co-quan/SYT/?chi-so=OF02")
    made = [make_agency(f"Trạm {n}", f"TRAM{n}", province, parent=health[0]) for n in range(60)]
    give("OF02", month, *((one, 5) for one in made), by=admin)
    with django_assert_max_num_queries(len(cost)):
        client.get("/bang/co-quan/SYT/?chi-so=OF02")


def test_an_agency_that_ended_before_the_period_is_left_out(month, health):
    top, one, other = health
    one.valid_to = clock.today().replace(year=clock.today().year - 1, day=1)
    one.save()
    assert [row.place for row in board_of(top).rows] == [other]
    assert len(board_of(top).trend) == reading.TREND_MONTHS
