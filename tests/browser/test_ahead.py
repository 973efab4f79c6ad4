"""The next step of a kept course is made ready before it is asked for, and then does nothing yet.

Browsers make no page ready under a test's eye, so what they promise of such a page stands in here:
`document.prerendering` until `prerenderingchange`.
"""

import pytest

from tests.browser import driving
from tests.browser.learner import kept, step_of, wait_until
from tests.browser.taking import take_along
from tests.courses.editions import make_edition

UNSEEN = """
let unseen = true;
Object.defineProperty(document, "prerendering", { get: () => unseen });
window.show = () => {
  unseen = false;
  document.dispatchEvent(new Event("prerenderingchange"));
};
"""
RULES = """async (address) => {
  const named = (await fetch(address)).headers.get("Speculation-Rules");
  const rules = await fetch(JSON.parse(named));
  return [rules.headers.get("Content-Type"), await rules.json()];
}"""
CHOSEN = "(rules) => [...document.querySelectorAll(rules)].map((one) => one.getAttribute('href'))"


def opens(page):
    return [event["step"] for event in kept(page, "events") if event["kind"] == "opened"]


def test_a_kept_step_names_rules_that_choose_the_next_one(page, line, edition):
    take_along(page)
    line.cut()
    page.goto(step_of(edition, "tim"))
    kind, rules = page.evaluate(RULES, step_of(edition, "tim"))
    assert kind == "application/speculationrules+json"
    (rule,) = rules["prerender"]
    chosen = rule["where"]["selector_matches"]
    wait_until(page, lambda: page.evaluate(CHOSEN, chosen))
    following = page.locator("[data-step]").get_attribute("data-next")
    assert set(page.evaluate(CHOSEN, chosen)) == {following}
    # The test and the end count as begun when opened, so they are left alone.
    page.evaluate("document.querySelector('a[data-ahead]').href = '/hoc/a/kiem-tra/'")
    assert "/hoc/a/kiem-tra/" not in page.evaluate(CHOSEN, chosen)


@pytest.mark.large
def test_a_step_of_a_course_that_is_not_kept_names_none(page, line, edition):
    page.goto(step_of(edition, "tim"))
    named = "async () => (await fetch(location.href)).headers.get('Speculation-Rules')"
    assert page.evaluate(named) is None


@pytest.mark.parametrize("name", driving.first_of(["tap-nop", "tim", "tin-nhan"]))
def test_nothing_happens_on_a_step_before_it_is_seen(phone, site, name):
    edition = make_edition()
    page = phone()
    page.add_init_script(UNSEEN)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(step_of(edition, name), wait_until="networkidle")
    assert opens(page) == []
    assert not [url for url in asked if "/api/" in url or "/js/after" in url]
    page.evaluate("window.show()")
    wait_until(page, lambda: len(opens(page)) == 1)
