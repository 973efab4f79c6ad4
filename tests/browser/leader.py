"""What a team's leader does to the pages of the session log, and what her phone keeps."""

from datetime import timedelta

from playwright.sync_api import expect

from lms.common import clock
from lms.users.models import User
from lms.users.services import people
from teams.models import Difficulty, Outcome, Topic, VenueKind
from teams.services import entries, membership
from tests.browser.learner import kept, signed_in, wait_until, worker_at_work
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person

NUMBER = "+84912345601"
TOPICS = [("vneid", "Cài, kích hoạt VNeID"), ("ho-so", "Nộp hồ sơ trực tuyến"),
          ("qr", "Thanh toán bằng mã QR"), ("lua-dao", "Phòng lừa đảo")]  # fmt: skip
SENT = "POST /api/v1/field/submissions"


def make_leader(name="Đỗ Thị Lan", number=NUMBER):
    person = make_person(name)
    people.attach_phone(person, number, verified_at=clock.now(), by=None)
    return person


def make_team(leader, name="Tổ công nghệ số thôn An Hòa", village="Thôn An Hòa"):
    """A team of a village with its lists, led by this person for a year."""
    for model in (Outcome, VenueKind, Difficulty):
        entries.add_missing(model, entries.USUAL[model])
    for position, (code, words) in enumerate(TOPICS):
        Topic.objects.get_or_create(code=code, defaults={"name": words, "position": position})
    commune = make_commune("Xã Ý Yên", province=make_province(), code="13741")
    day = clock.today() - timedelta(days=400)
    team = membership.open_team(name, unit=make_village(village, commune=commune), by=None, on=day)
    membership.join(team, leader, role="leader", on=day, by=None)
    return team


def visit_team(page, team, *, number=NUMBER):
    """Open the team's page once on this phone, signed in: from then on no line is needed."""
    signed_in(page, User.objects.get(login_phones__number=number))
    page.goto(f"/to/{team.code}/", wait_until="networkidle")
    worker_at_work(page)
    wait_until(page, lambda: any(row["key"].startswith("team/") for row in kept(page, "kv")))
    wait_until(page, lambda: page.evaluate("caches.match('/buoi/ghi/').then(Boolean)"))
    wait_until(page, lambda: page.evaluate(SHELL_WHOLE))


# The scripts of both pages are in the cabinet, too.
SHELL_WHOLE = """caches.keys().then(async (names) => {
  const shell = await caches.open(names.find((name) => name.startsWith("hocso-shell-")));
  const paths = (await shell.keys()).map((one) => new URL(one.url).pathname);
  const parts = ["/js/logs", "/js/log.", "/js/photos.", "/js/vault.", "/buoi/ghi/anh/"]
    .concat(["/js/give.", "/js/take."]);
  return parts.every((part) => paths.some((path) => path.includes(part)));
})"""


# What lies sealed, opened with the key of this browser; and sealed again with other words in it.
VAULT = """
const store = () => new Promise((done) => {
  const opening = indexedDB.open("hocso");
  opening.onsuccess = () => done(opening.result);
});
const asked = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
const all = async () => {
  const database = await store();
  const rows = await asked(database.transaction("kv").objectStore("kv").getAll());
  database.close();
  const vault = rows.find(({ key }) => key === "vault") || {};
  const name = (row) => new TextEncoder().encode(row.key.replace(/:[^:]*$/, ""));
  return Promise.all(rows.map(async (row) => {
    if (!row.sealed || row.sealed.kid !== vault.kid) return row;
    const how = { name: "AES-GCM", iv: row.sealed.iv, additionalData: name(row) };
    const text = await crypto.subtle.decrypt(how, vault.dataKey, row.sealed.bytes);
    const { sealed, ...clear } = row;
    return { ...clear, ...JSON.parse(new TextDecoder().decode(text)) };
  }));
};
"""
OPENED = f"async () => {{ {VAULT} return all(); }}"
# As an earlier release kept it: in clear, which the phone seals at its next visit.
CHANGE = f"""async ([venue, said]) => {{ {VAULT}
  const isIt = (row) => row.document && (!venue || row.document.venue === venue);
  const row = (await all()).find(isIt);
  const database = await store();
  const rows = database.transaction("kv", "readwrite").objectStore("kv");
  await asked(rows.put({{ ...row, document: {{ ...row.document, ...said }} }}));
  database.close();
}}"""


def opened(page):
    """The rows of "kv" this phone keeps, with what lies sealed in them."""
    return page.evaluate(OPENED)


def logs_kept(page):
    return [row for row in opened(page) if row["key"].startswith("session/")]


def said(page):
    """What the first log says; nothing while there is none."""
    return next((row["document"] for row in logs_kept(page)), {})


def change_log(page, venue=None, **said):
    """Put other words into the log of this venue, behind the back of the page."""
    page.evaluate(CHANGE, [venue, said])


def states(page):
    return sorted(row["state"] for row in logs_kept(page))


def begin(page, team):
    page.goto(f"/buoi/ghi/?to={team.code}")
    expect(page.get_by_role("heading", name="Đã hướng dẫn những gì?")).to_be_visible()


def draft(page, venue):
    """Name the place of the log at hand, and wait until the phone keeps it with this name."""
    page.locator("[name=venue]").fill(venue)
    wait_until(page, lambda: said(page).get("venue") == venue)


def fill(page, *, topics=("vneid",), heads=18, venue="Nhà văn hóa xóm 5"):
    """The parts up to the last look."""
    for code in topics:
        page.locator(f"input[name=topics][value={code}]").check()
    page.locator("[name=start_time]").fill("19:30")
    page.locator("[name=venue]").fill(venue)
    go_on(page, 2)
    page.locator("[name=heads]").fill(str(heads))
    go_on(page, 3)
    go_on(page, 4)


def go_on(page, part):
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(f"[data-part='{part}']")).to_be_visible()


def send(page):
    page.get_by_role("button", name="Gửi ghi nhận").click()
    expect(page.locator("[data-done]")).to_be_visible()


def log(page, team, **said):
    begin(page, team)
    fill(page, **said)
    send(page)


def chip(page, words):
    return page.locator("article .chip:visible", has_text=words)
