"""What an author sees of those who learn, under each level, and the refresher for those done."""

from datetime import timedelta

import pytest

from courses.models import CourseEdition
from courses.services import effects, publishing, refreshing, scheduling
from courses.services.levels import Level
from lms.common import clock
from lms.jobs import running
from tests.courses import desk
from tests.people import make_person, sign_in
from tests.prove._versions import Hand


@pytest.fixture
def address(page):
    return f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/"


@pytest.fixture
def edition(standing_edition, page):
    return desk.fresh(standing_edition)


def learn(person, edition, *, to_the_end=False):
    hand = Hand(person, edition)
    steps = hand.steps if to_the_end else hand.steps[:1]
    tests = [hand.test(right=True)] if to_the_end else []
    hand.send([*map(hand.finish, steps), *tests])
    return person.enrolments.get()


def major(page, **more):
    """A new edition in which one may touch elsewhere, and a second sentence was mended."""
    steps = desk.raw_steps(page)
    steps[1]["value"]["screens"][0]["value"]["spots"][0]["value"]["x"] = 2
    steps[0]["value"]["title"] = "Tìm thủ tục"
    desk.set_steps(page, *steps)
    return desk.publish(page, **more)


def test_the_page_counts_who_learns_and_says_what_becomes_of_them(
    page, edition, address, editor, client
):
    learn(make_person("Trần Thị Hoa"), edition)
    learn(make_person("Bùi Thị Nga"), edition, to_the_end=True)
    desk.edit(page, summary="Nộp hồ sơ ngay ở nhà.")
    sign_in(client, editor)
    shown = client.get(address).content.decode()
    assert "1 người đang học: chuyển sang bản mới, bước đã xong vẫn tính." in shown
    assert "1 người đang học: giữ bản đang học cho tới khi xong" in shown
    assert shown.count("1 người đã học xong: kết quả, điểm và giấy chứng nhận giữ nguyên.") == 3
    assert 'value="typo" aria-describedby="means-typo" checked' in shown


def test_a_level_below_what_changed_cannot_be_chosen(page, edition, address, editor, client):
    steps = [desk.read_step(text="<p>Khác.</p>"), desk.do_step("moi", "Việc mới")]
    desk.set_steps(page, *steps)
    sign_in(client, editor)
    assert client.get(address).content.decode().count("Không chọn được") == 2
    shown = client.post(address, {"level": "typo"}).content.decode()
    assert "error-message" in shown
    assert CourseEdition.objects.count() == 1


def test_who_is_behind_a_major_change_is_counted_apart(page, edition):
    learn(make_person("Trần Thị Hoa"), edition)
    newer = major(page)
    learn(make_person("Bùi Thị Nga"), newer)
    people = effects.reach(newer)
    assert (people.under_way, people.behind, people.done) == (1, 1, 0)
    said = effects.effects(Level.TYPO, people)
    assert said[1].startswith("1 người đang học bản trước thay đổi lớn: giữ bản của mình.")
    assert effects.effects(Level.MAJOR, people)[0].startswith("2 người đang học: giữ bản")
    assert effects.effects(Level.MAJOR, effects.reach(None)) == ["Chưa có ai học khóa này."]


def test_the_label_and_the_offer_wait_with_the_date(page, edition, address, editor, time_machine):
    desk.edit(page, summary="Nộp hồ sơ ngay ở nhà.")
    later = clock.now() + timedelta(days=1)
    scheduling.schedule(page, at=later, by=editor, level="major", note="Có gì mới", refresher=True)
    time_machine.move_to(later + timedelta(seconds=1))
    running.drain("now")
    newest = CourseEdition.objects.get(number=2)
    assert (newest.level, newest.note, newest.published_by) == ("major", "Có gì mới", editor)


def test_those_done_are_offered_the_changed_steps_and_keep_what_they_have(
    page, edition, hoa, client
):
    done = learn(hoa, edition, to_the_end=True)
    newer = major(page, refresher=True)
    [step] = [step for step in newer.steps.all() if step.kind == "simulate"]
    assert newer.refresher["steps"] == [step.uid]
    client.force_login(hoa)
    assert f"/hoc/{newer.public_id}/on-lai/" in client.get("/toi/").content.decode()
    first = client.get(f"/hoc/{newer.public_id}/on-lai/").content.decode()
    assert step.title in first
    assert "giấy chứng nhận vẫn còn nguyên" in first
    shown = client.get(f"/hoc/{newer.public_id}/on-lai/1/").content.decode()
    assert f'data-next="/hoc/{newer.public_id}/on-lai/xong/"' in shown
    assert f'href="/hoc/{newer.public_id}/on-lai/"' in shown
    assert client.get(f"/hoc/{newer.public_id}/on-lai/2/").status_code == 404
    assert client.get(f"/hoc/{edition.public_id}/on-lai/").status_code == 404
    end = client.get(f"/hoc/{newer.public_id}/on-lai/xong/").content.decode()
    assert "nắm được phần mới" in end
    Hand(hoa, newer).send([Hand(hoa, newer).finish(step)])
    now = hoa.enrolments.get()
    for name in ("completed_at", "completed_edition_id", "completed_mark", "completed_rule"):
        assert getattr(now, name) == getattr(done, name)
    assert "on-lai" not in client.get("/toi/").content.decode()


def test_nobody_else_is_offered_it(page, edition, hoa, lan, time_machine):
    learn(hoa, edition, to_the_end=True)
    learn(lan, edition)
    newer = major(page, refresher=True)
    assert [*refreshing.offers(hoa)] == [edition.course.code]
    assert refreshing.offers(lan) == {}
    desk.edit(page, summary="Nộp hồ sơ ngay ở nhà.")
    small = desk.publish(page)
    assert small.refresher == newer.refresher
    assert refreshing.offers(hoa)[edition.course.code].url == f"/hoc/{small.public_id}/on-lai/"
    time_machine.move_to(clock.now() + timedelta(days=91))
    assert refreshing.offers(hoa) == {}


def test_no_offer_where_none_was_made_or_the_change_is_small(page, edition, hoa):
    learn(hoa, edition, to_the_end=True)
    assert major(page).refresher is None
    desk.edit(page, summary="Nộp hồ sơ ngay ở nhà.")
    assert desk.publish(page, refresher=True).refresher is None


def test_two_minutes_have_room_for_what_weighs_most(page, edition):
    steps = desk.raw_steps(page)
    more = [desk.read_step(f"doc-{n}", f"Đọc thêm {n}", required=False) for n in range(6)]
    desk.set_steps(page, *steps, *more, desk.do_step("viec", "Việc phải làm"))
    found = publishing.review(desk.fresh(page))
    chosen = refreshing.chosen(edition, found.weighed.compiled)
    assert "Việc phải làm" in [step.title for step in chosen.steps]
    assert chosen.minutes <= 2
    assert len(chosen.steps) + chosen.left_out == 7
