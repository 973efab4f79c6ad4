"""An agency gives its people a course: who gets it, who is done, who sees it."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from courses.models import Course, Duty, DutyRule
from courses.services import duties, enrolment, giving
from courses.services.duties import Standing
from courses.signals import course_completed
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.users.models import Official
from lms.users.services import grants, personal
from tests.certificates.conftest import finish
from tests.courses.editions import make_edition
from tests.factories import make_agency, make_province
from tests.people import make_person, sign_in

SOON = clock.today() + timedelta(days=30)


def employ(agency, name, **fields):
    person = make_person(name)
    return Official.objects.create(person=person, agency=agency, kind="civil_servant", **fields)


def manager_of(agency, name):
    person = make_person(name)
    grants.grant(person, "agency_manager", agency=agency, by=None)
    return person


@pytest.fixture
def parent(db):
    return make_agency("Sở Y tế", "SYT", make_province())


@pytest.fixture
def own(parent):
    return make_agency("Phòng Nghiệp vụ", "SYT.NV", parent.unit, parent)


@pytest.fixture
def sister(parent):
    return make_agency("Văn phòng Sở", "SYT.VP", parent.unit, parent)


@pytest.fixture
def manager(own):
    return manager_of(own, "Ngô Thị Thu")


@pytest.fixture
def course(db):
    return make_edition().course


@pytest.fixture
def staff(own, sister):
    """Two people of the own office, one of the sister's."""
    return [
        employ(own, "Đinh Thị An", staff_no="001"),
        employ(own, "Lê Văn Bình"),
        employ(sister, "Hà Thị Chi"),
    ]


def assign(agency, course, due_on=SOON, by=None):
    by = by or make_person("Người giao")
    return duties.assign(agency, course, due_on=due_on, by=by, note="", now=clock.now())


def people_of(rule):
    return set(rule.duties.values_list("person", flat=True))


def test_everybody_of_the_subtree_gets_it_once(parent, course, staff):
    Official.objects.create(person=staff[0].person, agency=parent, kind="cadre")
    rule = assign(parent, course)
    assert people_of(rule) == {post.person_id for post in staff}
    assert assign(parent, course) == rule
    assert Duty.objects.count() == 3


def test_those_who_left_or_come_later_do_not_get_it(own, course, staff):
    today = clock.today()
    employ(own, "Đã Nghỉ", ended_on=today - timedelta(days=1))
    employ(own, "Chưa Đến", started_on=today + timedelta(days=1))
    assert people_of(assign(own, course)) == {staff[0].person_id, staff[1].person_id}


def test_giving_again_reaches_whoever_came_since(own, course, staff):
    rule = assign(own, course)
    newcomer = employ(own, "Mới Đến")
    assign(own, course)
    assert newcomer.person_id in people_of(rule)


def test_a_duty_stays_behind_when_its_rule_does_not_reach_the_new_post(own, sister, course, staff):
    assign(own, course)
    old = staff[0]
    old.ended_on = clock.today()
    old.save()
    new = Official.objects.create(person=old.person, agency=sister, kind="civil_servant")
    giving.follow_posts([new.pk], now=clock.now())
    assert Duty.objects.get(person=old.person).agency == own


@pytest.mark.parametrize("reached_first", [True, False])
def test_a_duty_follows_to_the_new_post_its_rule_reaches(
    parent, own, sister, course, staff, reached_first
):
    assign(own, course)
    old = staff[0]
    old.ended_on = clock.today()
    old.save()
    within = make_agency("Tổ Một", "SYT.NV.1", parent.unit, own)
    offices = [within, sister] if reached_first else [sister, within]
    new = [
        Official.objects.create(person=old.person, agency=office, kind="civil_servant")
        for office in offices
    ]
    giving.follow_posts([post.pk for post in new], now=clock.now())
    assert Duty.objects.get(person=old.person).agency == within


def test_whoever_has_finished_the_course_is_done_at_once(own, course, staff):
    finished = finish(staff[0].person, course.current_edition)
    rule = assign(own, course)
    assert rule.duties.get(person=staff[0].person).done_at == finished.completed_at
    assert rule.duties.get(person=staff[1].person).done_at is None


def test_completing_the_course_closes_the_duty(own, course, staff):
    rule = assign(own, course)
    other = assign(own, make_edition("khoa-khac").course)
    finished = finish(staff[0].person, course.current_edition)
    course_completed.send(None, enrolment_id=finished.pk)
    assert list(rule.duties.exclude(done_at=None)) == [rule.duties.get(person=staff[0].person)]
    assert not other.duties.exclude(done_at=None).exists()


