"""GET /don-vi/tim/: suggestions while one types; the same for everybody."""

from datetime import date

import pytest

from lms.places.models import Unit, UnitSuccession
from lms.places.services import closing
from tests.factories import make_commune, make_village

pytestmark = pytest.mark.django_db
ADDRESS = "/don-vi/tim/"


@pytest.fixture
def y_yen(db):
    return make_commune("Xã Ý Yên")


def test_what_is_typed_brings_suggestions(client, y_yen):
    village = make_village("Thôn Ý Hòa", commune=y_yen)
    answer = client.get(ADDRESS, {"q": "y"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "units": [
            {"id": str(y_yen.pk), "name": "Xã Ý Yên", "label": "Xã Ý Yên", "level": "commune"},
            {
                "id": str(village.pk),
                "name": "Thôn Ý Hòa",
                "label": "Thôn Ý Hòa, Xã Ý Yên",
                "level": "village",
            },
        ]
    }


def test_suggestions_keep_to_one_level(client, y_yen):
    make_village("Thôn Ý Hòa", commune=y_yen)
    units = client.get(ADDRESS, {"q": "y", "cap": "village"}).json()["units"]
    assert [unit["name"] for unit in units] == ["Thôn Ý Hòa"]


def test_an_unknown_level_is_an_error_that_is_not_kept(client, y_yen):
    answer = client.get(ADDRESS, {"q": "y", "cap": "planet"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_level"
    assert answer["Cache-Control"] == "no-store"


def test_anybody_may_keep_the_answer_for_an_hour(client, y_yen, lan):
    client.force_login(lan)
    answer = client.get(ADDRESS, {"q": "y"})
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=3600"}
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


@pytest.mark.parametrize("size", [12, 40])
def test_ten_suggestions_at_most_in_one_query(client, y_yen, django_assert_num_queries, size):
    for number in range(size):
        make_village(f"Thôn {number}", commune=y_yen)
    with django_assert_num_queries(1):
        answer = client.get(ADDRESS, {"q": "thon"})
    assert len(answer.json()["units"]) == 10


def test_nothing_typed_costs_nothing(client, y_yen, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(ADDRESS).json() == {"units": []}


def test_only_reading_is_possible(client, y_yen):
    assert client.post(ADDRESS, {"q": "y"}).status_code == 405
    assert client.head(ADDRESS, {"q": "y"}).status_code == 200
    assert Unit.objects.count() == 2


def test_a_hostile_query_is_only_text(client, y_yen):
    for query in ("<script>", "%00\x00", "\u202e", "a" * 5000, "'); DROP TABLE places_unit;--"):
        assert client.get(ADDRESS, {"q": query}).json() == {"units": []}


def test_the_name_before_a_change_leads_to_the_one_of_today(client, y_yen):
    new = Unit(name="Xã Đại An", level="commune", kind="commune", parent=y_yen.parent)
    link = UnitSuccession(old=y_yen, new=new, kind="renamed", main=True)
    closing.close_and_succeed([link], effective_on=date(2026, 1, 1))
    [found] = client.get(ADDRESS, {"q": "y yen"}).json()["units"]
    assert (found["name"], found["note"]) == ("Xã Đại An", "trước là Xã Ý Yên")
    [own] = client.get(ADDRESS, {"q": "dai an"}).json()["units"]
    assert "note" not in own
