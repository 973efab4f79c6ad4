"""A phone that finds no line: what it keeps goes by a sealed file that the team brings along."""

import base64
import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from courses.models import LearningEvent
from lms.common import clock, keys
from lms.sync.services import handover
from teams.services import membership
from tests.browser import driving
from tests.browser.learner import (
    answer,
    kept,
    opened,
    signed_in,
    step_of,
    wait_until,
    worker_at_work,
)
from tests.courses.editions import make_edition
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person

EVENTS = "**/api/v1/learning/events"


@pytest.fixture
def edition(site):
    return make_edition()


@pytest.fixture
def team(edition, lan):
    village = make_village("Thôn An Hòa", commune=make_commune(province=make_province()))
    before = clock.today() - timedelta(days=9)
    found = membership.open_team("Tổ công nghệ số thôn An Hòa", unit=village, by=None, on=before)
    membership.join(found, lan, role="leader", on=before, by=None)
    return found


@pytest.fixture
def lan(site):
    return make_person("Nguyễn Thị Lan")


@pytest.fixture
def hoa(site):
    return make_person("Trần Thị Hoa")


@pytest.fixture
def minh(site):
    return make_person("Đỗ Văn Minh")


@pytest.fixture
def hoas(phone, edition, hoa, site):
    """Hoa's phone: it answered a question and nothing it sends arrives."""
    page = signed_in(phone(service_workers="allow", accept_downloads=True), hoa, site)
    page.context.route(EVENTS, lambda route: route.abort())
    opened(page, step_of(edition, "tin-nhan"))
    answer(page, "Không bấm, gọi hỏi công an xã")
    wait_until(page, lambda: len(kept(page, "events")) == 2)
    page.goto("/da-tai/")
    worker_at_work(page)
    return page


