"""The way in, on a phone and on a computer, by touch and by eye."""

import re

import pytest
from playwright.sync_api import expect

from lms.common import clock, text
from lms.places.models import Unit
from lms.users.models import PhoneCode, RoleGrant
from lms.users.services import codes, grants, people
from tests.browser import driving
from tests.notifications import provider as providers
from tests.people import make_person
from tests.users.conftest import NUMBER, SHOWN, last_code, wrong


@pytest.fixture
def communes(transactional_db):
    province = _unit("Tỉnh Ninh Bình", "37/", None, "province", "province")
    for place, name in enumerate(["Xã Ý Yên", "Xã Vạn Thắng", "Phường Nam Định"]):
        _unit(name, f"37/{place:02}/", province, "commune", "commune")


def _unit(name, path, parent, level, kind):
    return Unit.objects.create(
        level=level,
        kind=kind,
        code=path.strip("/").replace("/", ""),
        name=name,
        name_fold=text.fold(name),
        sort_key=text.sort_key(name),
        parent=parent,
        path=path,
    )


@pytest.fixture
def look(assert_accessible, assert_fits):
    """Every page of the way is accessible in both themes, fits and is kept as a picture."""

    def looked(page, name):
        driving.pictures(page, f"users-{name}", full=True)
        assert_fits(page)
        assert_accessible(page)

    return looked


def _code_page(page):
    page.goto("/dang-nhap/")
    page.get_by_label("Số điện thoại").fill(SHOWN)
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    expect(page.get_by_role("heading", name="Nhập mã 6 số trong tin nhắn")).to_be_visible()


def test_a_newcomer_walks_in(phone, communes, look):
    page = phone()
    page.goto("/dang-nhap/")
    look(page, "phone")
    page.get_by_role("button", name="Nhắn mã cho tôi").click()
    look(page, "phone-error")
    _code_page(page)
    look(page, "code")
    page.get_by_label("Mã trong tin nhắn").fill(wrong(last_code()))
    page.get_by_role("button", name="Vào học").click()
    expect(page.get_by_role("alert")).to_contain_text("Còn 2 lần thử")
    look(page, "code-error")
    page.get_by_label("Mã trong tin nhắn").fill(last_code())
    page.get_by_role("button", name="Vào học").click()
    look(page, "arrive")
    page.get_by_role("button", name="Vào học").click()
    look(page, "arrive-error")
    page.get_by_label("Họ và tên").fill("Trần Thị Hoa")
    page.get_by_label("bác", exact=True).check()
    page.get_by_label("Xã, phường đang ở").select_option(label="Xã Ý Yên")
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Vào học").click()
    page.goto("/toi/du-lieu/")
    look(page, "my-data")
    for step in ("ten", "so", "xoa", "xoa/xac-nhan"):
        page.goto(f"/toi/du-lieu/{step}/")
        look(page, step.replace("/", "-"))
    page.goto("/dang-xuat/")
    look(page, "sign-out")


def test_a_household_chooses_who_learns(phone, communes, look):
    for name, place in (("Trần Thị Hoa", "Xã Ý Yên"), ("Đỗ Văn Minh", None)):
        home = Unit.objects.filter(name=place).first()
        person = people.create_person(name, home_unit=home, by=None)
        people.attach_phone(person, NUMBER, verified_at=clock.now(), by=None)
    page = phone()
    _code_page(page)
    page.get_by_label("Mã trong tin nhắn").fill(last_code())
    page.get_by_role("button", name="Vào học").click()
    look(page, "who")


@pytest.mark.parametrize("words", driving.first_of(["Nhắn lại mã", "Gọi đọc mã"]))
def test_the_buttons_for_another_code_count_down(phone, transactional_db, words):
    page = phone()
    _code_page(page)
    button = page.get_by_role("button", name=words)
    expect(button).to_be_disabled()
    expect(button).to_contain_text("giây")


@pytest.fixture
def operator(settings):
    """Who carries messages and calls, on this machine; messages get lost on the way."""
    with providers.running() as provider:
        settings.NOTIFICATION_CHANNELS = {
            "sms": "lms.notifications.channels.http.send",
            "voice": "lms.notifications.channels.http.call",
        }
        settings.SMS_URL, settings.SMS_TOKEN = f"{provider.url}&sms", "bi-mat"
        settings.VOICE_URL, settings.VOICE_TOKEN = f"{provider.url}&goi", "bi-mat"
        yield provider


