"""The province keeps the lists of the session form itself; nobody else, and nothing is deleted."""

import pytest

from lms.users.services import grants
from teams.models import Difficulty, Outcome, Topic, VenueKind
from tests.people import make_person, sign_in
from tests.teams.conftest import send

DESK = "/quan-tri/danh-sach-to"
LISTS = {"noi-dung": Topic, "ket-qua": Outcome, "loai-noi": VenueKind, "kho-khan": Difficulty}


@pytest.fixture
def admin(client, province, topics, run_jobs):
    person = make_person("Phạm Văn Sơn", email="son2@demo.test", password="mat-khau-cua-son")
    grants.grant(person, "province_admin", unit=province, by=None)
    run_jobs()
    sign_in(client, person)
    return person


# What only difficulties are asked for.
ROUTE = {"goes_to": "commune", "answer_days": "7"}


def line(**changes):
    return {
        "name": "Mở tài khoản",
        "code": "mo-tk",
        "position": "5",
        "is_offered": "on",
        **ROUTE,
        **changes,
    }


@pytest.mark.parametrize(("name", "model"), LISTS.items())
def test_the_province_adds_and_names_and_retires(client, admin, name, model):
    page = client.get(f"{DESK}/{name}/")
    assert page.status_code == 200
    assert model.objects.first().name in page.text
    assert "True" not in page.text
    assert client.post(f"{DESK}/{name}/new/", line()).status_code == 302
    row = model.objects.get(code="mo-tk")
    edit = f"{DESK}/{name}/edit/{row.pk}/"
    assert client.get(edit).status_code == 200
    sent = {"name": "Mở tài khoản mới", "code": "khac", "position": "7", **ROUTE}
    assert client.post(edit, sent).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.code, row.position, row.is_offered) == (
        "Mở tài khoản mới",
        "mo-tk",
        7,
        False,
    )


@pytest.mark.parametrize(
    "changes", [{"code": "có dấu"}, {"code": "e_identity"}, {"code": ""}, {"name": ""}]
)
def test_a_wrong_line_comes_back_in_words(client, admin, changes):
    before = Outcome.objects.count()
    page = client.post(f"{DESK}/ket-qua/new/", line(**changes))
    assert page.status_code == 200
    assert "error-message" in page.text
    assert Outcome.objects.count() == before


def test_nothing_is_deleted(client, admin):
    for name, model in LISTS.items():
        row = model.objects.first()
        client.post(f"{DESK}/{name}/delete/{row.pk}/")
        assert model.objects.filter(pk=row.pk).exists()


def test_a_new_line_stands_on_the_form_at_once(client, admin, team, lan):
    client.post(f"{DESK}/ket-qua/new/", line())
    sign_in(client, lan)
    assert 'name="act_mo-tk"' in client.get(f"/to/{team.code}/buoi/moi/").text
    assert send(lan, team, acts={"mo-tk": 3}).session.acts.get().kind.name == "Mở tài khoản"


@pytest.mark.parametrize("role", ["system_admin", "province_viewer"])
def test_nobody_else_keeps_them(client, province, topics, run_jobs, role):
    person = make_person("Lê Văn Tư", email="tu@demo.test", password="mat-khau-cua-tu")
    grants.grant(person, role, unit=province, by=None)
    run_jobs()
    sign_in(client, person)
    client.post(f"{DESK}/ket-qua/new/", line())
    assert client.get(f"{DESK}/ket-qua/").status_code in {302, 403}
    assert not Outcome.objects.filter(code="mo-tk").exists()


def test_a_kind_for_a_department_names_one(client, admin):
    page = f"{DESK}/kho-khan/new/"
    told = client.post(page, line(goes_to="agency"))
    assert "Chọn sở, ngành khi nơi trả lời là sở, ngành." in told.text
    assert "từ 1 đến 90" in client.post(page, line(answer_days="200")).text
    assert not Difficulty.objects.filter(code="mo-tk").exists()
