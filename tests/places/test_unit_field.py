"""A form takes a unit by its name or id, and says kindly what it cannot find."""

from datetime import date

import pytest
from django import forms

from lms.common import ids
from lms.places.forms import UnitField
from lms.places.models import Unit, UnitSuccession
from lms.places.services import closing
from tests.factories import make_commune, make_province, make_village

pytestmark = pytest.mark.django_db


class HomeForm(forms.Form):
    home = UnitField(label="Nơi ở", required=False)


class CommuneForm(forms.Form):
    commune = UnitField(label="Xã, phường", level="commune")


@pytest.fixture
def y_yen(db):
    return make_commune("Xã Ý Yên")


def chosen(written, form=HomeForm):
    filled = form(dict.fromkeys(form.base_fields, written))
    assert filled.is_valid(), filled.errors
    return next(iter(filled.cleaned_data.values()))


def refusal(written, form=HomeForm):
    filled = form(dict.fromkeys(form.base_fields, written))
    assert not filled.is_valid()
    return next(iter(filled.errors.values()))[0]


@pytest.mark.parametrize("written", ["Xã Ý Yên", "xa y yen", " Ý Yên "])
def test_a_name_chooses_the_unit(y_yen, written):
    assert chosen(written) == y_yen
    assert chosen(written, CommuneForm) == y_yen


def test_an_id_chooses_the_unit(y_yen):
    assert chosen(str(y_yen.pk)) == y_yen
    assert chosen(y_yen.pk.hex, CommuneForm) == y_yen


def test_a_village_is_chosen_by_the_label_of_the_list(y_yen):
    village = make_village("Thôn 1", commune=y_yen)
    make_village("Thôn 1", commune=make_commune("Xã Yên Đồng"))
    assert chosen(village.label) == village
    assert refusal("Thôn 1") == (
        "Chưa rõ là nơi nào. Có phải: Thôn 1, Xã Ý Yên · Thôn 1, Xã Yên Đồng?"
    )


def test_nothing_is_nobodys_home(y_yen):
    assert chosen("") is None
    assert refusal("", CommuneForm) == "Ô này cần điền."


def test_a_name_nearly_right_brings_the_likely_ones(y_yen):
    assert refusal("xã ý") == "Chưa rõ là nơi nào. Có phải: Xã Ý Yên?"


def test_an_unknown_name_or_id_is_refused_in_plain_words(y_yen):
    assert refusal("Sao Hỏa").startswith("Chưa tìm thấy “Sao Hỏa”.")
    assert refusal(str(ids.uuid7())).startswith("Nơi này không còn")
    assert len(refusal("x" * 5000)) < 250


def test_a_unit_of_another_level_is_refused(y_yen):
    village = make_village("Thôn 1", commune=y_yen)
    assert refusal(str(village.pk), CommuneForm).startswith("Nơi này không còn")
    assert refusal("Thôn 1", CommuneForm).startswith("Chưa tìm thấy")


def test_a_former_name_leads_to_the_one_of_today(y_yen):
    new = Unit(name="Xã Đại An", level="commune", kind="commune", parent=make_province())
    kind = UnitSuccession.Kind.RENAMED
    link = UnitSuccession(old=y_yen, new=new, kind=kind, main=True)
    closing.close_and_succeed([link], effective_on=date(2026, 1, 1))
    assert refusal("xa y yen") == "“xa y yen” nay là “Xã Đại An”. Hãy chọn tên mới."
    assert chosen(str(y_yen.pk)) == new, "what a phone kept from before the change"


def test_the_box_shows_the_name_of_the_unit_and_where_suggestions_come_from(y_yen):
    village = make_village("Thôn 1", commune=y_yen)
    for value in (village, village.pk, str(village.pk)):
        assert 'value="Thôn 1, Xã Ý Yên"' in str(HomeForm(initial={"home": value})["home"])
    assert 'value="Xã Ý Yên"' in str(HomeForm({"home": str(y_yen.pk)})["home"])
    assert 'value="Sao Hỏa"' in str(HomeForm({"home": "Sao Hỏa"})["home"])
    assert 'data-suggest="/don-vi/tim/"' in str(HomeForm()["home"])
    assert 'data-suggest="/don-vi/tim/?cap=commune"' in str(CommuneForm()["commune"])
