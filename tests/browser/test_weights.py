"""What each kind of a resident's page weighs on an empty phone, packed as people get it."""

import pytest

from tests.browser import driving
from tests.browser.learner import step_of
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import drill_values, teach_values, watch_values
from tests.courses.lessons import usual_lessons

KILOBYTE = 1024
PAGES = {
    "home": ("/", 45),
    "public": ("/cong-khai/", 45),
    "course": ("/khoa-hoc/{code}/", 45),
    "read": ("tim", 75),
    "simulate": ("tap-nop", 75),
    "question": ("tin-nhan", 45),
    "do": ("lam-that", 45),
    "drill": ("lua-dao", 45),
    "teach": ("chi-lai", 45),
    "watch": ("xem", 75),
    "test": ("/hoc/{edition}/kiem-tra/", 45),
    "finish": ("/hoc/{edition}/xong/", 45),
}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_within_its_weight(packed_phone, packed_site, kind):
    more = [
        ("lua-dao", "drill", "Công an gọi", 3, drill_values()),
        ("chi-lai", "teach", "Chỉ lại cho một người", 5, teach_values()),
        ("xem", "watch", "Xem cách nộp", 2, watch_values()),
    ]
    edition = make_edition(lessons=[*usual_lessons(), ("Thêm", "", more)])
    address, most = PAGES[kind]
    if "/" not in address:
        address = f"/hoc/{edition.public_id}/{step_uid(edition.course.code, address)}/"
    address = address.format(code=edition.course.code, edition=edition.public_id)
    weights = driving.weigh(packed_phone(), address)
    assert weights.by_kind["document"] <= 6 * KILOBYTE
    assert weights.by_kind["stylesheet"] <= 10 * KILOBYTE
    assert weights.by_kind["script"] <= 10 * KILOBYTE
    assert weights.by_kind["font"] <= 19.5 * KILOBYTE
    assert weights.total <= most * KILOBYTE, weights.by_kind
    assert len(weights.urls) <= 6, weights.urls
    assert all(url.startswith(packed_site) for url in weights.urls)


@pytest.mark.parametrize("name", driving.first_of(["tap-nop", "tim", "tin-nhan", "lam-that"]))
def test_the_first_paint_of_a_step_waits_for_nothing_that_sends(packed_phone, packed_site, name):
    weights = driving.weigh(packed_phone(), step_of(make_edition(), name))
    assert weights.by_kind["script"] <= 7.5 * KILOBYTE


@pytest.mark.parametrize(
    ("address", "script"),
    [
        ("/buoi/ghi/", 15),
        ("/buoi/", 10),
        ("/buoi/diem-danh/", 10),
        ("/buoi/ban/", 8),
        ("/buoi/chuyen/", 10),
        ("/buoi/nhan/", 10),
    ],
)
def test_a_page_of_the_session_log_is_within_its_weight(packed_phone, address, script):
    weights = driving.weigh(packed_phone(), address)
    assert weights.by_kind["document"] <= 6 * KILOBYTE
    assert weights.by_kind["stylesheet"] <= 12 * KILOBYTE
    assert weights.by_kind["script"] <= script * KILOBYTE
    assert weights.total <= 55 * KILOBYTE, weights.by_kind
    assert len(weights.urls) <= 6, weights.urls


def test_the_next_step_of_a_visit_weighs_only_its_words(packed_phone, packed_site):
    edition = make_edition()
    page = packed_phone()
    driving.weigh(page, step_of(edition, "tim"))
    following = driving.weigh(page, step_of(edition, "tin-nhan"), cached=True)
    assert set(following.by_kind) == {"document"}
    assert following.total <= 8 * KILOBYTE


def test_what_comes_after_waits_for_the_page(packed_phone, packed_site):
    page = packed_phone()
    page.goto(step_of(make_edition(), "tim"), wait_until="networkidle")
    began, size, loaded = page.evaluate(
        """() => {
          const [page] = performance.getEntriesByType("navigation");
          const all = performance.getEntriesByType("resource");
          const after = all.find((one) => one.name.includes("/js/after."));
          return [after.startTime, after.encodedBodySize, page.loadEventStart];
        }"""
    )
    assert began >= loaded
    assert size <= 6.5 * KILOBYTE
