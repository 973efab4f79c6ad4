"""A drill as its author writes it: what is refused, where it leads, what is shown."""

import gzip

import pytest

from courses.drafting import drafts
from courses.models import CourseEdition
from courses.services import levels, validation
from courses.services.compiling import compile_course
from tests.courses import desk
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import drill_values


def problems(page, step):
    desk.set_steps(page, step)
    return {p.message: p for p in validation.problems(drafts.latest(page))}


def at(name):
    return f"#block-{desk.block_id(name)}-section"


def test_a_drill_fit_to_publish_is_frozen_with_its_sender_first(page):
    assert not problems(page, desk.drill_step())
    desk.publish(page)
    values = CourseEdition.objects.get().steps.get(kind="drill").values
    assert [part["sign"] for part in values["parts"]] == ["sender", "money"]
    assert [[c["next"] for c in turn["choices"]] for turn in values["turns"]] == [[2, 0], [0, 0]]


@pytest.mark.parametrize(
    ("changes", "message", "place"),
    [
        ({"intro": " "}, "Diễn tập chưa có lời dặn.", "dien"),
        ({"sender": ""}, "Chưa ghi tên người gửi, số gọi hoặc địa chỉ trang.", "dien"),
        ({"parts": []}, "Diễn tập chưa có câu nào để đọc.", "dien"),
        ({"sender_why": "", "sign": "none"}, "Chưa có dấu hiệu nào để tìm.", "dien"),
        ({"turns": []}, "Câu chuyện chưa có lượt nào để chọn.", "dien"),
        (
            {"turns": [[("safe", "Hỏi")]]},
            "Mỗi lượt có hai đến bốn cách trả lời, lượt này có 1.",
            "dien-luot-1",
        ),
        (
            {"turns": [[("safe", ""), ("safe", "Hỏi")]]},
            "Cách trả lời này còn trống.",
            "dien-luot-1-0",
        ),
        ({"turns": [[(7, "Tắt"), ("safe", "Hỏi")]]}, "Không có lượt số 7.", "dien-luot-1-0"),
        (
            {"turns": [[(None, "Tắt"), ("safe", "Hỏi")]]},
            "Chưa ghi đi tiếp tới lượt số mấy, hoặc chọn hết chuyện.",
            "dien-luot-1-0",
        ),
        (
            {"turns": [[("harmed", "Tắt"), ("harmed", "Hỏi")]]},
            "Câu chuyện chưa có cái kết an toàn nào.",
            "dien",
        ),
        (
            {"turns": [[(2, "Tắt"), ("safe", "Hỏi")], [(1, "Quay lại"), ("safe", "Thôi")]]},
            "Tới lượt này là lượt thứ năm, câu chuyện phải hết. Coi chừng đi vòng.",
            "dien-luot-1",
        ),
    ],
)
def test_what_is_wrong_leads_to_its_place(page, changes, message, place):
    problem = problems(page, desk.drill_step(**changes))[message]
    assert problem.url.endswith(at(place))
    assert not problem.is_warning


def test_a_turn_nothing_leads_to_is_a_warning_and_its_safe_end_does_not_count(page):
    turns = [[("harmed", "Tắt"), ("harmed", "Hỏi")], [("safe", "Tắt"), ("safe", "Hỏi")]]
    found = problems(page, desk.drill_step(turns=turns))
    assert found["Không cách trả lời nào dẫn tới lượt này."].is_warning
    assert not found["Câu chuyện chưa có cái kết an toàn nào."].is_warning


def change(page, step):
    desk.set_steps(page, desk.drill_step())
    desk.publish(page)
    desk.set_steps(page, step)
    edition = CourseEdition.objects.get()
    return levels.floor_of(levels.since(edition, compile_course(desk.fresh(page))))


def test_other_words_are_a_small_change(page):
    assert change(page, desk.drill_step(intro="Tìm chỗ lạ.")) == "typo"


def test_another_way_through_the_story_is_a_great_change(page):
    turns = [[("safe", "Tắt máy"), ("harmed", "Chuyển")], [("safe", "Hỏi"), ("harmed", "Nghe")]]
    assert change(page, desk.drill_step(turns=turns)) == "major"


def test_the_page_is_light_names_its_script_and_can_be_read_without(client, db):
    lessons = [("Gọi", "", [("lua-dao", "drill", "Công an gọi", 3, drill_values())])]
    edition = make_edition("dien-tap", lessons=lessons, with_test=False)
    address = f"/hoc/{edition.public_id}/{step_uid('dien-tap', 'lua-dao')}/"
    packed = client.get(address, headers={"Accept-Encoding": "gzip"}).content
    assert len(packed) <= 6 * 1024
    page = gzip.decompress(packed).decode()
    assert "Màn hình tập, không gửi gì đi thật" in page
    assert 'src="/static/js/drill' in page
    unscripted = page.split("<noscript><section")[1]
    assert "Công an không gọi bằng số lạ." in unscripted


def test_its_script_travels_with_the_course(client, db):
    lessons = [("Gọi", "", [("lua-dao", "drill", "Công an gọi", 3, drill_values())])]
    edition = make_edition("dien-tap", lessons=lessons, with_test=False)
    assert "/static/js/drill" in client.get(f"/hoc/{edition.public_id}/goi.json").text
