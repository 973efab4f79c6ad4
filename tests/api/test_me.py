"""One request tells a phone who is signed in and how far she is."""

from courses.services import events
from tests.api.conftest import ME
from tests.courses.editions import make_edition
from tests.courses.phones import NOW, Phone


def test_nobody_gets_an_empty_answer_and_a_csrf_cookie(db, browser, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = browser.get(ME)
    nothing = {
        "person": None,
        "courses": [],
        "duties": [],
        "known": [],
        "inbox": [],
        "ticket": "",
    }
    assert response.json() == nothing
    assert response["Cache-Control"] == "no-store"
    assert "csrftoken" in response.cookies


def test_a_person_sees_her_name_and_where_she_is(hoa, hoas_browser):
    hoa.form_of_address = "bac"
    hoa.save()
    phone = Phone(make_edition())
    events.receive(hoa, [phone.opened("tim"), phone.opened("tap-nop")], now=NOW)
    answer = hoas_browser.get(ME).json()
    assert answer["person"] == {
        "id": hoa.public_id,
        "also": [],
        "name": "Trần Thị Hoa",
        "greeting": "bác Hoa",
        "home": "",
    }
    assert answer["courses"] == [
        {
            "course": "nop-ho-so-truc-tuyen",
            "title": "Nộp hồ sơ dịch vụ công trực tuyến",
            "edition": phone.edition.public_id,
            "done": [phone.uids["tim"]],
            "current": phone.uids["tap-nop"],
            "mark": None,
            "passed": False,
            "attempts_left": None,
            "completed_at": None,
            "certificate": None,
            "certificate_revoked": False,
            "step_count": 7,
            "drills": [],
        }
    ]
