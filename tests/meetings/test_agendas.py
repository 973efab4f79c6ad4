"""The points of a meeting change until it is over; what was changed stays to be read."""

import pytest
from django.db import DatabaseError, transaction

from lms.common import clock
from lms.meetings.models import AgendaChange, Meeting
from lms.meetings.services import agendas, holding
from lms.meetings.services.agendas import ChangedMeanwhile
from lms.meetings.services.holding import MeetingOver
from tests.meetings.asking import call
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(province, vinh):
    return call(province, vinh, agenda="Chỉ tiêu tháng\nTổ chưa họp\nViệc quá hạn")


def change(meeting, points, *, by, seen=0):
    return agendas.change(meeting, points, seen=seen, by=by, now=clock.now())


def here(meeting):
    return f"{meeting.get_absolute_url()}noi-dung/"


def test_points_are_added_moved_and_taken_out_and_it_shows(client, meeting, vinh):
    sign_in(client, vinh)
    page = client.get(here(meeting)).text
    assert page.count('name="viec-') == 3
    said = {"viec-0": "Chỉ tiêu tháng", "viec-1": "Tổ chưa họp", "viec-2": "Việc quá hạn"}
    moved = client.post(here(meeting), {**said, "seen": 0, "lam": "len-2"}).text
    assert moved.index("Việc quá hạn") < moved.index("Tổ chưa họp")
    assert "Xếp xong thì bấm “Lưu nội dung”." in moved
    assert not AgendaChange.objects.exists()
    for wish, count in (("bo-1", 2), ("them", 4), ("xuong-2", 3)):
        answer = client.post(here(meeting), {**said, "seen": 0, "lam": wish}).text
        assert answer.count('name="viec-') == count
    new = {"viec-0": "Việc quá hạn", "viec-1": "Chỉ tiêu tháng", "viec-2": " ", "viec-3": "Khen"}
    assert client.post(here(meeting), {**new, "seen": 0}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.agenda == "Việc quá hạn\nChỉ tiêu tháng\nKhen"
    told = client.get(meeting.get_absolute_url()).text
    for words in ("Thêm: Khen", "Bỏ: <s>Tổ chưa họp</s>", "Đổi thứ tự.", vinh.full_name):
        assert words in told


def test_a_long_agenda_keeps_every_point(client, province, vinh):
    """More lines than boxes are added one by one: what it was called with is all there after."""
    lines = [f"Việc {number}" for number in range(60)]
    meeting = call(province, vinh, agenda="\n".join(lines))
    sign_in(client, vinh)
    assert 'value="them"' not in client.get(here(meeting)).text
    said = {f"viec-{number}": line for number, line in enumerate(lines)}
    client.post(here(meeting), {**said, "viec-0": "Việc đầu", "seen": 0})
    meeting.refresh_from_db()
    assert meeting.agenda.splitlines() == ["Việc đầu", *lines[1:]]


def test_the_same_points_twice_are_one_change(meeting, vinh):
    assert change(meeting, ["Một", "  Hai "], by=vinh)
    assert not change(meeting, ["Một", "Hai"], by=vinh)
    assert Meeting.objects.get().agenda == "Một\nHai"
    [one] = agendas.differences(meeting)
    assert (one.added, one.is_reordered) == (["Một", "Hai"], False)
    assert one.removed == ["Chỉ tiêu tháng", "Tổ chưa họp", "Việc quá hạn"]


def test_two_who_change_at_once_lose_nothing(client, meeting, vinh, admin):
    change(meeting, ["Của anh Sơn"], by=admin)
    with pytest.raises(ChangedMeanwhile):
        change(meeting, ["Của anh Vinh"], by=vinh)
    sign_in(client, vinh)
    answer = client.post(here(meeting), {"viec-0": "Của anh Vinh", "seen": 0})
    assert answer.status_code == 409
    assert "<li>Của anh Sơn</li>" in answer.text
    assert 'value="Của anh Vinh"' in answer.text
    assert Meeting.objects.get().agenda == "Của anh Sơn"
    said = {"viec-0": "Của anh Vinh", "viec-1": "Của anh Sơn", "seen": 1}
    assert client.post(here(meeting), said).status_code == 302
    assert Meeting.objects.get().agenda == "Của anh Vinh\nCủa anh Sơn"


def test_nothing_to_talk_about_and_too_much_are_refused(client, meeting, vinh):
    sign_in(client, vinh)
    assert "Ghi cuộc họp bàn việc gì." in client.post(here(meeting), {"seen": 0}).text
    long = {"viec-0": "dài " * 80, "seen": 0}
    assert "Rút gọn còn 300 chữ cái" in client.post(here(meeting), long).text
    many = {f"viec-{n}": "dài " * 60 for n in range(10)}
    assert "Nội dung dài quá" in client.post(here(meeting), {**many, "seen": 0}).text
    assert not AgendaChange.objects.exists()


def test_over_it_changes_no_more(client, meeting, vinh):
    holding.close(meeting, attendance="Chủ tịch", by=vinh, now=clock.now())
    with pytest.raises(MeetingOver):
        change(meeting, ["Muộn"], by=vinh)
    sign_in(client, vinh)
    answer = client.post(here(meeting), {"viec-0": "Muộn", "seen": 0}, follow=True)
    assert "Cuộc họp đã kết thúc" in answer.text
    assert "noi-dung/" not in answer.text


def test_what_was_changed_never_changes(meeting, vinh):
    change(meeting, ["Một"], by=vinh)
    with pytest.raises(DatabaseError), transaction.atomic():
        AgendaChange.objects.update(after="Hai")
    with pytest.raises(DatabaseError), transaction.atomic():
        AgendaChange.objects.create(meeting=meeting, before="Một", after="Một", by=vinh)
