"""The sheet of a session: in a hall without signal, and on one side of paper."""

import pytest
from playwright.sync_api import expect

from teams.models import Topic
from teams.services import entries, kits
from tests.browser.leader import make_leader, make_team, visit_team
from tests.browser.learner import wait_until
from tests.browser.test_paper import printed, scanned
from tests.courses.editions import make_edition


def longest(most):
    """As much as the desk lets anybody write into one part."""
    count = kits.MOST_LINES[most]
    letters = Topic._meta.get_field(most).max_length // count - 1
    return "\n".join(("chữ nghĩa dài " * letters)[:letters].strip() for _ in range(count))


@pytest.mark.large
def test_a_leader_opens_the_sheet_without_a_line(phone, site):
    team = make_team(make_leader())
    entries.ensure_usual()
    page = phone(service_workers="allow")
    visit_team(page, team)
    wait_until(page, lambda: page.evaluate("caches.match('/noi-dung/').then(Boolean)"))
    page.context.set_offline(True)
    page.goto("/noi-dung/zalo/")
    assert page.url.endswith("/noi-dung/#zalo")
    expect(page.get_by_role("heading", name="Gọi video, nhắn tin Zalo")).to_be_in_viewport()
    expect(page.get_by_text("Kết bạn bằng mã QR")).to_be_visible()


def test_the_usual_and_the_longest_sheet_are_one_side_of_paper(desktop, site, tmp_path):
    entries.ensure_usual()
    edition = make_edition()
    Topic.objects.filter(code="vneid").update(
        course=edition.course, **{name: longest(name) for name in kits.MOST_LINES}
    )
    page = desktop()
    for code in ("vneid", "dich-vu-cong", "lua-dao"):
        page.goto(f"/noi-dung/{code}/")
        folder = tmp_path / code
        folder.mkdir()
        _file, pictures = printed(page, folder)
        assert len(pictures) == 1, code
        if code == "vneid":
            assert scanned(pictures) == {f"{site}{edition.course.get_absolute_url()}"}
