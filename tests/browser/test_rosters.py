"""An agency manager brings in a list, gives a course and sees who is where, on both screens."""

from datetime import timedelta

import pytest
from django.test import Client

from courses.services import duties, enrolment
from lms.common import clock
from lms.users.models import Official, RosterImport
from lms.users.services import rosters
from tests.browser import driving
from tests.certificates.conftest import finish
from tests.courses.editions import make_edition
from tests.factories import make_agency, make_province
from tests.people import sign_in
from tests.users.rosters import HEADINGS, book, bring, bring_in, manager_of

LONG = "Trung tâm Kiểm soát bệnh tật và Phòng, chống các bệnh truyền nhiễm khu vực Hải Hậu"
FILE_NAME = "Danh sách cán bộ, công chức, viên chức Sở Y tế quý IV năm 2026 (bản chính).xlsx"
NAMES = ["Đinh Thị An", "Lê Văn Bình", "Nguyễn Hoàng Phương Thảo Nguyên", "Hà Thị Chi", "Vũ Đức"]
ALL = (*HEADINGS, "Cơ quan", "Ghi chú")


@pytest.fixture
def department(transactional_db):
    return make_agency("Sở Y tế", "SYT", make_province())


@pytest.fixture
def offices(department):
    names = {"SYT.NV": "Phòng Nghiệp vụ", "SYT.VP": "Văn phòng Sở", "SYT.TT": LONG}
    return [make_agency(name, code, department.unit, department) for code, name in names.items()]


@pytest.fixture
def manager(department):
    return manager_of(department)


def people(count=18):
    codes = ["SYT.NV", "SYT.VP", "SYT.TT"]
    return [
        (
            NAMES[n % 5],
            f"{n:04}",
            f"0912{n:06}",
            f"can.bo.{n}@soyte.ninhbinh.gov.vn",
            1980 + n % 20,
            "Viên chức",
            "Chuyên viên",
            codes[n % 3],
            "",
        )
        for n in range(count)
    ]


def signed_in(page, person):
    client = Client()
    sign_in(client, person)
    session = client.cookies["sessionid"].value
    page.goto("/healthz")
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url}])
    return page


def stand_still(page):
    """Let no page load itself anew while it is looked at."""

    def without_refresh(route):
        response = route.fetch()
        headers = {k: v for k, v in response.headers.items() if k != "refresh"}
        route.fulfill(response=response, headers=headers)

    page.route("**/danh-sach/*/", without_refresh)


def looked_at(page, name, address):
    page.goto(address)
    looked_over(page, name)


def looked_over(page, name):
    """The page as it stands now."""
    driving.settled(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driving.screenshot(page, f"roster-{name}-{page.viewport_size['width']}-{theme}", full=True)
    # The whole page in sight: nothing lies half below the bar at the foot.
    size = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": height + 100})
    driving.assert_accessible(page)
    page.set_viewport_size(size)
    if page.viewport_size["width"] < 700:
        driving.assert_fits(page)
        assert not driving.small_targets(page)


@pytest.mark.large
@pytest.mark.parametrize("screen", driving.SCREENS)
def test_every_screen_of_the_manager(
    request, screen, department, offices, manager, run_jobs, settings
):
    bring_in(department, book(*people(), headings=ALL), manager, run_jobs)
    mixed = [list(row) for row in people(20)]
    mixed[0][6] = "Phó trưởng phòng phụ trách công tác bảo vệ, chăm sóc sức khỏe cán bộ"
    mixed[1][2], mixed[1][1] = 912000333, "1"
    broken = [
        "Trần Thị <Hỏng>",
        "",
        "12",
        "sai@",
        "hôm qua",
        "Giáo viên",
        "",
        "Phòng Nghiep Vu",
        "",
    ]
    mixed += [broken, list(people()[3]), ["Lê Bình Không Mã", *[""] * 8]]
    content = book(*mixed, headings=ALL, formulas=[(24, 0, "=A1", "x")])
    roster = bring(department, content, manager, run_jobs)
    thrown = bring(department, book(*people(2), headings=ALL), manager, run_jobs)
    now = clock.now()
    rosters.cancel(thrown, by=manager, now=now)
    reading = rosters.upload(department, FILE_NAME, content, by=manager, now=now)
    course = make_edition().course
    posts = list(Official.objects.order_by("pk"))
    finish(posts[0].person, course.current_edition)
    finish(posts[3].person, course.current_edition)
    enrolment.enrol(posts[1].person, course, now=clock.now())

    def ask(days):
        due_on = clock.today() + timedelta(days=days)
        note = "Kế hoạch số 12/KH-SYT"
        return duties.assign(department, course, due_on=due_on, by=manager, note=note, now=now)

    soon, late = ask(30), ask(-3)
    page = signed_in(request.getfixturevalue(screen)(), manager)
    stand_still(page)
    home = "/co-quan/SYT/"
    looked_at(page, "agency", home)
    looked_at(page, "list", f"{home}danh-sach/")
    looked_at(page, "reading", f"{home}danh-sach/{reading.pk}/")
    looked_at(page, "preview", f"{home}danh-sach/{roster.pk}/")
    looked_at(page, "preview-changes", f"{home}danh-sach/{roster.pk}/?loai=thay-doi")
    looked_at(page, "preview-new", f"{home}danh-sach/{roster.pk}/?loai=them-moi")
    applied = RosterImport.objects.filter(state="applied").get()
    looked_at(page, "applied", f"{home}danh-sach/{applied.pk}/")
    looked_at(page, "rule", f"{home}viec-hoc/{soon.pk}/")
    looked_at(page, "rule-late", f"{home}viec-hoc/{late.pk}/")
    looked_at(page, "assign", f"{home}giao/")


@pytest.mark.large
def test_a_list_is_sent_by_hand_and_followed_to_its_end(
    desktop, department, offices, manager, run_jobs
):
    page = signed_in(desktop(), manager)
    page.goto("/co-quan/SYT/")
    page.get_by_role("link", name="Nhập danh sách cán bộ").click()
    file = {
        "name": "ds.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": book(*people(5), headings=ALL),
    }
    page.get_by_label("Tệp danh sách").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_text("Đang đọc và đối chiếu từng dòng").wait_for()
    run_jobs()
    page.get_by_role("button", name="Nhập 5 người").click()
    page.get_by_text("Đang nhập", exact=True).wait_for()
    run_jobs()
    page.get_by_text("Đã nhập 5 người").wait_for()
    assert Official.objects.count() == 5
