"""One's own page: courses, duties, and only the doors one's roles open."""

import re

from courses.services import enrolment
from lms.common import clock
from lms.users.services import grants
from tests.certificates.conftest import finish
from tests.courses.editions import make_edition
from tests.factories import make_commune
from tests.people import sign_in


def test_strangers_are_led_to_the_sign_in_page(client):
    assert client.get("/toi/").status_code == 302


def test_a_newcomer_is_told_where_to_begin(client, hoa):
    sign_in(client, hoa)
    page = client.get("/toi/").text
    assert "Chưa học khóa nào" in page
    assert "Công việc" not in page


def test_courses_stand_under_what_they_are(client, hoa):
    enrolment.enrol(hoa, make_edition("dang-hoc").course, now=clock.now())
    finish(hoa, make_edition("da-xong"), mark="8.50")
    sign_in(client, hoa)
    page = client.get("/toi/").text
    assert "Đã xong 0 trong 7 bước" in page
    assert "/toi/giay-chung-nhan/" in page
    assert "điểm 8,5<" in page


def test_a_reviewer_finds_the_door_to_the_commune(client, bich):
    grants.grant(bich, "commune_reviewer", unit=make_commune(), by=None)
    sign_in(client, bich)
    page = client.get("/toi/").text
    assert "/xa/" in page
    assert "/huong-dan/xa-va-tinh/" in page
    assert "/cap-giay/" not in page


def test_it_costs_the_same_for_one_course_and_six(client, hoa, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for names in (["a"], ["b", "c", "d", "e", "f"]):
        for name in names:
            enrolment.enrol(hoa, make_edition(f"khoa-{name}").course, now=clock.now())
        sign_in(client, hoa)
        with CaptureQueriesContext(connection) as queries:
            client.get("/toi/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_has_one_name_wherever_it_is_meant(client, hoa):
    sign_in(client, hoa)
    page = client.get("/toi/").text
    assert "<title>Tôi – Học số</title>" in page
    tab = re.search(r'<a href="/toi/" aria-current="page">.*?</svg>([^<]+)', page)
    assert tab[1] == "Tôi"
    edition = make_edition()
    finished = client.get(f"/hoc/{edition.public_id}/xong/").text
    assert finished.count("mục “Tôi”") == 2
