"""Showing somebody at home: written, published, shown, and counted without a name."""

import pytest

from courses.drafting import drafts
from courses.models import CourseEdition, LearningEvent
from courses.services import events, validation
from tests.courses import desk
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import teach_values
from tests.courses.phones import NOW, Phone


@pytest.fixture
def phone(db):
    lessons = [("Nhà", "", [("chi-lai", "teach", "Chỉ lại cho một người", 5, teach_values())])]
    phone = Phone(make_edition("chi-lai", lessons=lessons, with_test=False))
    phone.uids["chi-lai"] = step_uid("chi-lai", "chi-lai")
    return phone


def send(person, phone, payload):
    return events.receive(person, [phone.event("done", "chi-lai", payload)], now=NOW)


def test_a_card_is_published_with_its_three_points(page):
    desk.set_steps(page, desk.teach_step())
    desk.publish(page)
    values = CourseEdition.objects.get().steps.get(kind="teach").values
    assert values["points"] == ["Dừng lại", "Hỏi người nhà", "Báo công an xã"]
    assert "Chỉ cho một người" in values["intro"]


@pytest.mark.parametrize("points", ["", "Một", "Một\nHai", "Một\nHai\nBa\nBốn"])
def test_a_card_of_other_than_three_points_is_refused_at_its_block(page, points):
    desk.set_steps(page, desk.teach_step(points=points))
    (problem,) = validation.errors(drafts.latest(page))
    count = len(points.splitlines())
    assert problem.message == f"Thẻ cần đúng ba ý, mỗi dòng một ý. Bây giờ có {count}."
    assert problem.url.endswith(f"#block-{desk.block_id('chi')}-section")


def test_saying_to_how_many_finishes_the_step(hoa, phone):
    received = send(hoa, phone, {"people": 2})
    assert received.outcomes[0].outcome == "accepted"
    assert received.enrolments[0].completed_at
    assert LearningEvent.objects.get().payload == {"people": 2}


@pytest.mark.parametrize(
    "payload", [{}, {"people": 0}, {"people": 21}, {"people": "2"}, {"people": 1, "name": "Lan"}]
)
def test_no_count_too_many_or_a_name_is_not_taken(hoa, phone, payload):
    assert send(hoa, phone, payload).outcomes[0].outcome == "rejected"
    assert not LearningEvent.objects.exists()


def test_the_page_shows_the_card_and_names_its_script(client, phone):
    page = client.get(f"/hoc/{phone.edition.public_id}/{phone.uids['chi-lai']}/").text
    assert "Tắt máy rồi hỏi" in page
    assert 'src="/static/js/doing' in page
    assert "Tên chỉ nằm trong máy này" in page


def test_the_card_is_on_paper(client, phone):
    page = client.get(f"/hoc/{phone.edition.public_id}/in/1/").text
    assert "<li>Giục gấp là dừng</li>" in page