def test_a_hidden_course_is_not_given(own, course):
    Course.objects.filter(pk=course.pk).update(state="hidden")
    with pytest.raises(duties.CourseNotOpen):
        assign(own, course)


def test_cancelling_happens_once_and_the_course_may_be_given_anew(own, course, staff, hoa):
    rule = assign(own, course)
    assert duties.cancel(rule, by=hoa, now=clock.now())
    assert not duties.cancel(rule, by=hoa, now=clock.now())
    assert assign(own, course) != rule
    assert AuditEvent.objects.filter(action="courses.duty_cancelled").count() == 1


def test_standing_counts_each_person_once(own, course, staff):
    employ(own, "Chưa Học")
    finish(staff[0].person, course.current_edition)
    enrolment.enrol(staff[1].person, course, now=clock.now())
    assert duties.standing(assign(own, course)) == Standing(done=1, under_way=1, not_begun=1)
    late = assign(own, course, due_on=clock.today() - timedelta(days=1))
    assert duties.standing(late) == Standing(done=1, late=2)


def test_offices_stand_with_all_below_them_and_most_late_first(parent, own, sister, course, staff):
    employ(make_agency("Tổ Một", "SYT.VP.1", parent.unit, sister), "Vũ Thị Mười")
    finish(staff[0].person, course.current_edition)
    rule = assign(parent, course, due_on=clock.today() - timedelta(days=1))
    assert duties.standings_by_child(rule, parent) == [
        (sister, Standing(late=2)),
        (own, Standing(done=1, late=1)),
    ]
    assert duties.standings_by_child(rule, own) == [(own, Standing(done=1, late=1))]
    assert Standing(done=2, late=1).percent == 66
    assert Standing().percent == 0


def test_the_same_rule_and_the_same_duty_cannot_be_there_twice(own, course, staff, hoa):
    rule = assign(own, course)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyRule.objects.create(agency=own, course=course, due_on=SOON, created_by=hoa)
    duty = rule.duties.first()
    duty.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        duty.save(force_insert=True)


def test_the_manager_is_told_how_many_before_anything_is_given(client, manager, own, course, staff):
    sign_in(client, manager)
    form = {"course": course.code, "due_on": f"{SOON:%d/%m/%Y}", "note": "Kế hoạch 12"}
    page = client.post(f"/co-quan/{own.code}/giao/", form)
    assert "Giao cho 2 người" in page.text
    assert not DutyRule.objects.exists()
    answer = client.post(f"/co-quan/{own.code}/giao/", {**form, "confirm": "1"})
    rule = DutyRule.objects.get()
    assert answer.headers["Location"] == f"/co-quan/{own.code}/viec-hoc/{rule.pk}/"
    assert (rule.note, rule.created_by, rule.duties.count()) == ("Kế hoạch 12", manager, 2)


@pytest.mark.parametrize("day", ["", "hôm qua", "01/01/2020", "01/01/2999"])
def test_a_day_that_cannot_be_is_refused_in_words(client, manager, own, course, day):
    sign_in(client, manager)
    form = {"course": course.code, "due_on": day, "confirm": "1"}
    page = client.post(f"/co-quan/{own.code}/giao/", form)
    assert page.status_code == 422
    assert "Ngày" in page.text or "ngày" in page.text
    assert not DutyRule.objects.exists()


def addresses(agency, rule):
    base = f"/co-quan/{agency.code}/"
    return [
        base,
        f"{base}giao/",
        f"{base}viec-hoc/{rule.pk}/",
        f"{base}viec-hoc/{rule.pk}/xuat.xlsx",
    ]


def test_the_sister_and_nobody_stay_outside(client, own, sister, course, staff, hoa):
    rule = assign(own, course)
    stranger = manager_of(sister, "Hà Văn Lâm")
    for person, status in ((None, 302), (hoa, 403), (stranger, 403)):
        if person:
            sign_in(client, person)
        for address in addresses(own, rule):
            assert client.get(address).status_code == status
        cancel = f"/co-quan/{own.code}/viec-hoc/{rule.pk}/bo/"
        assert client.post(cancel).status_code == status
        form = {"course": course.code, "due_on": f"{SOON:%d/%m/%Y}", "confirm": "1"}
        assert client.post(f"/co-quan/{own.code}/giao/", form).status_code == status
    # Nor does it open under the sister's own address.
    assert client.get(addresses(sister, rule)[2]).status_code == 404
    rule.refresh_from_db()
    assert rule.cancelled_at is None
    assert DutyRule.objects.count() == 1


