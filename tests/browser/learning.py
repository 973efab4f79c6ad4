"""Learning a demo course in a browser, step by step, as its file says it should be done."""

import tomllib
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.learner import kept, wait_until

ROOT = Path(__file__).resolve().parents[2]


def written(code):
    """What the file of a demo course says, ready to be followed."""
    file = ROOT / "courses" / "demo" / code / "course.toml"
    course = tomllib.loads(file.read_text(encoding="utf-8"))
    course["by_id"] = {question["id"]: question for question in course["questions"]}
    return course


def learn_lessons(page, course, *, on_step=lambda page, step: None):
    """Do every step of every lesson from the first; ends before the final test."""
    for lesson in course["lessons"]:
        for step in lesson["steps"]:
            here = page.locator(f"[data-kind={step['kind']}]")
            expect(here).to_be_visible()
            _wait_until_kept(page, here.get_attribute("data-step"))
            on_step(page, step)
            _DO[step["kind"]](page, step, course)


def _wait_until_kept(page, step):
    """Nobody is done with a page before its script has come; this hand would be."""
    wait_until(page, lambda: any(row.get("current") == step for row in kept(page, "progress")))


def answer_test(page, course):
    """Begin the final test, answer everything rightly and hand it in."""
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    for slot in course["test"]["questions"]:
        question = course["by_id"][slot["id"] if isinstance(slot, dict) else slot]
        expect(page.get_by_role("heading", name=question["prompt"])).to_be_visible()
        _tap_right_options(page, question)
        page.locator("[data-do=next]").click()
    page.get_by_role("button", name="Nộp bài").click()


def _onward(page):
    page.locator("[data-dock] a:visible", has_text="Tiếp tục").click()


def _tap_right_options(page, question):
    for option in question["options"]:
        if option.get("right"):
            page.locator("label.opt:visible", has_text=option["text"]).first.click()


def _read(page, _step, _course):
    _onward(page)


def _question(page, step, course):
    _tap_right_options(page, course["by_id"][step["question"]])
    page.get_by_role("button", name="Trả lời").click()
    _onward(page)


def _simulate(page, step, _course):
    for screen in step["screens"]:
        target = next(spot for spot in screen["spots"] if spot["role"] == "target")
        if target.get("gesture") == "type":
            page.get_by_label(target["label"]).fill(target["text"])
            page.get_by_role("button", name="Gõ xong").first.click()
        else:
            page.get_by_role("button", name=target["label"], exact=True).click()
        expect(page.get_by_text(screen["right"]).last).to_be_visible()
        if screen is not step["screens"][-1]:
            page.get_by_role("button", name="Màn tiếp theo").click()
    _onward(page)


def _do(page, _step, _course):
    for item in page.locator("[data-checklist] label").all():
        item.click()
    page.get_by_role("button", name="Tôi đã làm xong").click()
    _onward(page)


def _drill(page, step, _course):
    for number, _ in drill_signs(step):
        page.locator(f"[data-part='{number}']").click()
    page.get_by_role("button", name="Giờ xử lý thế nào?").click()
    for choice in safe_way(step):
        page.get_by_role("button", name=choice["text"]).click()
        expect(page.get_by_text(choice["said"]).last).to_be_visible()
        if not choice.get("end"):
            page.get_by_role("button", name="Xem tiếp").click()
    _onward(page)


def drill_signs(step):
    """The signs of a drill with their numbers on the page, the sender being the first part."""
    parts = [{"sign": step.get("sender_why")}, *step["parts"]]
    return [(number, part) for number, part in enumerate(parts) if part.get("sign")]


def safe_way(step, turn=1, seen=()):
    """The answers that lead from a turn to a safe end, or None."""
    for choice in step["turns"][turn - 1]["choices"]:
        if choice.get("end") == "safe":
            return [choice]
        further = choice.get("next")
        if further and further not in seen:
            rest = safe_way(step, further, (*seen, turn))
            if rest:
                return [choice, *rest]
    return None


def _watch(page, _step, _course):
    page.get_by_role("button", name="Tôi đã đọc hết").click()
    expect(page.get_by_role("heading", name="Xong bước này!")).to_be_visible()
    _onward(page)


def _teach(page, _step, _course):
    page.get_by_role("button", name="Tôi đã chỉ xong").click()
    _onward(page)


_DO = {
    "read": _read,
    "watch": _watch,
    "question": _question,
    "simulate": _simulate,
    "do": _do,
    "drill": _drill,
    "teach": _teach,
}
