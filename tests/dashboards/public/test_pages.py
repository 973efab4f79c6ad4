"""The public pages: the same for everybody, found by old names, light, and back from the boards."""

import csv
import re
from datetime import date
from io import StringIO

import pytest

from lms.common import clock
from lms.dashboards.models import Indicator
from lms.places.models import Unit, UnitSuccession
from lms.places.services import closing
from tests.dashboards.public.conftest import put, take
from tests.factories import make_commune
from tests.people import sign_in

pytestmark = pytest.mark.django_db
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


@pytest.fixture
def told(five, today):
    """Thirty, four and twelve came in three communes."""
    for one, number in zip(five, (30, 4, 12), strict=False):
        put("SS02", one, OCTOBER, number)
    put("SS02", five[0], SEPTEMBER, 24)
    take()
    return five


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_anybody_reads_what_came_to_what_where(client, told):
    page = words(client.get("/cong-khai/"))
    assert "42 người đến" in page
    assert "Tháng 10/2026 · đếm người đến · cộng 2 trong 5 xã, phường" in page
    assert "Nguồn: Học số, chốt ngày 01/12/2026" in page
    assert "Xã An Bình 30 Xã Ba Sao dưới 5 Xã Cẩm Lý 12 Xã Đông Hải dưới 5" in page


def test_a_commune_has_its_months(client, told):
    page = words(client.get(f"/cong-khai/{told[0].code}/"))
    assert "30 người đến" in page
    assert "Tháng 10/2026 30 Tháng 9/2026 24" in page
    assert "dưới 5" in words(client.get(f"/cong-khai/{told[1].code}/"))


def test_no_cookie_goes_out_and_whoever_has_the_page_is_told_so_in_three_questions(
    client, told, django_assert_num_queries
):
    for address in ("/cong-khai/", f"/cong-khai/{told[0].code}/", "/cong-khai/so-lieu.csv"):
        first = client.get(address)
        assert first.status_code == 200
        assert not first.cookies
        assert first["Cache-Control"] == "public, max-age=3600, stale-while-revalidate=604800"
        assert "Cookie" not in first["Vary"]
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    with django_assert_num_queries(4):
        client.get("/cong-khai/")
    with django_assert_num_queries(3):
        client.get("/cong-khai/so-lieu.csv")


def test_nonsense_in_the_address_is_no_page_of_its_own(client, told):
    pages = {
        client.get(f"/cong-khai/{end}").content for end in ("", "?chi-so=x", "?chi-so=TM03&a=1")
    }
    assert len(pages) == 1
    for key in ("khong-co", "99999", "x" * 200):
        assert client.get(f"/cong-khai/{key}/").status_code == 404


def test_what_was_taken_since_makes_another_page(client, told):
    before = client.get("/cong-khai/")["ETag"]
    put("OC01", told[0], OCTOBER, 9)
    take()
    page = client.get("/cong-khai/?chi-so=OC01")
    assert page["ETag"] != before
    assert "9 kết quả" in words(client.get(f"/cong-khai/{told[0].code}/"))


def test_a_former_commune_leads_to_who_took_over(client, told, province, today):
    new = Unit(name="Xã Bình Minh", level="commune", kind="commune", parent=province, code="79999")
    closing.close_and_succeed(
        [UnitSuccession(old=old, new=new, kind="merged", main=True) for old in told[:2]],
        effective_on=today,
    )
    for address in (
        f"/cong-khai/{told[1].code}/", "/cong-khai/xa-ba-sao/", "/cong-khai/?xa=Xã+Ba+Sao",
        "/cong-khai/?xa=ba+sao", "/cong-khai/xa-binh-minh/",
    ):  # fmt: skip
        assert client.get(address)["Location"] == "/cong-khai/79999/", address
    page = words(client.get("/cong-khai/79999/"))
    assert "Trước đây là: Xã An Bình, Xã Ba Sao." in page
    assert "30 người đến" in page
    table = client.get(f"/cong-khai/{told[1].code}/so-lieu.csv")
    assert table["Location"] == "/cong-khai/79999/so-lieu.csv"


