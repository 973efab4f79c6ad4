"""An act in force is put right by another one, filled in the other way round."""

import re
from datetime import timedelta

import pytest

from lms.common import clock
from lms.places.models import Unit
from lms.users.models import Agency, Reorganisation
from lms.users.reorganising import carrying, reversing
from lms.users.services import grants
from tests.factories import make_agency, make_commune, make_province
from tests.people import sign_in
from tests.users.acts import Wanted, carried

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(db):
    return make_province()


@pytest.fixture
def communes(province):
    names = (("Xã Yên Nhân", "13801"), ("Xã Yên Cường", "13802"), ("Xã Yên Lộc", "13803"))
    return [make_commune(name, province=province, code=code) for name, code in names]


@pytest.fixture
def admin(son, province):
    grants.grant(son, "province_admin", unit=province, by=None)
    return son


def test_a_merger_is_filled_in_as_a_split_and_can_be_carried_out(client, admin, communes, province):
    yesterday = clock.today() - timedelta(days=1)
    wanted = [Wanted(one, "Xã Ý Yên", "13901") for one in communes]
    wrong = carried(*wanted, by=admin, on=yesterday)
    new = Unit.objects.get(code="13901")
    back = reversing.lines(wrong)
    assert reversing.kind(wrong) == "split"
    assert {(one.old, one.name) for one in back} == {(new, one.name) for one in communes}
    assert [str(one.weight) for one in back] == ["33.34", "33.33", "33.33"]
    assert [one.is_main for one in back] == [True, False, False]

    sign_in(client, admin)
    page = client.get(wrong.get_absolute_url()).text
    assert "Lập quyết định điều chỉnh" in page
    address = re.search(r'href="(/don-vi/sap-xep/moi/\?nguoc=[^"]+)"', page).group(1)
    page = client.get(address).text
    assert "Xã Ý Yên → Xã Yên Nhân" in page
    assert '<option value="split" selected>' in page
    today = f"{clock.today():%d/%m/%Y}"
    said = {"subject": "units", "kind": "split", "effective_on": today, "document_on": today}
    answer = client.post(address, {**said, "document_no": "1700/NQ-UBTVQH15"})
    assert answer.status_code == 302
    act = Reorganisation.objects.exclude(pk=wrong.pk).get()
    assert (act.state, act.lines.count()) == ("draft", 3)
    assert carrying.look(act).built.is_sound
    carrying.previewed(act, by=admin, now=clock.now())
    answers = {
        name: {one.key: "sum" for one in choices} for name, choices in carrying.look(act).choices
    }
    carrying.confirm(act, answers=answers, by=admin, now=clock.now())
    carrying.carry_through(act, now=clock.now())
    standing = Unit.objects.filter(level="commune", valid_to=None)
    assert sorted(standing.values_list("name", "code")) == sorted(
        (one.name, one.code) for one in communes
    )
    # The wrong one has been put right: there is nothing left to be filled in.
    assert reversing.lines(wrong) == []
    assert "không có dòng nào để điền sẵn" in client.get(address).text


def test_an_agency_gets_its_name_and_code_back(admin, province):
    health = make_agency("Sở Y tế", "SYT", province)
    yesterday = clock.today() - timedelta(days=1)
    renamed = Wanted(health, "Sở Y tế và Dân số", "SYT")
    wrong = carried(renamed, by=admin, subject="agencies", kind="rename", on=yesterday)
    [back] = reversing.lines(wrong)
    assert (back.old, back.name, back.code) == (
        Agency.objects.get(code="SYT"),
        "Sở Y tế",
        "SYT",
    )
    carried(back, by=admin, subject="agencies", kind=reversing.kind(wrong))
    assert Agency.objects.get(code="SYT").name == "Sở Y tế"


def test_an_address_that_names_no_act_is_an_empty_form(client, admin, communes):
    sign_in(client, admin)
    for asked in ("7", "0198f0a0-0000-7000-8000-000000000000"):
        page = client.get(f"/don-vi/sap-xep/moi/?nguoc={asked}")
        assert (page.status_code, "Điều chỉnh lần" in page.text) == (200, False)
