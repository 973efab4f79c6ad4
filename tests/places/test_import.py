"""The real province comes in whole, once, and quickly."""

import time
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from lms.places.models import Unit, UnitLineage, UnitSuccession
from lms.places.services import importing, succession, villages

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def province(db):
    importing.import_units()
    return Unit.objects.get(level="province", valid_to=None)


def test_every_unit_and_link_of_the_files_arrives(province):
    levels = Counter(Unit.objects.values_list("level", flat=True))
    assert levels == {"province": 4, "former_district": 22, "commune": 398 + 129}
    today = Unit.objects.valid_on(TODAY).filter(level="commune")
    assert Counter(today.values_list("kind", flat=True)) == {"commune": 97, "ward": 32}
    assert Unit.objects.filter(level="commune", valid_to=date(2025, 6, 30)).count() == 398
    assert UnitSuccession.objects.count() == 404
    assert UnitSuccession.objects.filter(kind="divided").count() == 12
    assert UnitSuccession.objects.filter(main=True).count() == 398


@pytest.mark.postgres
def test_afterwards_the_planner_knows_how_many_there_are(province):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'places_unit'")
        assert cursor.fetchone()[0] == Unit.objects.count()


def test_importing_again_writes_nothing(province):
    again = importing.import_units()
    assert again == importing.Imported(0, 553, 0, 404)
    assert UnitLineage.objects.count() == 553 + 398


def test_the_whole_import_takes_less_than_two_seconds():
    began = time.monotonic()
    importing.import_units()
    assert time.monotonic() - began < 2


def test_the_import_costs_the_same_few_queries_however_many_rows(django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        importing.import_units()


def test_communes_of_today_lie_below_the_province_of_today(province):
    today = Unit.objects.valid_on(TODAY).filter(level="commune")
    assert set(today.values_list("parent", flat=True)) == {province.pk}
    assert all(u.path == f"{province.path}{u.pk.hex}/" for u in today)


def test_former_communes_lie_below_former_districts_of_former_provinces(province):
    former = Unit.objects.valid_on(date(2025, 6, 30)).filter(level="commune")
    assert set(former.values_list("parent__level", flat=True)) == {"former_district"}
    assert set(former.values_list("parent__parent__name", flat=True)) == {
        "Tỉnh Hà Nam",
        "Tỉnh Nam Định",
        "Tỉnh Ninh Bình",
    }


def test_a_code_used_in_both_eras_names_two_units(province):
    old, new = Unit.objects.filter(code="13285").order_by("valid_from")
    assert {old.name, new.name} == {"Phường Quang Trung", "Phường Phủ Lý"}


@pytest.mark.parametrize(
    ("former", "count"), [("Tỉnh Nam Định", 57), ("Tỉnh Hà Nam", 33), ("Tỉnh Ninh Bình", 39)]
)
def test_communes_of_today_are_found_by_former_province(
    province, django_assert_num_queries, former, count
):
    old = Unit.objects.named(former).get(level="province", valid_to=date(2025, 6, 30))
    with django_assert_num_queries(1):
        communes = list(Unit.objects.valid_on(TODAY).formerly_in(old).sorted())
    assert len(communes) == count
    assert {unit.level for unit in communes} == {"commune"}


def test_every_former_commune_has_a_successor_today(province):
    former = Unit.objects.filter(level="commune", valid_to=date(2025, 6, 30))
    answers = succession.restate(former.values_list("pk", flat=True), on=TODAY)
    assert len(answers) == 398
    assert sum(answer.estimated for answer in answers.values()) == 6


def test_names_are_kept_as_written_and_the_list_is_in_vietnamese_order(province):
    names = [u.name for u in Unit.objects.valid_on(TODAY).filter(level="commune").sorted()]
    assert names.index("Phường Đông A") > names.index("Phường Duy Tiên")
    assert names[0] == "Phường Châu Sơn"
    assert names[-1] == "Xã Yên Từ"
    assert names.index("Xã Xuân Trường") < names.index("Xã Ý Yên") < names.index("Xã Yên Cường")


def test_demo_villages_arrive_once(province):
    assert villages.load_demo_villages() == 56
    assert villages.load_demo_villages() == 0
    y_yen = Unit.objects.get(name="Xã Ý Yên")
    assert y_yen.children.count() == 6
    assert Unit.objects.filter(level="village").values("parent").distinct().count() == 12


def test_demo_villages_need_their_commune():
    assert villages.load_demo_villages() == 0


def test_the_command_says_what_it_did(capsys):
    call_command("import_units", "--demo-villages")
    said = capsys.readouterr().out
    assert "553 mới" in said
    assert "404 mới" in said
    assert "56 mới" in said
    call_command("import_units")
    assert "0 mới, 553 đã có" in capsys.readouterr().out
