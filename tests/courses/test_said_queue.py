"""What learners say waits for the authors of its section: answered, published without a name."""

import re
from datetime import timedelta

import pytest

from courses.models import Course, StaleMark, StepQuestion, StepSignal
from courses.services import answers, events, packages
from courses.services import said as said_queue
from lms.common import clock
from lms.notifications.models import Notice
from tests.courses import desk
from tests.courses.phones import Phone
from tests.people import make_person

pytestmark = pytest.mark.django_db
QUEUE = "/quan-tri/khoa-hoc/ba-con-noi/"


@pytest.fixture
def edition(page, indexed, province):
    return desk.publish(page)


@pytest.fixture
def said(edition):
    """Send what somebody says of the practice step."""
    step = edition.steps.get(kind="simulate")
    phone = Phone(edition)

    def send(person, kind, **payload):
        body = phone.event(kind, step.uid, payload)
        outcome = events.receive(person, [body], now=clock.now()).outcomes[0]
        assert outcome.outcome == "accepted", outcome.errors
        return step

    return send


def seen_in(page):
    """What the form of a fault sends of a queue that was looked at."""
    return {"seen": re.search(r'name="seen" value="([^"]+)"', page)[1]}


def test_a_question_is_answered_and_put_under_its_step_without_a_name(
    as_person, hoa, author, said, edition
):
    step = said(hoa, "asked", to="author", text="Nút nộp ở đâu?")
    question = StepQuestion.objects.get()
    address = f"{QUEUE}cau-hoi/{question.pk}/"
    client = as_person("author")
    page = client.get(QUEUE).text
    assert "Nút nộp ở đâu?" in page
    assert "1 câu hỏi chờ trả lời" in client.get("/quan-tri/").text
    assert hoa.given_name not in client.get(address).text
    assert client.post(address, {"answer": "1", "words": " "}).status_code == 422
    assert client.post(address, {"answer": "1", "words": "Nút xanh ở cuối."}).status_code == 302
    notice = Notice.objects.get(person_id=hoa.pk)
    assert (notice.body, notice.url) == ("Nút xanh ở cuối.", "/toi/cau-hoi/")
    public = f"/hoc/{edition.public_id}/{step.uid}/"
    before = client.get(public)
    assert "Có người đã hỏi" not in before.text
    empty = client.post(address, {"publish": "1", "asked": "", "answered": "Có."})
    assert empty.status_code == 422
    client.post(address, {"publish": "1", "asked": "Nút ở đâu?", "answered": "Ở cuối trang."})
    after = client.get(public, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "Ở cuối trang." in after.text
    assert hoa.full_name not in after.text
    edition.course.refresh_from_db()
    assert any("Ở cuối trang." in part for part in packages.of(edition).parts.values())
    client.post(address, {"down": "1"})
    assert "Ở cuối trang." not in client.get(public).text
    as_person("hoa")
    assert "Nút xanh ở cuối." in client.get("/toi/cau-hoi/").text


def test_a_question_can_be_closed_and_opened_again(as_person, hoa, author, said):
    said(hoa, "asked", to="author", text="Sao?")
    question = StepQuestion.objects.get()
    address = f"{QUEUE}cau-hoi/{question.pk}/"
    client = as_person("author")
    client.post(address, {"close": "1"})
    assert "Sao?" in client.get(f"{QUEUE}?xem=xong").text
    client.post(address, {"reopen": "1"})
    assert "Sao?" in client.get(QUEUE).text
    client.post(address, {"close": "1"})
    said(hoa, "asked", to="author", text="Sao nữa?")
    assert not answers.reopen(question, by=author, now=clock.now())


def test_nobody_sees_what_is_said_of_another_section(as_person, hoa, stranger, said, edition):
    step = said(hoa, "asked", to="author", text="Bí mật của mục này?")
    said(hoa, "faulty", reason="wrong", text="Sai ở mục này")
    question = StepQuestion.objects.get()
    client = as_person("stranger")
    for shown in ("hoi", "loi", "to", "xong", "loi-xong"):
        assert "mục này" not in client.get(f"{QUEUE}?xem={shown}").text
    address = f"{QUEUE}cau-hoi/{question.pk}/"
    settle = f"{QUEUE}loi/{edition.public_id}/{step.uid}/"
    for refused in (
        client.get(address),
        client.post(address, {"answer": "1", "words": "x"}),
        client.get(f"{address}tieng/"),
        client.post(settle),
    ):
        assert refused.status_code in {302, 403}
        assert refused.get("Location", "/quan-tri/") == "/quan-tri/"
    question.refresh_from_db()
    assert question.state == "waiting"
    assert not StepSignal.objects.exclude(settled_at=None).exists()


def test_faults_are_gathered_by_step_settled_and_opened_again(
    as_person, hoa, lan, author, said, edition
):
    said(hoa, "faulty", reason="screen")
    step = said(lan, "faulty", reason="other", text="Nút khác màu")
    client = as_person("author")
    page = client.get(f"{QUEUE}?xem=loi").text
    assert "Màn hình khác rồi: 1 người" in page
    assert "“Nút khác màu”" in page
    address = f"{QUEUE}loi/{edition.public_id}/{step.uid}/"
    client.post(address, seen_in(page))
    assert "Nút khác màu" not in client.get(f"{QUEUE}?xem=loi").text
    assert "Nút khác màu" in client.get(f"{QUEUE}?xem=loi-xong").text
    client.post(address, {"lai": "1"})
    assert "Nút khác màu" in client.get(f"{QUEUE}?xem=loi").text
    assert "1 bước bà con báo lỗi" in client.get("/quan-tri/").text
    client.post(address, seen_in(client.get(f"{QUEUE}?xem=loi").text))
    assert "báo lỗi" not in client.get("/quan-tri/").text
    said(lan, "faulty", reason="stuck")
    assert "Bấm không được" in client.get(f"{QUEUE}?xem=loi").text


def test_what_was_said_since_the_page_was_opened_is_not_settled(
    as_person, hoa, lan, author, said, edition
):
    step = said(hoa, "faulty", reason="other", text="Nút khác màu")
    said(lan, "faulty", reason="other", text="Chữ nhỏ")
    client = as_person("author")
    seen = seen_in(client.get(f"{QUEUE}?xem=loi").text)
    said(lan, "faulty", reason="other", text="Nút biến mất")
    said(make_person("Phạm Văn Ba"), "faulty", reason="other", text="Máy đứng")
    answer = client.post(f"{QUEUE}loi/{edition.public_id}/{step.uid}/", seen, follow=True).text
    assert "vừa có người báo thêm" in answer
    assert "Nút khác màu" not in answer
    assert "Nút biến mất" in answer
    assert "Máy đứng" in answer
    settled = StepSignal.objects.exclude(settled_at=None)
    assert [row.text for row in settled] == ["Nút khác màu"]


def test_settling_without_having_looked_settles_nothing(as_person, hoa, author, said, edition):
    step = said(hoa, "faulty", reason="wrong")
    address = f"{QUEUE}loi/{edition.public_id}/{step.uid}/"
    assert "vừa có người báo thêm" in as_person("author").post(address, follow=True).text
    assert not StepSignal.objects.exclude(settled_at=None).exists()


@pytest.mark.parametrize("state", ["closed", "withdrawn"])
def test_faults_of_a_course_nobody_can_open_wait_until_it_is_taught_again(
    as_person, hoa, author, said, edition, state
):
    said(hoa, "faulty", reason="other", text="Nút khác màu")
    client, course = as_person("author"), Course.objects.filter(pk=edition.course_id)
    course.update(state=state, closes_on=clock.today())
    assert "Nút khác màu" not in client.get(f"{QUEUE}?xem=loi").text
    assert "báo lỗi" not in client.get("/quan-tri/").text
    course.update(state="open", closes_on=None)
    assert "Nút khác màu" in client.get(f"{QUEUE}?xem=loi").text


def test_a_team_that_does_not_answer_in_time_is_helped_by_the_author(as_person, hoa, author, said):
    said(hoa, "asked", to="author", text="Hỏi tổ?")
    StepQuestion.objects.update(to="team")
    client = as_person("author")
    assert "Hỏi tổ?" not in client.get(QUEUE).text
    # Until then it is between neighbours.
    assert "Hỏi tổ?" not in client.get(f"{QUEUE}?xem=to").text
    address = f"{QUEUE}cau-hoi/{StepQuestion.objects.get().pk}/"
    assert client.get(address).status_code in {302, 403}
    StepQuestion.objects.update(received_at=clock.now() - timedelta(days=8))
    for shown in ("hoi", "to"):
        assert "Hỏi tổ?" in client.get(f"{QUEUE}?xem={shown}").text
    assert client.get(address).status_code == 200
    StepQuestion.objects.update(state="answered", answer="Có.", received_at=clock.now())
    assert "Hỏi tổ?" in client.get(f"{QUEUE}?xem=to").text


def test_a_screen_that_enough_people_say_has_changed_is_marked_for_its_author(
    hoa, lan, said, edition
):
    step = said(hoa, "faulty", reason="screen")
    said(hoa, "faulty", reason="screen")
    said(lan, "faulty", reason="screen")
    said(make_person("Phạm Văn Ba"), "faulty", reason="stuck")
    assert not StaleMark.objects.exists()
    said(make_person("Phạm Văn Tư"), "faulty", reason="screen")
    mark = StaleMark.objects.get()
    assert (mark.step_uid, mark.kind, mark.count) == (step.uid, "screen_changed", 3)
    assert mark.lesson.title == "Tìm thủ tục"
    StaleMark.objects.update(closing="still_right", closed_at=clock.now())
    said(make_person("Phạm Văn Năm"), "faulty", reason="screen")
    assert StaleMark.objects.count() == 1


def test_what_its_author_settled_is_not_counted_for_the_next_mark(hoa, lan, author, said, edition):
    step = said(hoa, "faulty", reason="screen")
    said(lan, "faulty", reason="screen")
    (fault,) = said_queue.told([*said_queue.faults(author)])
    said_queue.settle(edition, step.uid, seen=fault.row.seen, by=author, now=clock.now())
    said(make_person("Phạm Văn Ba"), "faulty", reason="screen")
    said(make_person("Phạm Văn Tư"), "faulty", reason="screen")
    assert not StaleMark.objects.exists()
    # Whoever says it anew counts again.
    said(hoa, "faulty", reason="screen")
    assert StaleMark.objects.get().count == 3


@pytest.mark.parametrize("enough", [1, 2, 4])
def test_how_many_are_enough_is_a_setting(said, edition, settings, enough):
    settings.STALE_AFTER_REPORTS = enough
    for number in range(4):
        assert StaleMark.objects.exists() == (number >= enough)
        said(make_person(f"Phạm Văn {number}"), "faulty", reason="screen")
    assert StaleMark.objects.get().count == 4


def test_the_queue_costs_the_same_for_many(as_person, author, said, django_assert_max_num_queries):
    for number in range(6):
        person = make_person(f"Phạm Thị {number}")
        said(person, "asked", to="author", text=f"Câu {number}?")
        said(person, "faulty", reason="wrong", text=f"Sai {number}")
    client = as_person("author")
    client.get(QUEUE)
    for shown in ("hoi", "loi"):
        with django_assert_max_num_queries(25):
            client.get(f"{QUEUE}?xem={shown}")
