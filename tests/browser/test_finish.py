"""The end of a course says what holds: what is left, kept, being made, there, or taken back."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from certificates.services import issuing, revoking, sealing
from courses.models import Enrolment
from lms.common import clock
from tests.browser.learner import opened, signed_in, step_of
from tests.certificates.conftest import finish
from tests.certificates.issuers import make_issuer
from tests.courses.editions import make_edition
from tests.courses.lessons import usual_lessons
from tests.people import make_person


@pytest.fixture
def hoa(site):
    return make_person("Trần Thị Hoa")


@pytest.fixture
def hoas_phone(phone, site, hoa):
    return signed_in(phone(), hoa, site)


@pytest.fixture
def enrolment(hoa):
    """Hoa has finished the usual course."""
    return finish(hoa, make_edition())


def short_course():
    """One thing to read, no test."""
    title, module, steps = usual_lessons()[0]
    return make_edition(lessons=[(title, module, steps[:1])], with_test=False)


def issue(enrolment):
    make_issuer()
    return issuing.issue_completion(enrolment, now=clock.now())


@pytest.fixture
def expect_state(assert_accessible, assert_fits, screenshot):
    """`expect_state(page, edition, "left")`: the end of the course shows that part alone."""

    def expected(page, edition, state):
        opened(page, f"/hoc/{edition.public_id}/xong/")
        expect_only(page, state)
        screenshot(page, f"finish-{state}")
        assert_fits(page)
        assert_accessible(page)

    return expected


def expect_only(page, state):
    shown = page.locator("[data-when]:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-when", state)


@pytest.mark.large
def test_who_has_begun_sees_what_is_left(hoas_phone, expect_state):
    edition = make_edition()
    opened(hoas_phone, step_of(edition, "tim"))
    expect_state(hoas_phone, edition, "left")
    expect(hoas_phone.locator("[data-left] li")).to_have_count(7)


@pytest.mark.large
def test_who_is_not_signed_in_is_asked_to_keep_the_result(phone, expect_state):
    edition = short_course()
    page = phone()
    opened(page, step_of(edition, "tim"))
    expect_state(page, edition, "signedout")


def test_what_could_not_be_sent_is_kept(hoas_phone, expect_state):
    edition = short_course()
    hoas_phone.route("**/api/v1/learning/events", lambda route: route.abort())
    opened(hoas_phone, step_of(edition, "tim"))
    expect_state(hoas_phone, edition, "kept")


def test_a_certificate_is_being_made_and_then_there(hoas_phone, enrolment, expect_state):
    expect_state(hoas_phone, enrolment.edition, "making")
    certificate = issue(enrolment)
    sealing.store(certificate, b"%PDF-1", now=clock.now())
    expect_only(hoas_phone, "certificate")
    link = hoas_phone.get_by_role("link", name="Mở giấy chứng nhận")
    expect(link).to_have_attribute("href", f"/toi/giay-chung-nhan/{certificate.code}.pdf")
    day = certificate.issued_on.strftime("%d/%m/%Y")
    expect(hoas_phone.locator("[data-number]")).to_have_text(
        f"Số {certificate.register_no}, ngày {day}"
    )


@pytest.mark.large
def test_a_certificate_that_does_not_come_is_said_to_be_late(hoas_phone, enrolment, expect_state):
    long_ago = clock.now() - timedelta(hours=2)
    Enrolment.objects.update(started_at=long_ago, completed_at=long_ago)
    expect_state(hoas_phone, enrolment.edition, "late")


@pytest.mark.large
def test_asking_for_a_certificate_ends(hoas_phone, enrolment):
    hoas_phone.clock.install()
    opened(hoas_phone, f"/hoc/{enrolment.edition.public_id}/xong/")
    expect_only(hoas_phone, "making")
    for _ in range(14):
        with hoas_phone.expect_response("**/api/v1/learning/me"):
            hoas_phone.clock.run_for(4000)
        hoas_phone.wait_for_load_state("networkidle")
    expect_only(hoas_phone, "late")


@pytest.mark.large
def test_a_course_without_certificates_ends_well(hoas_phone, hoa, expect_state):
    edition = make_edition(certificate=False)
    finish(hoa, edition)
    expect_state(hoas_phone, edition, "none")
    expect(hoas_phone.get_by_role("heading", name="đã học xong!")).to_be_visible()
    # All of it was learnt on another phone.
    expect(hoas_phone.locator("[data-sprouts] .on")).to_have_count(7)


@pytest.mark.large
def test_a_certificate_taken_back_is_not_waited_for(hoas_phone, enrolment, son, expect_state):
    revoking.revoke(issue(enrolment), by=son, reason="Học hộ", now=clock.now())
    expect_state(hoas_phone, enrolment.edition, "revoked")
    hoas_phone.get_by_role("link", name="Xem lý do và hỏi nơi cấp").click()
    expect(hoas_phone.get_by_text("Đã thu hồi")).to_be_visible()
