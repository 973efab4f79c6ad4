"""A small course typed into the editor's own screens, field by field, as an author does."""

import re

from playwright.sync_api import expect

from tests.browser import desk_driving
from tests.courses.desk import SVG

COURSE = {
    "title": "Gọi video cho con cháu",
    "lessons": [
        {
            "title": "Bấm nút gọi",
            "steps": [
                {
                    "kind": "read",
                    "title": "Tìm nút có hình máy quay",
                    "text": "Nút gọi video có hình máy quay, ở góc trên.",
                },
                {
                    "kind": "simulate",
                    "title": "Tập bấm nút gọi",
                    "screens": [
                        {
                            "alt": "Trang nhắn tin, nút gọi video ở trên cùng",
                            "ask": "Chạm vào nút gọi video",
                            "hint": "Nút ở trên cùng.",
                            "right": "Máy đang gọi cho con.",
                            "spots": [{"role": "target", "label": "Hình máy quay"}],
                        }
                    ],
                },
                {"kind": "question", "title": "Hỏi nhanh", "question": "nut"},
            ],
        }
    ],
    "by_id": {
        "nut": {
            "prompt": "Nút gọi video có hình gì?",
            "options": [{"text": "Máy quay", "right": True}, {"text": "Ống nghe"}],
        },
        "mang": {
            "prompt": "Gọi video nên dùng mạng nào cho đỡ tốn?",
            "options": [{"text": "Wi-Fi ở nhà", "right": True}, {"text": "Mạng di động"}],
        },
    },
    "test": {"questions": ["mang"]},
}
"""In the form `learning` follows."""


def write_course(page, course, *, look):
    """Questions, the course with its test, one lesson with its steps; `look` at each screen."""
    for question in course["by_id"].values():
        _write_question(page, question)
    look(page, "write-question")
    page.goto("/quan-tri/")
    look(page, "desk")
    _write_introduction(page, course)
    look(page, "write-course")
    _write_lesson(page, course)
    look(page, "write-lesson")


def _write_question(page, question):
    page.goto("/quan-tri/snippets/courses/question/add/")
    page.locator("#id_prompt").fill(question["prompt"])
    page.locator("#id_explanation").fill("Nhìn kỹ hình trên nút.")
    for number, option in enumerate(question["options"]):
        _add_block(page)
        _fill(page, f"options-{number}-value", text=option["text"], said="Nhìn kỹ nhé.")
        page.locator(f"[name=options-{number}-value-right]").set_checked("right" in option)
    desk_driving.save_draft(page)


def _write_introduction(page, course):
    page.get_by_role("link", name="Khóa học mới trong").first.click()
    page.locator("#id_title").fill(course["title"])
    page.locator("#id_summary").fill("Gọi thấy mặt con cháu, không mất tiền.")
    page.locator("#id_can_do").fill("Gọi video được cho người nhà")
    page.get_by_role("tab", name="Bài kiểm tra").click()
    for number, question in enumerate(course["test"]["questions"]):
        _add_block(page)
        _choose_question(page, f"final_test-{number}-value-question", course["by_id"][question])
    desk_driving.save_draft(page)


def _write_lesson(page, course):
    (lesson,) = course["lessons"]
    card = desk_driving.card_of(page, course["title"])
    card.get_by_role("link", name="Thêm bài học").click()
    page.locator("#id_title").fill(lesson["title"])
    page.locator("#id_minutes").fill("3")
    for number, step in enumerate(lesson["steps"]):
        block, write = _STEPS[step["kind"]]
        _add_block(page, block)
        _fill(page, f"steps-{number}-value", title=step["title"])
        write(page, f"steps-{number}-value", step, course)
    desk_driving.save_draft(page)


def _read(page, _field, step, _course):
    desk_driving.type_text(page, step["text"])


def _simulate(page, field, step, _course):
    (screen,) = step["screens"]
    field = f"{field}-screens-0-value"
    _fill(page, field, **{name: screen[name] for name in ("alt", "ask", "hint", "right")})
    _fill(page, f"{field}-spots-0-value", label=screen["spots"][0]["label"])
    _chooser(page, f"{field}-image").get_by_role("button", name="Chọn hình").click()
    upload = page.locator(".modal-dialog")
    upload.get_by_role("tab", name="Tải lên").click()
    drawing = {"name": "man-hinh.svg", "mimeType": "image/svg+xml"}
    drawing["buffer"] = SVG.format(fill="#f6f7f9").encode()
    upload.locator("[type=file]").set_input_files(drawing)
    # Wagtail takes the name over from the file, but not at once.
    upload.get_by_label("Tên").fill("Màn hình")
    upload.get_by_label("Mô tả").fill(screen["alt"])
    upload.get_by_role("button", name="Tải lên").click()
    expect(upload).to_have_count(0)
    page.get_by_role("button", name="Không có").click()
    page.get_by_role("button", name="+ Chỗ đúng").click()
    page.locator(".board-stage").click()
    expect(page.locator(".board-box")).to_have_count(1)


def _question(page, field, step, course):
    _choose_question(page, f"{field}-question", course["by_id"][step["question"]])


_STEPS = {
    "read": ("Bước đọc", _read),
    "simulate": ("Sân tập", _simulate),
    "question": ("Câu hỏi", _question),
}


def _add_block(page, kind=None):
    """At the end of the last stream that is shown; of what kind is asked only where there are."""
    page.locator("[data-streamfield-stream-container] .c-sf-add-button:visible").last.click()
    if kind:
        page.get_by_role("option", name=re.compile(kind)).click()


def _fill(page, field, **values):
    for name, value in values.items():
        page.locator(f"[name={field}-{name}]").fill(value)


def _chooser(page, field):
    return page.locator(f"#{field}-chooser")


def _choose_question(page, field, question):
    _chooser(page, field).get_by_role("button", name="Chọn").first.click()
    page.locator(".modal-dialog").get_by_role("link", name=question["prompt"]).click()
    expect(page.locator(".modal-dialog")).to_have_count(0)
