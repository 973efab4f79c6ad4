"""What is hard goes to whom the province says, is answered in time, and the answer travels back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from courses.models import Course
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.notifications.models import Notice
from lms.users.models import Agency, User
from lms.users.services import agencies, grants, merging, personal
from teams import feedback_policies
from teams.models import Difficulty, Feedback, Session, Topic
from teams.services import bottlenecks, feedback, membership, reminding, reviewing
from tests.courses import desk
from tests.people import make_person, sign_in
from tests.teams.conftest import envelope, long_ago, send

WEAK, BROKEN = "weak_network", "app_broken"


@pytest.fixture
def department(province):
    return agencies.open_agency(
        "Sở Khoa học và Công nghệ", code="SKHCN", kind="department", unit=province
    )


@pytest.fixture
def official(department):
    person = make_person("Đinh Quốc Khánh", email="khanh@demo.test", password="mat-khau-cua-khanh")
    grants.grant(person, "agency_manager", agency=department, by=None)
    return person


@pytest.fixture
def routed(department, topics):
    Difficulty.objects.filter(code=BROKEN).update(
        goes_to="agency", agency=department, answer_days=3
    )
    return department


def confirm(reviewer, lan, team, **said):
    session = send(lan, team, **said).session
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    return session


def told(person):
    return list(Notice.objects.filter(person=person).values_list("title", flat=True))


def test_what_a_confirmed_session_says_goes_where_the_province_says(
    team, lan, reviewer, routed, official
):
    said = {"difficulties": [WEAK, BROKEN], "difficulty_note": "Mưa to", "feedback": "Xin wifi"}
    session = send(lan, team, **said).session
    assert not Feedback.objects.exists()
    reviewing.verify(session, by=reviewer, now=clock.now())
    found = {
        (row.category, row.kind_id, row.text, row.whom, (row.due_on - clock.today()).days)
        for row in Feedback.objects.all()
    }
    assert found == {
        ("difficulty", WEAK, "", "commune", 7),
        ("difficulty", BROKEN, "", "agency", 3),
        ("difficulty", None, "Mưa to", "commune", 7),
        ("said", None, "Xin wifi", "commune", 7),
    }
    assert told(official) == ["Có điểm nghẽn mới chờ trả lời"]
    assert feedback.raise_from(session, now=clock.now()) == 0
    assert Feedback.objects.count() == 4


def test_what_an_agency_answered_that_is_closed_by_now_stays_with_the_commune(
    team, lan, reviewer, routed
):
    Agency.objects.filter(pk=routed.pk).update(valid_to=clock.today() - timedelta(days=1))
    confirm(reviewer, lan, team, difficulties=[BROKEN])
    assert Feedback.objects.get().whom == "commune"


def test_a_kind_for_the_author_goes_to_the_course_taught(team, lan, reviewer, tuan):
    page = desk.make_course_page(desk.make_section("Dịch vụ công"), "Nộp hồ sơ trực tuyến")
    course = Course.objects.get()
    desk.give(tuan, "content_author", page.get_parent().specific)
    Topic.objects.filter(code="vneid").update(course=course)
    Difficulty.objects.filter(code=WEAK).update(goes_to="author")
    confirm(reviewer, lan, team, difficulties=[WEAK])
    confirm(reviewer, lan, team, difficulties=[WEAK], topics=["dich-vu-cong"], venue="Chợ")
    of_course, without = Feedback.objects.order_by("course")
    if of_course.course is None:
        of_course, without = without, of_course
    assert (of_course.whom, of_course.course, without.whom) == ("author", course, "commune")
    assert told(tuan) == ["Có điểm nghẽn mới chờ trả lời"]
    assert feedback.answer(of_course, by=tuan, words="Đã thêm bài", now=clock.now()) == 1


def test_what_a_session_no_longer_says_is_dropped_unless_somebody_worked_on_it(team, lan, reviewer):
    wrap = envelope(team)
    session = send(lan, team, wrap=wrap, difficulties=[WEAK, BROKEN]).session
    reviewing.verify(session, by=reviewer, now=clock.now())
    answered = Feedback.objects.get(kind=BROKEN)
    feedback.answer(answered, by=reviewer, words="Đã báo", now=clock.now())
    changed = envelope(team, record_id=wrap.record_id, rev=2, base_rev=1)
    send(lan, team, wrap=changed, difficulties=[])
    reviewing.verify(Session.objects.get(), by=reviewer, now=clock.now())
    states = dict(Feedback.objects.values_list("kind", "status"))
    assert states == {WEAK: "dropped", BROKEN: "answered"}
    again = envelope(team, record_id=wrap.record_id, rev=3, base_rev=2)
    send(lan, team, wrap=again, difficulties=[WEAK])
    reviewing.verify(Session.objects.get(), by=reviewer, now=clock.now())
    assert Feedback.objects.get(kind=WEAK).status == "open"


def test_of_a_session_that_no_longer_counts_nothing_is_shown(client, team, lan, reviewer, y_yen):
    session = confirm(reviewer, lan, team, difficulties=[WEAK])
    session.refresh_from_db()
    sign_in(client, reviewer)
    assert "Sóng yếu" in client.get("/diem-nghen/").text
    assert "Sóng yếu" in client.get(f"/xa/{y_yen.code}/diem-nghen/").text
    reviewing.look_again(session, by=reviewer, now=clock.now())
    assert "Sóng yếu" not in client.get("/diem-nghen/").text
    assert "Sóng yếu" not in client.get(f"/xa/{y_yen.code}/diem-nghen/").text
    assert client.get(f"/diem-nghen/{Feedback.objects.get().pk}/").status_code == 404


def test_an_answer_travels_to_the_leader_and_to_who_said_it(
    client, team, lan, hoa, village, reviewer
):
    User.objects.filter(pk=hoa.pk).update(home_unit=village)
    client.force_login(lan)
    page = f"/to/{team.code}/phan-anh/"
    said = {"said": "Xin lớp tối", "name": "trần thị hoa"}
    assert "chưa đồng ý thì bỏ tên" in client.post(page, said).text
    assert not Feedback.objects.exists()
    sent = client.post(page, {**said, "agrees": "on"}, follow=True)
    assert "Đã ghi và chuyển đi" in sent.text
    item = Feedback.objects.get()
    assert (item.resident, item.whom, item.category) == (hoa, "commune", "said")
    sign_in(client, reviewer)
    address = f"/diem-nghen/{item.pk}/"
    assert client.post(f"{address}tra-loi/", {"words": " "}).status_code == 422
    told_back = client.post(f"{address}tra-loi/", {"words": "Mở lớp tối thứ Năm"}, follow=True)
    assert "Đã trả lời" in told_back.text
    for person in (lan, hoa):
        notice = Notice.objects.get(person=person)
        assert (notice.body, notice.url) == ("Mở lớp tối thứ Năm", address)
        client.force_login(person)
        assert "Mở lớp tối thứ Năm" in client.get(address).text
        assert client.post(f"{address}tra-loi/", {"words": "Khác"}).status_code == 403
    actions = AuditEvent.objects.filter(action__startswith="feedback.")
    assert [*actions.order_by("pk").values_list("action", flat=True)] == [
        "feedback.raised",
        "feedback.answered",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [("Ai Đó", "Không có ai ở địa bàn"), ("Trần Thị Hoa", "nhiều người trùng tên")],
)
def test_a_name_that_means_nobody_or_two_is_asked_about(
    client, team, lan, hoa, village, name, said
):
    twin = make_person("Trần Thị Hoa", birth_year=1970)
    User.objects.filter(pk__in=[hoa.pk, twin.pk]).update(home_unit=village)
    client.force_login(lan)
    answer = client.post(f"/to/{team.code}/phan-anh/", {"said": "Xin lớp tối", "name": name})
    assert answer.status_code == 422
    assert said in answer.text
    assert not Feedback.objects.exists()


def test_one_answer_for_all_of_a_kind_that_wait_in_the_commune(
    client, team, other_team, lan, minh, reviewer, other_reviewer
):
    for venue in ("Chợ", "Trường", "Nhà văn hóa"):
        confirm(reviewer, lan, team, difficulties=[WEAK], venue=venue)
    confirm(other_reviewer, minh, other_team, difficulties=[WEAK])
    item = Feedback.objects.filter(team=team).first()
    sign_in(client, reviewer)
    assert "cả 3 mục cùng loại" in client.get(item.get_absolute_url()).text
    said = {"words": "Nhà mạng lắp trạm mới", "alike": "1"}
    told = client.post(f"{item.get_absolute_url()}tra-loi/", said, follow=True).text
    assert "Đã trả lời 3 mục cùng loại" in told
    assert Feedback.objects.open().get().team == other_team


def test_it_is_passed_on_taken_back_answered_elsewhere_and_reopened(
    client, team, lan, reviewer, department, official
):
    confirm(reviewer, lan, team, difficulties=[WEAK])
    item = Feedback.objects.get()
    address = item.get_absolute_url()
    sign_in(client, reviewer)
    assert client.post(f"{address}chuyen/", {"chuyen-to": "x"}).status_code == 422
    away = {"chuyen-to": str(department.pk), "chuyen-words": "Nhờ Sở làm với nhà mạng"}
    client.post(f"{address}chuyen/", away)
    item.refresh_from_db()
    assert (item.whom, item.agency) == ("agency", department)
    assert client.post(f"{address}tra-loi/", {"words": "x"}).status_code == 403
    assert "Chuyển nhầm: lấy lại" in client.get(address).text
    client.post(f"{address}mo-lai/", {"chuyen": "1"})
    item.refresh_from_db()
    assert (item.whom, item.agency, item.steps.count()) == ("commune", None, 0)
    client.post(f"{address}chuyen/", away)
    sign_in(client, official)
    assert "Sóng yếu" in client.get("/diem-nghen/").text
    client.post(f"{address}tra-loi/", {"words": "Tháng sau có trạm"})
    assert "Tháng sau có trạm" in client.get(address).text
    assert client.post(f"{address}mo-lai/", {"chuyen": "1"}).status_code == 403
    client.post(f"{address}mo-lai/")
    item.refresh_from_db()
    assert item.status == "open"
    client.post(f"{address}dong/", {"dong-words": "Trùng mục khác"})
    item.refresh_from_db()
    assert item.status == "closed"
    assert Notice.objects.filter(person=lan, title__startswith="Đã đóng").exists()
    assert "Mục đang chờ" in client.get("/diem-nghen/?xem=xong").text
    assert "Sóng yếu" in client.get("/diem-nghen/?xem=xong").text


def test_only_whom_it_is_addressed_to_does_anything(
    team, lan, minh, reviewer, other_reviewer, official
):
    confirm(reviewer, lan, team, difficulties=[WEAK])
    item = Feedback.objects.get()
    for person in (lan, minh, other_reviewer, official):
        for act in (feedback.answer, feedback.close, feedback.reopen):
            with pytest.raises(feedback.NotYours):
                act(item, by=person, words="x", now=clock.now())


def test_what_is_past_its_day_says_so_and_stands_first(client, team, lan, reviewer):
    confirm(reviewer, lan, team, difficulties=[WEAK])
    confirm(reviewer, lan, team, difficulties=[BROKEN], venue="Chợ")
    Feedback.objects.filter(kind=BROKEN).update(
        raised_on=clock.today() - timedelta(days=9), due_on=clock.today() - timedelta(days=2)
    )
    sign_in(client, reviewer)
    told = client.get("/diem-nghen/").text
    assert told.index("Ứng dụng lỗi") < told.index("Sóng yếu")
    assert "Quá hạn" in told


def test_the_board_counts_by_kind_village_topic_and_period(
    client, team, lan, reviewer, y_yen, son, province
):
    for venue, kinds in (("A", [WEAK]), ("B", [WEAK, BROKEN]), ("C", [WEAK])):
        confirm(reviewer, lan, team, difficulties=kinds, venue=venue)
    Feedback.objects.filter(session__venue="C").update(
        raised_on=F("raised_on") - timedelta(days=40)
    )
    today = clock.today()
    weak, broken = bottlenecks.board(y_yen, today=today, days=30)
    assert (weak.name, weak.total, weak.waiting) == ("Sóng yếu, mất mạng", 2, 2)
    assert (weak.parts, broken.total) == ([("Thôn An Hòa", 2)], 1)
    [wide, _] = bottlenecks.board(None, today=today, days=90)
    assert (wide.total, wide.parts) == (3, [("Xã Ý Yên", 3)])
    [by_topic, _] = bottlenecks.board(y_yen, today=today, days=30, by_topic=True)
    assert by_topic.parts == [("Dùng VNeID", 2)]
    sign_in(client, reviewer)
    page = f"/xa/{y_yen.code}/diem-nghen/"
    for query in ("", "?ngay=90&theo=noi-dung", "?ngay=không&theo=x"):
        assert "Sóng yếu" in client.get(page + query).text
    assert client.get("/diem-nghen/bang/").status_code == 403
    grants.grant(son, "province_admin", unit=province, by=None)
    sign_in(client, son)
    assert "Xã Ý Yên" in client.get("/diem-nghen/bang/").text


def test_the_board_asks_no_more_for_more(
    client, team, lan, reviewer, y_yen, django_assert_num_queries
):
    confirm(reviewer, lan, team, difficulties=[WEAK])
    with django_assert_num_queries(2):
        bottlenecks.board(y_yen, today=clock.today(), days=30)
    for venue in "ABC":
        confirm(reviewer, lan, team, difficulties=[WEAK, BROKEN], venue=venue)
    with django_assert_num_queries(2):
        bottlenecks.board(y_yen, today=clock.today(), days=30)


def test_an_answer_given_at_the_same_moment_stands(team, lan, reviewer, monkeypatch):
    wrap = envelope(team)
    session = send(lan, team, wrap=wrap, difficulty_note="Mưa").session
    reviewing.verify(session, by=reviewer, now=clock.now())
    changed = envelope(team, record_id=wrap.record_id, rev=2, base_rev=1)
    send(lan, team, wrap=changed, difficulty_note="Mưa to")
    calls, key_of = [], feedback._key

    def somebody_answers(item):
        calls.append(item)
        if len(calls) == 2:
            assert feedback.answer(calls[0], by=reviewer, words="Đã báo", now=clock.now())
        return key_of(item)

    monkeypatch.setattr(feedback, "_key", somebody_answers)
    reviewing.verify(Session.objects.get(), by=reviewer, now=clock.now())
    assert Feedback.objects.get().status == "answered"


def test_who_raised_it_under_another_record_does_not_answer_it(team, lan, reviewer):
    item = feedback.log(team, by=lan, said="Xin lớp tối", now=clock.now())
    assert feedback_policies.may_answer(reviewer, item)
    merging.merge(lan, reviewer, by=reviewer, now=clock.now())
    item.refresh_from_db()
    assert not feedback_policies.may_answer(reviewer, item)


def test_a_person_who_is_erased_is_no_longer_tied_to_what_was_said(team, lan, hoa, village):

    User.objects.filter(pk=hoa.pk).update(home_unit=village)
    feedback.log(team, by=lan, said="Xin lớp tối", resident=hoa, now=clock.now())
    parts = {part.name: part for part in personal.parts()}
    assert parts["feedback"].export(hoa)[0]["text"] == "Xin lớp tối"
    parts["feedback"].erase(hoa)
    assert Feedback.objects.get().resident is None


@pytest.mark.parametrize(
    "broken",
    [
        {"whom": "agency"},
        {"whom": "author"},
        {"status": "answered"},
        {"text": ""},
        {"due_on": "2020-01-01"},
    ],
)
def test_the_database_holds_what_an_item_must_be(team, lan, broken):
    feedback.log(team, by=lan, said="Xin lớp tối", now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.update(**broken)


def test_the_database_holds_that_a_session_says_each_thing_once(team, lan, reviewer):
    confirm(reviewer, lan, team, difficulties=[WEAK], feedback="Xin wifi")
    for row in list(Feedback.objects.all()):
        row.pk = None
        row._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.parametrize("broken", [{"goes_to": "agency"}, {"answer_days": 0}])
def test_the_database_holds_that_a_route_leads_somewhere(topics, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Difficulty.objects.update(**broken)


def test_a_member_who_gives_no_cards_finds_nobody_by_name(client, team, hoa, minh, village):
    User.objects.filter(pk=hoa.pk).update(home_unit=village)
    membership.join(team, minh, on=long_ago(), by=None)
    client.force_login(minh)
    page = f"/to/{team.code}/phan-anh/"
    assert "Ai muốn nhận câu trả lời?" not in client.get(page).text
    sent = {"said": "Xin lớp tối", "name": "Trần Thị Hoa", "agrees": "on"}
    assert client.post(page, sent).status_code == 302
    assert Feedback.objects.get().resident is None


def test_whoever_is_to_answer_is_reminded_of_what_is_past_its_day(
    team, lan, reviewer, other_reviewer, routed, official
):
    confirm(reviewer, lan, team, difficulties=[WEAK, BROKEN])
    confirm(reviewer, lan, team, difficulties=[WEAK], venue="Chợ")
    Notice.objects.all().delete()
    assert reminding.remind_overdue(now=clock.now()) == 0
    late = clock.now() + timedelta(days=8)
    for _ in range(2):
        assert reminding.remind_overdue(now=late) == 2
    assert told(reviewer) == ["2 điểm nghẽn quá hạn trả lời"]
    assert told(official) == ["1 điểm nghẽn quá hạn trả lời"]
    assert told(other_reviewer) == []
    for item in Feedback.objects.filter(kind=WEAK):
        feedback.answer(item, by=reviewer, words="Đã báo", now=clock.now())
    assert reminding.remind_overdue(now=late + timedelta(days=3)) == 1
