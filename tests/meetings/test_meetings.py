"""A committee meets: decisions once each, nothing after the end, minutes and packs that stand."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from lms.common import clock
from lms.common.ids import uuid7
from lms.meetings.models import Action, Decision, Meeting, Paper
from lms.meetings.services import acting, holding, packing, papers, reasons
from lms.meetings.services.holding import Called, MeetingOver
from teams.services import reviewing
from tests.dashboards.aims import give as give_target
from tests.dashboards.conftest import fold
from tests.meetings.asking import call, decide, give, report, task
from tests.people import sign_in
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db


def end(meeting, by):
    return holding.close(meeting, attendance="Chủ tịch", by=by, now=clock.now())


def test_the_same_meeting_and_decision_sent_twice_are_one(province, vinh):
    meeting_id, decision_id = uuid7(), uuid7()
    called = Called(clock.today(), "Hội trường", "Việc một\n\n  Việc hai", "")
    for _twice in range(2):
        made = holding.call(province, called, meeting_id=meeting_id, by=vinh, now=clock.now())
        holding.decide(made, "Làm ngay.", decision_id=decision_id, by=vinh, now=clock.now())
    assert Meeting.objects.get().agenda == "Việc một\nViệc hai"
    assert Decision.objects.get().number == 1


def test_over_is_over(province, vinh, y_yen):
    meeting = call(province, vinh)
    said = decide(meeting, vinh, task=task(y_yen))
    assert end(meeting, vinh)
    assert end(meeting, vinh) is None
    with pytest.raises(MeetingOver):
        decide(meeting, vinh)
    with pytest.raises(MeetingOver):
        holding.strike(said, by=vinh, now=clock.now())


def test_a_decision_struck_out_stays_to_be_read_and_drops_its_work(province, vinh, y_yen):
    meeting = call(province, vinh)
    said = decide(meeting, vinh, task=task(y_yen))
    assert holding.strike(said, by=vinh, now=clock.now())
    assert not holding.strike(said, by=vinh, now=clock.now())
    assert Action.objects.get().state == "dropped"
    assert decide(meeting, vinh, "Ghi lại.").number == 2
    made = end(meeting, vinh)
    assert [one["words"] for one in made.content["decisions"]] == ["Ghi lại."]


def test_work_by_a_decision_struck_meanwhile_is_told(client, province, vinh):
    said = decide(call(province, vinh), vinh)
    holding.strike(said, by=vinh, now=clock.now())
    sign_in(client, vinh)
    answer = client.get(f"/ban-chi-dao/ket-luan/{said.pk}/giao/", follow=True)
    assert "Kết luận này đã bị gạch" in answer.text


def test_words_of_a_decision_and_of_a_paper_never_change(province, vinh):
    meeting = call(province, vinh)
    decide(meeting, vinh)
    end(meeting, vinh)
    for table, column in (("meetings_decision", "words"), ("meetings_paper", "content")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = '\"khác\"'")


def test_minutes_are_printed_and_fetched(client, province, vinh, y_yen, lan, run_jobs):
    meeting = call(province, vinh)
    decide(meeting, vinh, task=task(y_yen))
    made = end(meeting, vinh)
    sign_in(client, vinh)
    page = client.get(made.get_absolute_url())
    assert "Tệp PDF đang được in" in page.text
    assert client.get(f"{made.get_absolute_url()}tep.pdf").status_code == 404
    run_jobs()
    assert "Tải tệp PDF" in client.get(made.get_absolute_url()).text
    answer = client.get(f"{made.get_absolute_url()}tep.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    printed = papers.html(Paper.objects.get(pk=made.pk))
    assert "Các xã lập đủ tổ trong tháng." in printed
    assert "Lập đủ tổ ở các thôn" in printed


def test_a_pack_tells_what_is_behind_overdue_and_became_of_the_last_meeting(
    province, vinh, y_yen, hai_hau, lien, stretch, admin, team
):
    last = call(province, vinh, held_on=clock.today() - timedelta(days=30))
    decide(last, vinh, "Xã báo cáo.", task=task(y_yen, what="Báo cáo số tổ"))
    end(last, vinh)
    done = Action.objects.get()
    report(done, lien, "Có 12 tổ.")
    late = give(province, vinh, hai_hau, days=0, what="Tập huấn")
    Action.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=4))
    give_target("SS01", stretch, (province, 900), (y_yen, 300), (hai_hau, 200), by=admin)
    fold()
    made = packing.make(province, meeting=None, by=vinh, now=clock.now())
    said = Paper.objects.get(pk=made.pk).content
    assert [one["who"] for one in said["behind"]] == [province.name]
    assert sorted(one["who"] for one in said["worst"]) == ["Xã Hải Hậu", "Xã Ý Yên"]
    assert said["worst_count"] == 2
    why = {one["who"]: one["why"] for one in said["worst"]}
    assert why["Xã Hải Hậu"] == "Chưa có tổ nào đang hoạt động ở đây."
    assert why["Xã Ý Yên"] == "Tổ chưa có buổi nào được xác nhận trong kỳ."
    assert [(one["what"], one["late_days"]) for one in said["overdue"]] == [("Tập huấn", 4)]
    assert said["waiting_count"] == 1
    [decided] = said["last"]["decisions"]
    assert decided["actions"][0]["result"] == "Có 12 tổ."


def test_a_pack_stays_as_it_was_made(province, vinh, y_yen, stretch, admin, client):
    give_target("SS01", stretch, (y_yen, 300), by=admin)
    fold()
    made = packing.make(province, meeting=None, by=vinh, now=clock.now())
    give_target("OC02", stretch, (y_yen, 500), by=admin)
    sign_in(client, vinh)
    page = client.get(made.get_absolute_url()).text
    assert "Số buổi hướng dẫn" in page
    assert "Số hồ sơ" not in page
    assert len(Paper.objects.get(pk=made.pk).content["worst"]) == 1


def test_a_communes_pack_tells_of_its_teams(y_yen, kieu, team, stretch, admin, lan):
    give_target("SS01", stretch, (team, 40), by=admin)
    send(lan, team)
    fold()
    said = packing.gather(y_yen, before=None, now=clock.now())
    [line] = said["worst"]
    assert line["who"] == team.name
    assert line["why"] == "1 buổi đang chờ xã xác nhận nên chưa được tính."


def test_why_is_told_by_what_residents_found_hard(y_yen, lan, team, reviewer, stretch, admin):
    from lms.dashboards.models import Target
    from lms.dashboards.services.targets import reading

    held = send(lan, team, difficulties=["weak_network"]).session
    reviewing.verify(held, by=reviewer, now=clock.now())
    give_target("SS01", stretch, (y_yen, 300), by=admin)
    fold()
    found = reading.standings(list(Target.objects.with_all()))
    [said] = reasons.why(found, today=clock.today()).values()
    assert said.startswith("Khó khăn được nói nhiều nhất 30 ngày qua: ")


def test_a_pack_of_more_targets_costs_no_more(
    province, vinh, y_yen, hai_hau, stretch, admin, team, django_assert_max_num_queries
):
    from django.test.utils import CaptureQueriesContext

    give_target("SS01", stretch, (y_yen, 300), by=admin)
    give(province, vinh, y_yen)
    fold()
    with CaptureQueriesContext(connection) as few:
        packing.gather(province, before=None, now=clock.now())
    give_target("SS01", stretch, (hai_hau, 300), by=admin)
    for code in ("SS02", "OC01", "OC02"):
        give_target(code, stretch, (y_yen, 300), (hai_hau, 300), by=admin)
    for _nth in range(4):
        give(province, vinh, hai_hau)
    with django_assert_max_num_queries(len(few)):
        packing.gather(province, before=None, now=clock.now())


def test_the_days_work_of_a_meeting_goes_through_its_pages(client, province, vinh, y_yen, lien):
    sign_in(client, vinh)
    home = client.get("/ban-chi-dao/", follow=True)
    assert "Ban Chỉ đạo các xã, phường" in home.text
    wrong = client.post(f"/ban-chi-dao/{province.pk}/hop-moi/", {"venue": "Phòng 2"})
    assert wrong.status_code == 422
    assert 'value="Phòng 2"' in wrong.text
    written = {"held_on": f"{clock.today():%d/%m/%Y}", "venue": "Phòng 2", "agenda": "Chỉ tiêu"}
    client.post(f"/ban-chi-dao/{province.pk}/hop-moi/", written)
    meeting = Meeting.objects.get()
    base = meeting.get_absolute_url()
    assert client.post(f"{base}ket-luan/", {"due_on": "01/01/2020"}).status_code == 422
    due = clock.today() + timedelta(days=7)
    said = {
        "words": "Xã Ý Yên lập đủ tổ.",
        "holder": f"unit:{y_yen.pk}",
        "due_on": f"{due:%d/%m/%Y}",
        "awaited": "12 tổ",
    }
    client.post(f"{base}ket-luan/", said)
    action = Action.objects.get()
    assert action.what == "Xã Ý Yên lập đủ tổ."
    client.post(f"{base}ket-thuc/", {"attendance": "Chủ tịch"})
    sign_in(client, lien)
    assert "Xã Ý Yên lập đủ tổ." in client.get("/viec-giao/").text
    here = action.get_absolute_url()
    assert client.post(f"{here}xong/", {"result": "Xong"}).status_code == 422
    client.post(f"{here}xong/", {"result": "Đủ 12 tổ", "words": "15/BC-UBND"})
    assert client.post(f"{here}xac-nhan/").status_code == 403
    sign_in(client, vinh)
    client.post(f"{here}tra-lai/", {"reason": "Ghi rõ tên thôn."})
    sign_in(client, lien)
    client.post(f"{here}xong/", {"result": "Đủ 12 tổ, 12 thôn", "words": "16/BC-UBND"})
    sign_in(client, vinh)
    client.post(f"{here}xac-nhan/")
    page = client.get(here).text
    for words in ("Đã xác nhận", "Ghi rõ tên thôn.", "15/BC-UBND", "16/BC-UBND"):
        assert words in page


def test_a_file_that_shows_it_is_kept_and_downloaded_by_who_may_see(
    client, province, vinh, y_yen, lien, lan
):
    from tests.files import PDF, upload

    given = give(province, vinh, y_yen)
    sign_in(client, lien)
    sent = {"result": "Đủ", "file": upload("bao-cao.pdf", PDF, "application/pdf")}
    client.post(f"{given.get_absolute_url()}xong/", sent)
    step = given.events.get(kind="done")
    answer = client.get(f"/viec-giao/minh-chung/{step.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    b"".join(answer.streaming_content)
    sign_in(client, lan)
    assert client.get(f"/viec-giao/minh-chung/{step.pk}/").status_code == 403


def test_acts_of_another_committee_are_refused(client, province, vinh, kieu, y_yen):
    meeting = call(province, vinh)
    sign_in(client, kieu)
    assert client.get(meeting.get_absolute_url()).status_code == 403
    assert client.post(f"{meeting.get_absolute_url()}ket-luan/").status_code == 403
    own = call(y_yen, kieu)
    sign_in(client, vinh)
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.post(f"{own.get_absolute_url()}ket-luan/").status_code == 403
    assert not acting.Action.objects.exists()
