"""The placement check: what it asks, how it is marked, and what passing it counts for."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from certificates.services import holding
from courses import models
from courses.models import Course, Duty, Enrolment, Placement
from courses.services import duties, placement, sheets
from courses.services.duties import Standing
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.users.services import merging, personal
from tests.certificates.conftest import finish
from tests.certificates.issuers import make_issuer
from tests.courses import desk
from tests.courses.editions import make_edition
from tests.courses.lessons import TEST_KEY
from tests.courses.placing import FIVE, NOW, answers_to, lend, take
from tests.courses.test_duties import SOON, employ, manager_of
from tests.factories import make_agency, make_province
from tests.people import make_person


def asked(number):
    return [(one.edition, one.slot["slot"]) for one in sheets.sheet(number).questions]


def test_ten_questions_are_shared_out_evenly_among_the_courses(db):
    editions = [lend(f"khoa-{number}") for number in range(3)]
    found = [edition for edition, _slot in asked(1)]
    assert len(found) == 10
    assert sorted(found.count(edition.public_id) for edition in editions) == [3, 3, 4]


def test_a_course_gets_as_many_questions_as_its_rule_needs_and_others_wait(db):
    for number in range(4):
        lend(f"khoa-{number}", rule="done")
    first, second = ({edition for edition, _slot in asked(number)} for number in (1, 2))
    assert len(first) == 3
    assert len(first | second) == 4


def test_only_marked_questions_of_open_courses_that_lend_any_are_asked(db):
    lend("khong-hoi", rule="none")
    lend("qua-it", slots=["s1"])
    make_edition("khong-kiem-tra", with_test=False)
    closed = lend("da-an").course
    closed.state = "hidden"
    closed.save()
    some = lend("khoa", slots=["s2", "s3"])
    assert sorted(asked(1)) == [(some.public_id, "s2"), (some.public_id, "s3")]


def test_the_next_sheet_asks_what_the_first_did_not(db):
    for number in range(5):
        lend(f"khoa-{number}")
    assert len(asked(1)) == len(asked(2)) == 10
    assert not set(asked(1)) & set(asked(2))


def test_the_page_is_the_same_for_everybody_and_holds_no_key(client, hoa):
    lend("khoa")
    page = client.get("/thu-suc/")
    assert "Trang nào là Cổng dịch vụ công thật?" in page.text
    assert "data-right" not in page.text
    assert TEST_KEY["s1"]["explanation"] not in page.text
    client.force_login(hoa)
    again = client.get("/thu-suc/")
    assert again.text == page.text
    assert not again.cookies
    assert "Cookie" not in again["Vary"]


def test_a_page_without_questions_says_so_and_is_linked_from_nowhere(client, db):
    assert "Chưa có câu hỏi nào" in client.get("/thu-suc/").text
    assert "/thu-suc/" not in client.get("/").text
    lend("khoa")
    assert "/thu-suc/" in client.get("/").text
    assert "/thu-suc/" in client.get("/tim/").text


@pytest.mark.parametrize("number", [0, 201, 10**9])
def test_there_are_only_so_many_sheets(client, db, number):
    assert client.get(f"/thu-suc/{number}/").status_code == 404


def test_what_is_known_is_a_record_of_its_own(hoa):
    known, unknown = lend("biet", rule="done"), lend("chua-biet", rule="done")
    found = {one.course: one for one in placement.verdicts(take(hoa, wrong=[unknown]))}
    assert found["biet"].passed
    assert not found["chua-biet"].passed
    row = models.TestOut.objects.get()
    assert (row.course, row.rule, row.right_count, row.asked_count) == (known.course, "done", 4, 4)
    assert AuditEvent.objects.get(action="courses.tested_out").detail["course"] == "biet"
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("asked_count", "right", "passed"),
    [(1, 1, False), (2, 2, True), (4, 3, False), (5, 4, True), (5, 3, False), (10, 8, True)],
)
def test_one_in_five_may_be_wrong(asked_count, right, passed):
    assert placement.passes(asked_count, right) is passed


def test_the_same_check_sent_twice_is_taken_once(hoa):
    lend("khoa", rule="done")
    event_id = uuid7()
    assert take(hoa, event_id=event_id) == take(hoa, event_id=event_id)
    assert Placement.objects.count() == models.TestOut.objects.count() == 1


def test_a_check_of_somebody_else_is_not_taken(hoa, lan):
    lend("khoa")
    event_id = uuid7()
    take(hoa, event_id=event_id)
    with pytest.raises(sheets.SheetUnknown):
        take(lan, event_id=event_id)


def test_the_next_check_rests_a_month_and_asks_other_questions(hoa):
    lend("khoa")
    take(hoa)
    with pytest.raises(placement.TooSoon):
        take(hoa, number=2, now=NOW + timedelta(days=29))
    later = NOW + timedelta(days=31)
    with pytest.raises(placement.OtherRound):
        take(hoa, number=1, now=later)
    assert take(hoa, number=2, now=later).round == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda seal, answers: (seal + "x", answers),
        lambda seal, answers: ("", answers),
        lambda seal, answers: (seal, answers[:-1]),
        lambda seal, answers: (seal, [["khong-co"], *answers[1:]]),
    ],
)
def test_only_questions_of_ours_are_marked(hoa, spoil):
    lend("khoa")
    sheet = sheets.sheet(1)
    seal, answers = spoil(sheet.seal, answers_to(sheet))
    with pytest.raises(sheets.SheetUnknown):
        placement.receive(hoa, event_id=uuid7(), seal=seal, answers=answers, now=NOW)
    assert not Placement.objects.exists()


@pytest.fixture
def clerk(db):
    agency = make_agency("Sở Y tế", "SYT", make_province())
    return employ(agency, "Vũ Văn Thành")


def give(clerk, edition):
    agency = clerk.agency
    by = manager_of(agency, "Ngô Thị Thu")
    return duties.assign(agency, edition.course, due_on=SOON, by=by, note="", now=clock.now())


@pytest.mark.parametrize(("rule", "is_done"), [("advice", False), ("done", True)])
@pytest.mark.parametrize("given_first", [True, False])
def test_a_duty_is_done_where_the_course_says_so(clerk, rule, is_done, given_first):
    edition = lend("khoa", rule=rule)
    if given_first:
        found = give(clerk, edition)
        take(clerk.person)
    else:
        take(clerk.person)
        found = give(clerk, edition)
    expected = Standing(done=1) if is_done else Standing(not_begun=1)
    assert duties.standing(found) == expected


def test_a_certificate_is_given_only_where_the_course_says_so(hoa, lan, run_jobs):
    make_issuer(make_agency("Sở Khoa học và Công nghệ", "SKHCN", make_province()))
    done = lend("khoa", rule="done")
    take(hoa)
    assert not hoa.enrolments.exists()
    models.Course.objects.filter(pk=done.course_id).update(state="hidden")
    lend("co-giay", rule="certificate", slots=FIVE)
    take(lan)
    enrolment = Enrolment.objects.get(learner=lan)
    assert enrolment.completed_at == NOW
    assert enrolment.completed_rule["test_out"] is True
    assert enrolment.completed_mark is None
    run_jobs()
    assert holding.held_by(lan).count() == 1
    assert not holding.held_by(hoa).exists()


def test_two_records_made_one_keep_what_either_knew(clerk):
    twin = make_person("Vũ Văn Thành")
    edition = lend("khoa", rule="done")
    found = give(clerk, edition)
    take(twin)
    assert duties.standing(found).done == 0
    merging.merge(twin, clerk.person, by=clerk.person, now=clock.now())
    assert Placement.objects.get().person == clerk.person
    assert duties.standing(found).done == 1
    assert Duty.objects.get().done_at == NOW


def test_it_can_be_taken_home_and_is_erased(hoa):
    lend("khoa", rule="done")
    take(hoa)
    part = next(part for part in personal.parts() if part.name == "placement")
    assert part.describe(hoa) == ["1 lần thử sức"]
    (told,) = part.export(hoa)
    assert told["known"][0]["right_count"] == 4
    part.erase(hoa)
    assert not Placement.objects.exists()
    assert not models.TestOut.objects.exists()


@pytest.mark.parametrize("wrong", [{"rule": "none"}, {"right_count": 9}])
def test_a_test_out_says_what_can_be(hoa, wrong):
    lend("khoa", rule="done")
    take(hoa)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.TestOut.objects.update(**wrong)
    row = models.TestOut.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_result_names_what_to_learn_first_and_what_to_skip(client, hoa):
    lend("biet", rule="done")
    unknown = lend("chua-biet")
    take(hoa, wrong=[unknown])
    client.force_login(hoa)
    page = client.get("/toi/thu-suc/").text
    learn, skip = page.index("Nên học</h2>"), page.index("Có thể bỏ qua</h2>")
    assert learn < page.index('href="/khoa-hoc/chua-biet/"') < skip
    assert skip < page.index("Tính là đã xong khóa này.") < page.index('href="/khoa-hoc/biet/"')
    assert "thử lại được, với câu hỏi khác" in page
    mine = client.get("/toi/").text
    assert "Đã biết, khỏi học" in mine
    assert "tính là đã xong" in mine


LEARNT, KNOWN = "Học rồi mà lâu ngày quên", "Khóa này bà con đã học xong."


@pytest.mark.parametrize(
    ("finished", "wrong", "heading", "said"),
    [
        ("", "", "Bà con biết hết những việc này rồi", ["Khỏi học cũng được"] * 2),
        ("a", "", "Bà con biết hết những việc này rồi", [KNOWN, "Khỏi học cũng được"]),
        ("ab", "ab", "Những khóa này bà con học xong cả rồi", [LEARNT] * 2),
        ("ab", "a", "Những khóa này bà con học xong cả rồi", [LEARNT, KNOWN]),
        ("a", "a", "Không còn khóa nào phải học trước", [LEARNT, "Khỏi học cũng được"]),
        ("a", "ab", "Nên học gì trước", ["nên học cho chắc", LEARNT]),
        ("", "ab", "Nên học gì trước", ["nên học cho chắc"] * 2),
    ],
)
def test_the_result_is_true_of_what_was_learnt_before(client, hoa, finished, wrong, heading, said):
    editions = {name: lend(name) for name in "ab"}
    for name in finished:
        finish(hoa, editions[name])
    take(hoa, wrong=[editions[name] for name in wrong])
    client.force_login(hoa)
    page = client.get("/toi/thu-suc/").text
    assert f"<h1>{heading}</h1>" in page
    known = [name for name in "ab" if name not in wrong]
    assert page.count("</svg>Biết rồi<") == len(known)
    assert page.count("</svg>Đã học xong<") == len([n for n in finished if n in wrong])
    places = [page.index(words) for words in said]
    assert places == sorted(places)
    for words in (LEARNT, KNOWN, "nên học cho chắc", "Khỏi học cũng được"):
        assert page.count(words) == said.count(words)


def test_a_result_whose_courses_have_all_closed_says_nothing_of_them(client, hoa):
    edition = lend("dong")
    take(hoa)
    Course.objects.filter(pk=edition.course_id).update(state=Course.State.HIDDEN)
    client.force_login(hoa)
    page = client.get("/toi/thu-suc/").text
    assert "<h1>Kết quả thử sức</h1>" in page
    assert "biết hết" not in page


def test_whoever_took_none_is_led_to_it(client, hoa):
    client.force_login(hoa)
    assert 'href="/thu-suc/"' in client.get("/toi/thu-suc/").text


def test_authors_say_what_it_counts_for(page):
    assert "placement" not in desk.publish(page).outline
    desk.edit(page, test_out="none")
    edition = desk.publish(page)
    assert edition.outline["placement"]["rule"] == "none"
    assert edition.level == "typo"


def test_too_few_questions_for_what_it_should_count_for_are_no_edition(page):
    slots = json.loads(json.dumps(list(page.final_test.raw_data)))
    for slot in slots:
        slot["value"]["placement"] = False
    desk.edit(page, test_out="done", final_test=json.dumps(slots))
    with pytest.raises(Exception, match="ít nhất 3 câu"):
        desk.publish(page)
