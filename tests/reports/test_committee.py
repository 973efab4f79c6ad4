"""What steering committees read of reports: the province's all, a commune's its own."""

import pytest

from lms.reports.kinds import commune
from lms.reports.services import printing
from lms.users.services import grants
from tests.people import make_person, sign_in
from tests.reports.test_writing import words

pytestmark = pytest.mark.django_db


def committee_of(unit):
    person = make_person("Tô Quang Vinh", email="vinh@demo.test", password="mat-khau-cua-vinh")
    grants.grant(person, "steering_member", unit=unit, by=None)
    return person


def test_the_committee_of_the_province_reads_all_of_them(
    client, this_round, province, y_yen, hai_hau
):
    sign_in(client, committee_of(province))
    assert client.get("/bao-cao/")["Location"] == "/bao-cao/tinh/"
    for address in (
        "/bao-cao/tinh/",
        this_round.get_absolute_url(),
        f"/bao-cao/bang/{this_round.period_id}/",
        f"/bao-cao/{this_round.pk}/{y_yen.pk}/",
        f"/bao-cao/{this_round.pk}/{hai_hau.pk}/",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "Nộp báo cáo" not in words(page)
        assert "Nhắc ngay" not in words(page)


def test_the_committee_of_a_commune_reads_its_own_and_nothing_of_money(
    client, this_round, y_yen, hai_hau
):
    person = committee_of(y_yen)
    sign_in(client, person)
    assert client.get("/bao-cao/")["Location"] == f"/bao-cao/xa/{y_yen.code}/"
    assert "Chi hỗ trợ" not in words(client.get(f"/bao-cao/xa/{y_yen.code}/"))
    assert client.get(f"/bao-cao/{this_round.pk}/{y_yen.pk}/").status_code == 200
    for address in (
        "/bao-cao/tinh/",
        f"/bao-cao/{this_round.pk}/{hai_hau.pk}/",
        f"/bao-cao/chi-tra/{y_yen.pk}/",
    ):
        assert client.get(address).status_code == 403, address
    offered = printing.offer(commune.CODE, commune.asked(this_round, y_yen))
    said = {"kind": offered.kind, "asked": offered.asked, "format": "pdf"}
    assert client.post("/bao-cao/in/", said).status_code == 302
    other = printing.offer(commune.CODE, commune.asked(this_round, hai_hau))
    assert client.post("/bao-cao/in/", {**said, "asked": other.asked}).status_code == 403
    nul = offered.asked.replace("{", '{"back": "\\u0000", ', 1)
    assert client.post("/bao-cao/in/", {**said, "asked": nul}).status_code == 404
