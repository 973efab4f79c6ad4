"""A made-up province of its real size goes into an empty database, whole or not at all."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from lms.common import clock
from lms.home.management.commands import seed_scale
from lms.home.scale import field, people, sizes
from lms.home.scale.people import Place
from lms.home.scale.sizes import Size
from lms.home.starting import preparing
from lms.places.models import Unit
from lms.users.models import User
from tests.courses.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LITTLE = {"residents": 1710, "teams": 114, "days": 14}


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """An empty data folder whose tables and static files are there already."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(preparing, "migrate", lambda: None)
    monkeypatch.setattr(preparing, "collect_static", lambda: lambda: None)
    return tmp_path


def refusal(**options):
    with pytest.raises(CommandError) as refused:
        call_command("seed_scale", **LITTLE | options)
    return str(refused.value)


def test_real_people_stay_among_themselves(folder, hoa):
    assert "đã có 1 người" in refusal()
    assert User.objects.get() == hoa


def test_nothing_is_made_up_in_production(folder, settings):
    settings.EMBEDDED = False
    assert "bản thật" in refusal()
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"residents": 1000}, "cần ít nhất 1710 người dân"),
        ({"teams": 100}, "57 xã, phường thì cần ít nhất 114 tổ"),
        ({"days": 3}, "Cần ít nhất 14 ngày"),
    ],
)
def test_too_little_is_said_and_nothing_written(folder, options, said):
    assert said in refusal(**options)
    assert not User.objects.exists()


def test_whoever_breaks_it_off_finds_nothing_and_is_told_how_to_begin_again(folder, monkeypatch):
    def stopped(_rows):
        raise KeyboardInterrupt

    make_edition()
    monkeypatch.setattr(field, "lay", stopped)
    assert "Chạy lại đúng lệnh này" in refusal()
    assert not User.objects.exists()
    assert not Unit.objects.filter(level="village").exists()


def test_the_same_dice_make_the_same_people():
    size = Size(clock.today(), **LITTLE)
    places = [Place("t", "u", "c", 1, 200)]
    first = list(people.residents(size, places))
    assert first == list(people.residents(size, places))
    assert first != list(people.residents(replace(size, seed=2), places))
    assert len({row[3] for row in first}) == len(first)


def test_a_smaller_province_has_fewer_teams():
    said = {"whole_province": False, "residents": None, "teams": None, "days": 30, "seed": 1}
    assert seed_scale.size_of(said).teams == sizes.TEAMS
    assert seed_scale.size_of(said | {"residents": 950_000}).teams == sizes.TEAMS // 2
    whole = seed_scale.size_of(said | {"whole_province": True})
    assert (whole.residents, whole.teams) == (4_400_000, sizes.TEAMS)


def test_ids_and_moments_are_what_both_databases_read():
    dice = Size(clock.today()).dice("ids")
    assert sizes.row_id(dice, 7)[12] == "7"
    assert sizes.moment("2026-11-30", 20 * 60 + 5) == "2026-11-30 13:05:00"
