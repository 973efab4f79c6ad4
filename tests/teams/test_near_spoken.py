"""Pages residents open about sessions and visits are read aloud, their errors too."""

import pytest

from lms.common import clock
from teams.services import planning
from tests.home.test_spoken import heard
from tests.people import sign_in
from tests.teams import planned as plans
from tests.teams.test_visits import send


@pytest.fixture
def planned(team, lan):
    return plans.plan(team, lan)


def test_sessions_near_home_are_read_aloud(client, planned, y_yen, hai_hau):
    (chosen,) = heard(client.get(f"/lich/?xa={y_yen.code}").text)
    assert chosen[0] == "Buổi hướng dẫn gần nhà"
    (nothing,) = heard(client.get(f"/lich/?xa={hai_hau.code}").text)
    assert nothing[0] == "Sắp tới chưa có buổi nào"
    (choosing,) = heard(client.get("/lich/?xa=").text)
    assert "Chọn nơi ở" in choosing[-1]


def test_coming_is_read_aloud_before_and_after(client, planned, hoa):
    address = f"/lich/buoi/{planned.pk}/"
    (before,) = heard(client.get(address).text)
    assert before[1:3] == ["Mấy người cùng đi", "Tên gọi"]
    client.post(f"{address}den/", {"people": "2", "name": ""})
    (after,) = heard(client.get(address).text)
    assert after == ["Đổi ý thì bấm “Thôi không đến”."]
    page = client.post(f"{address}den/", {"people": "99"}).text
    (wrong,) = [read for read in heard(page) if len(read) > 1]
    assert wrong == ["Xem lại giúp mình", "Chọn số người trong danh sách."]
    sign_in(client, hoa)
    (known,) = heard(client.get(address).text)
    assert "Tên gọi" not in known


def test_a_session_that_is_called_off_says_so_aloud(client, planned, lan):
    planning.cancel(planned, reason="Mất điện.", by=lan, now=clock.now())
    (said,) = heard(client.get(f"/lich/buoi/{planned.pk}/").text)
    assert said == ["Buổi này tạm hoãn"]


def test_asking_for_a_visit_is_read_aloud_field_by_field_and_so_are_its_errors(
    client, team, y_yen, village
):
    (form,) = heard(client.get(f"/lich/hen/?xa={y_yen.code}").text)
    assert form[0] == "Nhờ người đến nhà"
    assert form[2:5] == ["Thôn, xóm, tổ dân phố", "Cần giúp việc gì", "Việc khác, hoặc nói thêm"]
    faults = {
        "unit": "",
        "topic": "",
        "wished_on": "32/13/2026",
        "wished_part": "",
        "number": "12",
    }
    (wrong,) = heard(send(client, y_yen, village, **faults).text)
    assert wrong[0] == "Xem lại giúp mình"
    assert len(wrong) >= 5, wrong
    (choosing,) = heard(client.get("/lich/hen/?xa=").text)
    assert choosing[-1] == "Chọn nơi ở để biết tổ nào đến."