def _heard(words):
    """The figures of a call, by ear: said twice, and both times the same."""
    spoken = [sign for sign in re.split(r"[.: ]+", words) if sign in codes.DIGIT_WORDS]
    figures = "".join(str(codes.DIGIT_WORDS.index(sign)) for sign in spoken)
    assert figures[:6] == figures[6:]
    return figures[:6]


@pytest.mark.large
def test_whoever_gets_no_message_is_called_and_types_what_she_hears(
    phone, communes, operator, run_jobs, look
):
    operator.status = 503
    page = phone()
    _code_page(page)
    run_jobs(may_fail=True)
    assert [path.rpartition("&")[2] for path, _headers, _said in operator.requests] == ["sms"]
    button = page.locator("form[action$='/goi/'] button")
    expect(button).to_be_disabled()
    expect(button).to_contain_text(re.compile(r"Gọi đọc mã sau \d+ giây"))
    look(page, "call-wait")
    PhoneCode.objects.update(created_at=clock.now() - codes.COOLDOWN)
    page.reload()
    look(page, "call")
    operator.status = 200
    page.get_by_role("button", name="Gọi đọc mã cho tôi").click()
    expect(page.get_by_role("status").filter(has_text="Nghe máy")).to_be_visible()
    expect(page.get_by_role("button", name="Gọi đọc mã")).to_have_count(0)
    look(page, "called")
    run_jobs(may_fail=True)
    path, _headers, said = operator.requests[-1]
    assert (path.rpartition("&")[2], said["to"], said["rate"]) == ("goi", NUMBER, "slow")
    page.get_by_label("Mã vừa nghe qua điện thoại").fill(_heard(said["say"]))
    page.get_by_role("button", name="Vào học").click()
    expect(page.get_by_label("Họ và tên")).to_be_visible()


def test_the_way_in_works_without_script(phone, transactional_db):
    page = phone(java_script_enabled=False)
    _code_page(page)
    page.get_by_label("Mã trong tin nhắn").fill(last_code())
    page.get_by_role("button", name="Vào học").click()
    page.get_by_label("Họ và tên").fill("Trần Thị Hoa")
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Vào học").click()
    page.goto("/toi/du-lieu/")
    expect(page.get_by_text("Trần Thị Hoa").first).to_be_visible()


def test_an_official_signs_in_and_sets_a_second_factor_up(desktop, transactional_db, look):
    bich = make_person("Vũ Ngọc Bích", email="bich@demo.test", password="mat-khau-cua-bich")
    grants.grant(bich, RoleGrant.Role.CERTIFICATE_OFFICER, scope=("authority", "1"), by=None)
    page = desktop()
    page.goto("/dang-nhap/can-bo/")
    look(page, "staff")
    page.get_by_label("Thư điện tử").fill("bich@demo.test")
    page.get_by_label("Mật khẩu").fill("sai-mat-khau")
    page.get_by_role("button", name="Đăng nhập").click()
    look(page, "staff-error")
    page.get_by_label("Mật khẩu").fill("mat-khau-cua-bich")
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto("/quan-tri/")
    look(page, "factor")
    page.locator("summary").click()
    key = page.locator("details code").inner_text().replace(" ", "")
    page.get_by_label("6 số trên ứng dụng").fill(_shown(key))
    page.get_by_role("button", name="Bật mã hai lớp").click()
    look(page, "recovery-codes")
    for name, address in (
        ("factor-index", "/toi/hai-lop/"),
        ("factor-move", "/toi/hai-lop/doi-may/"),
        ("recovery-new", "/toi/hai-lop/du-phong/moi/"),
        ("password", "/toi/mat-khau/"),
        ("staff-data", "/toi/du-lieu/"),
        ("prove-password", "/dang-nhap/mat-khau-lai/"),
        ("prove-factor", "/dang-nhap/hai-lop/lai/"),
    ):
        page.goto(address)
        look(page, name)


def _shown(key):
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


def test_a_forgotten_password_is_asked_for(desktop, transactional_db, look):
    page = desktop()
    page.goto("/dang-nhap/quen-mat-khau/")
    look(page, "forgot")
    page.get_by_label("Thư điện tử").fill("khong-co@demo.test")
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    look(page, "forgot-code")