def test_a_manager_without_the_second_factor_is_led_to_it(client, manager, own, course):
    rule = assign(own, course)
    client.force_login(manager)
    assert [client.get(address).status_code for address in addresses(own, rule)] == [302] * 4


def test_the_manager_above_reaches_the_offices_below(client, parent, own, course, staff):
    sign_in(client, manager_of(parent, "Trần Văn Trên"))
    rule = assign(own, course)
    assert [client.get(address).status_code for address in addresses(own, rule)] == [200] * 4
    assert client.post(f"/co-quan/{own.code}/viec-hoc/{rule.pk}/bo/").status_code == 302
    rule.refresh_from_db()
    assert rule.cancelled_at is not None


def sheet(answer):
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_what_the_agency_above_gave_shows_only_the_own_people(
    client, manager, parent, own, course, staff
):
    rule = assign(parent, course)
    sign_in(client, manager)
    home, _, table, file = addresses(own, rule)
    assert "0 trong 2 đã xong" in client.get(home).text
    page = client.get(table).text
    assert "Đinh Thị An" in page
    assert "Hà Thị Chi" not in page
    assert "Bỏ việc học này" not in page
    assert [row[0] for row in sheet(client.get(file))] == [
        "Họ và tên",
        "Đinh Thị An",
        "Lê Văn Bình",
    ]
    assert client.post(f"{table}bo/").status_code == 403


def test_the_table_and_the_file_keep_to_the_chosen_standing(client, manager, own, course, staff):
    finish(staff[0].person, course.current_edition)
    rule = assign(own, course)
    sign_in(client, manager)
    _, _, table, file = addresses(own, rule)
    page = client.get(table, {"tinh-trang": "done"}).text
    assert "Đinh Thị An" in page
    assert "Lê Văn Bình" not in page
    assert [row[0] for row in sheet(client.get(file, {"tinh-trang": "not_begun"}))][1:] == [
        "Lê Văn Bình"
    ]
    assert client.get(table, {"tinh-trang": "'--"}).status_code == 200


def test_whoever_had_her_name_removed_is_no_empty_line(client, manager, own, course, staff):
    finish(staff[0].person, course.current_edition)
    rule = assign(own, course)
    personal.erase(staff[0].person, by=staff[0].person, now=clock.now())
    sign_in(client, manager)
    _, _, table, file = addresses(own, rule)
    assert ">Người đã xóa thông tin<" in client.get(table).text
    assert "Người đã xóa thông tin" in [row[0] for row in sheet(client.get(file))]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_that_looks_like_a_formula_leaves_as_text(client, manager, own, course, sign):
    employ(own, "Lê Văn Bình", job_title=f"{sign}HYPERLINK(A1)", staff_no="007")
    rule = assign(own, course)
    sign_in(client, manager)
    answer = client.get(addresses(own, rule)[3])
    row = sheet(answer)[1]
    assert row[2:4] == [f"{sign}HYPERLINK(A1)", "007"]
    with ZipFile(BytesIO(answer.content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")
    assert AuditEvent.objects.filter(action="courses.duties_exported").exists()


def test_one_agency_is_entered_at_once_and_several_are_listed(client, manager, parent, own, sister):
    sign_in(client, manager)
    assert client.get("/co-quan/").headers["Location"] == f"/co-quan/{own.code}/"
    assert 'href="/co-quan/"' in client.get("/toi/").text
    sign_in(client, manager_of(parent, "Trần Văn Trên"))
    page = client.get("/co-quan/").text
    assert page.index("Sở Y tế") < page.index("Phòng Nghiệp vụ") < page.index("Văn phòng Sở")


def test_the_list_of_agencies_is_closed_to_others(client, hoa):
    assert client.get("/co-quan/").status_code == 302
    sign_in(client, hoa)
    assert client.get("/co-quan/").status_code == 403
    assert 'href="/co-quan/"' not in client.get("/toi/").text


def test_pages_cost_the_same_for_few_and_many(client, manager, own, course):
    counts = []
    for names in (["A"], ["B", "C", "D", "E"]):
        for number, name in enumerate(names):
            employ(own, f"Lê Văn {name}")
            assign(own, course, due_on=date(2030, 1, number + 1))
        rule = assign(own, course, due_on=date(2030, 1, 1))
        sign_in(client, manager)
        for address in addresses(own, rule):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:4] == counts[4:]
