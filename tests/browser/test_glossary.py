"""A resident taps a hard word and is told what it means, without a network too."""

from playwright.sync_api import expect

from tests.browser import driving
from tests.courses.editions import make_edition, step_uid

VOICES = """
  const spoken = (window.spoken = []);
  const voice = { lang: "vi-VN", localService: true, name: "Linh" };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [voice], cancel() {}, speak: (words) => spoken.push(words.text) } });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def test_a_tapped_word_is_shown_and_said(phone, screenshot, assert_accessible):
    told = "Mã OTP là 6 con số gửi về máy. Ai hỏi cũng không đọc."
    values = {
        "text": "<p>Có người hỏi mã OTP thì tắt máy.</p>",
        "picture": None,
        "after": "",
        "note": None,
        "words": [{"word": "mã otp", "sentence": told, "voice": None}],
    }
    edition = make_edition(lessons=[("Bài", "", [("ma", "read", "Mã lạ", 1, values)])])
    page = phone()
    page.add_init_script(VOICES)
    page.goto(f"/hoc/{edition.public_id}/{step_uid(edition.course.code, 'ma')}/")
    word = page.get_by_text("mã OTP", exact=True)
    word.click()
    sheet = page.get_by_role("dialog", name="Từ khó")
    expect(sheet).to_contain_text(told)
    assert page.evaluate("spoken") == [told]
    sheet.get_by_role("button", name="Nghe lại").click()
    assert page.evaluate("spoken") == [told, told]
    screenshot(page, "glossary")
    assert_accessible(page)
    driving.assert_fits(page)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(word).to_be_focused()
    # Without a line, by key, in the dark, with large letters.
    page.context.set_offline(True)
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    word.press("Enter")
    expect(sheet.get_by_role("button", name="Hiểu rồi")).to_be_visible()
    screenshot(page, "glossary-dark-200")
    driving.assert_fits(page)
    sheet.get_by_role("button", name="Hiểu rồi").click()
    expect(sheet).to_be_hidden()