def unpacked(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def make_file(page, folder):
    page.get_by_text("Lâu chưa có mạng?").click()
    with page.expect_download() as told:
        page.get_by_role("button", name="Nhờ người khác gửi hộ").click()
    file = folder / told.value.suggested_filename
    told.value.save_as(file)
    return file


@pytest.mark.large
def test_the_team_brings_what_a_phone_could_not_send(
    hoas, hoa, lan, team, phone, site, edition, tmp_path, screenshot
):
    driving.go_offline(hoas)
    hoas.reload()
    file = make_file(hoas, tmp_path)
    assert file.name.startswith("bai-hoc-2")
    said = hoas.locator("#cho-gui [role=status]")
    expect(said).to_contain_text("Đã lưu tệp bai-hoc-2")
    expect(said).to_contain_text("Tệp này có 1 việc.")
    expect(said).not_to_contain_text("chưa vào tệp")
    for name in ("outbox-file", "outbox-file-dark"):
        hoas.emulate_media(color_scheme="dark" if "dark" in name else "light")
        screenshot(hoas, name, full=True)
    driving.assert_fits(hoas)
    # Neither what she did nor who she is can be read by whoever carries the file; the province can.
    parts = [unpacked(part) for part in file.read_text().split(".")]
    assert set(json.loads(parts[0])) == {"alg", "enc", "epk"}
    secrets = (hoa.public_id, edition.public_id, "answered")
    assert not any(secret.encode() in part for secret in secrets for part in parts)
    told = keys.unsealed(handover.PURPOSE, file.read_text())
    assert all(secret.encode() in told for secret in secrets)
    assert len(kept(hoas, "events")) == 2

    lans = signed_in(phone(), lan, site)
    lans.goto(f"/to/{team.code}/")
    lans.get_by_role("link", name="Gửi hộ bài học, buổi ghi").click()
    driving.assert_fits(lans)
    driving.assert_accessible(lans)
    screenshot(lans, "hand-over", full=True)
    lans.get_by_label("Tệp của máy kia").set_input_files(file)
    lans.get_by_role("button", name="Gửi hộ").click()
    expect(lans.get_by_role("heading", name="Tỉnh đã nhận bài học của Hoa")).to_be_visible()
    driving.assert_fits(lans)
    driving.assert_accessible(lans)
    screenshot(lans, "hand-over-done", full=True)
    assert LearningEvent.objects.filter(person=hoa).count() == 2

    hoas.context.unroute(EVENTS)
    driving.go_online(hoas)
    wait_until(hoas, lambda: kept(hoas, "events") == [])
    expect(hoas.locator("#cho-gui").get_by_text("Mọi việc đã tới tỉnh.")).to_be_visible()
    assert LearningEvent.objects.count() == 2


# So many more things, each of a step of its own and with an answer so long.
GROW = """([count, length]) => new Promise((done) => {
  const opening = indexedDB.open("hocso");
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("events", "readwrite");
    const rows = transaction.objectStore("events");
    rows.getAll().onsuccess = ({ target }) => {
      const [first] = target.result.sort((a, b) => b.seq - a.seq);
      for (let place = 1; place <= count; place += 1) {
        const payload = { answer: "x".repeat(length) };
        const own = { id: "more-" + place, step: "step-" + place, seq: first.seq + place, payload };
        rows.put({ ...first, ...own });
      }
    };
    transaction.oncomplete = () => { opening.result.close(); done(); };
  };
})"""


def told_by(file):
    return json.loads(keys.unsealed(handover.PURPOSE, file.read_text()))["events"]


@pytest.mark.large
@pytest.mark.parametrize(
    ("count", "length", "most"),
    [pytest.param(5100, 1, 5000, marks=pytest.mark.large), (300, 15_000, 300)],
)
def test_what_one_file_cannot_hold_goes_into_the_next(hoas, tmp_path, count, length, most):
    hoas.evaluate(GROW, [count, length])
    opened(hoas, "/da-tai/")
    said = hoas.locator("#cho-gui [role=status]")
    first = told_by(make_file(hoas, tmp_path))
    assert len(first) <= most
    # Opened and answered is one thing, so there is one event more than things.
    left = count + 2 - len(first)
    expect(said).to_contain_text(f"Tệp này có {len(first) - 1} việc.")
    expect(said).to_contain_text(f"Còn {left} việc chưa vào tệp nào")
    with hoas.expect_download() as told:
        hoas.get_by_role("button", name="Nhờ người khác gửi hộ").click()
    assert told.value.suggested_filename.endswith("-2.hocso.txt")
    told.value.save_as(tmp_path / "second.txt")
    second = told_by(tmp_path / "second.txt")
    expect(said).to_contain_text(f"Tệp này có {len(second)} việc.")
    expect(said).not_to_contain_text("chưa vào tệp nào")
    names = [event["id"] for event in first + second]
    assert len(names) == count + 2
    assert set(names) == {event["id"] for event in kept(hoas, "events")}
    # Everything has been in a file: the next one begins anew.
    with hoas.expect_download() as told:
        hoas.get_by_role("button", name="Nhờ người khác gửi hộ").click()
    told.value.save_as(tmp_path / "third.txt")
    assert told_by(tmp_path / "third.txt") == first


@pytest.mark.large
def test_after_the_sign_in_has_run_out_the_file_still_says_whose_it_is(
    hoas, hoa, lan, team, phone, site, tmp_path
):
    hoas.context.clear_cookies(name="sessionid")
    # The province says that nobody is signed in here any more.
    opened(hoas, "/da-tai/")
    assert {row["key"]: row for row in kept(hoas, "kv")}["me"]["person"] is None
    file = make_file(hoas, tmp_path)
    lans = signed_in(phone(), lan, site)
    lans.goto(f"/to/{team.code}/gui-ho/")
    lans.get_by_label("Tệp của máy kia").set_input_files(file)
    lans.get_by_role("button", name="Gửi hộ").click()
    expect(lans.get_by_text("Việc mới tới")).to_be_visible()
    assert set(LearningEvent.objects.values_list("person", flat=True)) == {hoa.pk}


@pytest.mark.large
def test_nobody_else_s_work_goes_under_her_name(hoas, minh, site):
    hoas.get_by_text("Lâu chưa có mạng?").click()
    other = signed_in(hoas.context.new_page(), minh, site)
    # Another sign-in: its token is another, and what the phone was told before holds no more.
    other.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": site}])
    hoas.get_by_role("button", name="Nhờ người khác gửi hộ").click()
    expect(hoas.locator("#cho-gui [role=status]")).to_contain_text("mở lại trang này và đăng nhập")
    expect(hoas.get_by_text("Lâu chưa có mạng?")).to_be_hidden()


@pytest.mark.large
def test_a_wrong_file_leads_back_to_the_field(lan, team, phone, site, tmp_path, screenshot):
    page = signed_in(phone(), lan, site)
    page.goto(f"/to/{team.code}/gui-ho/")
    wrong = tmp_path / "anh-que.txt"
    wrong.write_text("không phải")
    page.get_by_label("Tệp của máy kia").set_input_files(wrong)
    page.get_by_role("button", name="Gửi hộ").click()
    expect(page.get_by_role("alert")).to_contain_text("Đây không phải tệp bài học gửi hộ")
    driving.assert_accessible(page)
    screenshot(page, "hand-over-error", full=True)


@pytest.mark.large
def test_nothing_to_bring_no_button(phone, edition, hoa, site):
    page = signed_in(phone(service_workers="allow"), hoa, site)
    opened(page, "/da-tai/")
    expect(page.get_by_text("Chưa có việc nào chờ gửi")).to_be_visible()
    expect(page.get_by_text("Lâu chưa có mạng?")).to_be_hidden()


# Where the ways of the page are, frame by frame from the first on.
FRAMES = """
window.frames_seen = [];
const look = () => {
  const top = (name) => {
    const one = document.querySelector(name);
    const box = one && one.getClientRects()[0];
    return box ? Math.round(box.top) : null;
  };
  const seen = [top("[data-late]"), top("[data-handover]")];
  if (document.querySelector("footer")) frames_seen.push(seen);
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
# A worker that is long in telling what is kept here.
SLOW_WORKER = """
const told = ServiceWorker.prototype.postMessage;
ServiceWorker.prototype.postMessage = function (...words) {
  setTimeout(() => told.apply(this, words), 700);
};
"""
OLDER = """() => new Promise((done) => {
  const opening = indexedDB.open("hocso");
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("events", "readwrite");
    const rows = transaction.objectStore("events");
    rows.getAll().onsuccess = ({ target }) => {
      for (const event of target.result) {
        rows.put({ ...event, at: new Date(Date.now() - 5 * 86400000).toISOString() });
      }
    };
    transaction.oncomplete = () => { opening.result.close(); done(); };
  };
})"""


@pytest.mark.large
def test_the_warning_leads_to_the_button_and_neither_jumps(hoas):
    hoas.evaluate(OLDER)
    opened(hoas, "/")
    way = hoas.get_by_role("link", name="Nhờ tổ công nghệ số gửi hộ")
    hoas.context.add_init_script(FRAMES + SLOW_WORKER)
    slower = hoas.context.new_cdp_session(hoas)
    slower.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for address, is_online in (("/", True), ("/da-tai/", False)):
        hoas.context.set_offline(not is_online)
        hoas.goto(address)
        expect(way).to_be_visible()
        hoas.wait_for_timeout(4000)
        seen = hoas.evaluate("frames_seen")
        # It stands in the very first frame.
        assert seen[0][0] is not None
    buttons = [button for _late, button in seen if button is not None]
    assert len(set(buttons)) == 1, set(buttons)
    way.click()
    expect(hoas.get_by_role("heading", name="Chờ gửi lên")).to_be_in_viewport()