def test_several_of_a_name_are_offered_and_none_is_said_so(client, told):
    page = words(client.get("/cong-khai/?xa=xã"))
    assert "Xã An Bình" in page
    assert "Xã Ea Sơn" in page
    assert "Chưa thấy xã nào tên như vậy" in words(client.get("/cong-khai/?xa=zzz"))


def test_the_table_has_numbers_and_nothing_hidden(client, told):
    response = client.get("/cong-khai/so-lieu.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    body = response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(body)))
    found = {(row["don_vi"], row["tu_ngay"]): (row["so"], row["ghi_chu"]) for row in rows}
    assert found["Xã An Bình", "2026-10-01"] == ("30", "")
    assert found["Xã Ba Sao", "2026-10-01"] == ("", "dưới 5")
    assert {row["dem_gi"] for row in rows} == {"người đến"}
    assert {row["so_lieu_den"] for row in rows} == {"2026-12-01"}
    assert len({row["tu_so"] for row in rows}) == 4
    one = client.get(f"/cong-khai/{told[0].code}/so-lieu.csv").content.decode("utf-8-sig")
    assert [row["so"] for row in csv.DictReader(StringIO(one))] == ["30", "24"]


def test_before_anything_was_taken_the_pages_say_when_there_will_be(client, five, today):
    for address in ("/cong-khai/", f"/cong-khai/{five[0].code}/"):
        page = words(client.get(address))
        assert "Chưa có số để công khai" in page
    assert client.get("/cong-khai/so-lieu.csv").content.decode().count("\n") == 1


def test_without_a_province_the_page_is_empty_and_there(client, db):
    assert "Chưa có số để công khai" in words(client.get("/cong-khai/"))


def test_the_board_and_every_foot_lead_there(client, told, admin, province):
    assert 'href="/cong-khai/"' in client.get("/").content.decode()
    sign_in(client, admin)
    assert 'href="/cong-khai/"' in client.get("/bang/").content.decode()
    board = client.get(f"/bang/xa/{told[0].code}/").content.decode()
    assert f'href="/cong-khai/{told[0].code}/"' in board


def test_the_province_says_what_is_open_and_is_refused_what_gives_people_away(client, told, admin):
    sign_in(client, admin)
    address = "/so-lieu/chi-so/{}/sua/"

    def send(code, **said):
        one = Indicator.objects.current().get(code=code)
        fields = ("name", "numerator_words", "denominator_words", "how", "owner_words")
        wanted = {name: getattr(one, name) for name in fields} | {"is_offered": "on", "seen": "0"}
        return client.post(address.format(code), wanted | said)

    assert send("SS05", is_open="on").status_code == 302
    assert Indicator.objects.get(code="SS05").is_open
    assert "Công khai" in words(client.get(address.format("SS05")))
    refused = send("TM03", is_open="on")
    assert refused.status_code == 422
    assert "đếm số người đang có" in words(refused)
    assert not Indicator.objects.get(code="TM03").is_open
    assert send("SS02").status_code == 302
    assert "42 người đến" not in words(client.get("/cong-khai/"))


def test_the_whole_province_is_within_the_weight_and_queries_of_a_residents_page(
    client, province, usual, today, django_assert_max_num_queries
):
    for n in range(129):
        one = make_commune(f"Xã Tên Rất Dài {n}", province=province, code=f"7{n:04}")
        for month in range(1, 11):
            put("SS02", one, date(2026, month, 1), 37 * n + 11 * month)
            put("OC01", one, date(2026, month, 1), 7 * n + month)
    take()
    with django_assert_max_num_queries(16):
        page = client.get("/cong-khai/", headers={"accept-encoding": "gzip"})
    assert len(page.content) <= 6 * 1024
    with django_assert_max_num_queries(12):
        page = client.get("/cong-khai/70005/", headers={"accept-encoding": "gzip"})
    assert len(page.content) <= 6 * 1024
    assert clock.today() == today
