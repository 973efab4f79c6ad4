"""The door through which a phone hands in a placement check."""

import json

import pytest

from courses.models import Placement
from courses.services import sheets
from lms.common.ids import uuid7
from tests.api.conftest import ME
from tests.courses.placing import answers_to, lend

ADDRESS = "/api/v1/placement/"


@pytest.fixture
def sent(db):
    lend("khoa", rule="done")
    sheet = sheets.sheet(1)
    return {"id": str(uuid7()), "seal": sheet.seal, "answers": answers_to(sheet)}


def send(browser, body):
    browser.get(ME)
    token = browser.cookies["csrftoken"].value
    return browser.post(
        ADDRESS, json.dumps(body), content_type="application/json", headers={"X-CSRFToken": token}
    )


def test_a_check_is_marked_and_leads_to_its_result(hoas_browser, sent):
    assert hoas_browser.get(ADDRESS).json() == {"round": 1, "again_on": ""}
    answer = send(hoas_browser, sent)
    assert (answer.status_code, answer.json()) == (200, {"url": "/toi/thu-suc/"})
    assert answer["Cache-Control"] == "no-store"
    known = hoas_browser.get(ME).json()["known"]
    assert [(one["course"], one["counts"]) for one in known] == [("khoa", True)]
    turn = hoas_browser.get(ADDRESS).json()
    assert turn["round"] == 2
    assert turn["again_on"]


def test_strangers_and_pages_of_others_are_refused(browser, hoas_browser, sent):
    assert browser.get(ADDRESS).status_code == 401
    assert send(browser, sent).status_code == 401
    assert hoas_browser.post(ADDRESS, json.dumps(sent), "application/json").status_code == 403
    assert not Placement.objects.exists()


def test_another_check_too_soon_is_told_when(hoas_browser, sent):
    send(hoas_browser, sent)
    answer = send(hoas_browser, sent | {"id": str(uuid7())})
    assert answer.status_code == 409
    assert "Từ ngày" in answer.json()["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x"},
        {"id": "00000000-0000-4000-8000-000000000000"},
        {"seal": "x:y"},
        {"seal": None},
        {"answers": "x"},
        {"answers": [[1]]},
        {"answers": [["\x00"]] * 10},
        {"answers": [[]] * 999},
    ],
)
def test_what_is_no_check_is_refused(hoas_browser, sent, wrong):
    assert send(hoas_browser, sent | wrong).status_code == 400
    assert send(hoas_browser, [wrong]).status_code == 400
    assert not Placement.objects.exists()
