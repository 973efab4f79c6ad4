"""The database sorts by our key as Python does, whatever its collation."""

import random
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from lms.common import text
from lms.places.models import Unit
from tests.factories import make_commune, make_village

WORDS = (Path(__file__).parent / "words_in_order.txt").read_text("utf-8").splitlines()
# Contractions of neighbours' alphabets (ch, aa, dz, lj) and accents taken backwards.
COLLATIONS = ["C", "und-x-icu", "vi-x-icu", "cs-x-icu", "da-x-icu", "hr-x-icu", "fr-CA-x-icu"]


def test_a_list_of_words_comes_out_in_dictionary_order(db):
    commune = make_commune("Xã Ý Yên")
    for word in random.Random(5).sample(WORDS, len(WORDS)):
        make_village(word, commune=commune, kind="village")
    found = Unit.objects.filter(parent=commune).sorted()
    assert [unit.name for unit in found] == WORDS


def test_the_names_of_the_whole_province_come_out_as_python_sorts_them(units):
    names = [unit.name for unit in units.sorted()]
    assert names == sorted(names, key=text.sort_key)


@pytest.mark.postgres
@pytest.mark.parametrize("collation", COLLATIONS)
def test_no_collation_of_postgresql_orders_the_keys_otherwise(db, collation):
    keys = [text.sort_key(word) for word in WORDS]
    mixed = random.Random(9).sample(keys, len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT key FROM unnest(%s::text[]) AS key ORDER BY key COLLATE "{collation}"', [mixed]
        )
        assert [key for (key,) in cursor.fetchall()] == keys


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if any(f.name == "sort_key" for f in m._meta.fields)]
)
def test_every_sort_key_column_holds_the_longest_name(model):
    longest = model._meta.get_field("name_fold").max_length
    assert model._meta.get_field("sort_key").max_length >= 2 * longest + 2


def test_the_longest_names_are_stored_whole(db):
    for word in ("á ", "Ð2", "한국 "):
        name = (word * 120)[:119] + "x"
        village = make_village(name, kind="village")
        village.refresh_from_db()
        assert village.name == text.nfc(name)
