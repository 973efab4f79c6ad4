"""The home page: the same for everybody, light, and as cheap with many courses as with few."""

import gzip

import brotli
import pytest

from courses.models import Course
from lms.home.models import HomePage, StandardPage
from tests.courses.editions import make_edition

pytestmark = pytest.mark.django_db

ARTS = ["documents", "market", "phone-scam", "lock", "family-call", "health", "default"]


def make_courses(count):
    for number in range(count):
        art = ARTS[number % len(ARTS)]
        make_edition(f"khoa-{number}", title=f"Gửi giấy tờ số {number} qua mạng", art=art)


def test_an_open_course_is_listed_by_what_it_lets_one_do(client):
    make_edition("nop-ho-so", title="Nộp hồ sơ dịch vụ công trực tuyến")
    page = client.get("/").content.decode()
    assert 'href="/khoa-hoc/nop-ho-so/"' in page
    assert "Nộp hồ sơ dịch vụ công trực tuyến" in page
    assert "7 bước" in page


def test_a_hidden_course_is_gone_at_once(client):
    edition = make_edition("nop-ho-so")
    assert "/khoa-hoc/nop-ho-so/" in client.get("/").content.decode()
    Course.objects.filter(pk=edition.course_id).update(state=Course.State.HIDDEN)
    page = client.get("/").content.decode()
    assert "/khoa-hoc/nop-ho-so/" not in page
    assert "Chưa có khóa học nào mở" in page


def test_a_new_edition_is_shown_at_once(client):
    make_edition("nop-ho-so", title="Nộp hồ sơ")
    client.get("/")
    make_edition("nop-ho-so", title="Nộp hồ sơ tại nhà", number=2)
    assert "Nộp hồ sơ tại nhà" in client.get("/").content.decode()


def test_a_course_may_bring_its_own_picture(client):
    edition = make_edition("nop-ho-so")
    assert f'src="/tep/{edition.outline["art"]}"' in client.get("/").content.decode()


def test_a_title_is_shown_as_it_was_typed(client):
    make_edition("doc", title="<script>alert(1)</script> & bạn")
    page = client.get("/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; bạn" in page


def test_many_courses_show_the_first_and_the_way_to_the_rest(client):
    make_courses(14)
    page = client.get("/").content.decode()
    assert page.count('class="card course"') == 12
    assert "Xem cả 14 khóa học" in page


@pytest.mark.parametrize("count", [2, 14])
def test_the_page_is_light(client, count):
    make_courses(count)
    assert len(gzip.compress(client.get("/").content, 9)) <= 6 * 1024


@pytest.mark.parametrize("count", [2, 14])
def test_the_cost_does_not_grow_with_courses(client, django_assert_num_queries, count):
    make_courses(count)
    # One of them, who reads aloud, is asked once a minute.
    with django_assert_num_queries(5):
        client.get("/")
    with django_assert_num_queries(2):
        client.get("/")


def test_nothing_on_it_is_personal(client, hoa):
    nobody = client.get("/")
    client.force_login(hoa)
    signed_in = client.get("/")
    for response in (nobody, signed_in):
        assert "Set-Cookie" not in response.headers
        assert not response.cookies
        assert response["Vary"] == "Accept-Encoding"
        assert response["Cache-Control"] == ("public, max-age=60, stale-while-revalidate=604800")
    assert nobody.content == signed_in.content


def test_who_has_the_page_already_is_told_so(client):
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again["Cache-Control"] == first["Cache-Control"]
    assert not again.content


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [("gzip, deflate", "gzip", gzip.decompress), ("gzip, deflate, br", "br", brotli.decompress)],
)
def test_it_travels_packed_as_well_as_may_be_and_reads_the_same(client, accepted, coding, unpack):
    packed = client.get("/", headers={"Accept-Encoding": accepted})
    assert packed["Content-Encoding"] == coding
    assert unpack(packed.content) == client.get("/").content


def test_what_is_asked_for_again_is_packed_as_small_as_may_be(client):
    first, again, packed = (
        client.get("/", headers={"Accept-Encoding": one}).content for one in ("br", "br", "gzip")
    )
    assert brotli.decompress(first) == brotli.decompress(again)
    assert len(first) < len(packed)
    assert len(again) < 0.92 * len(packed)


def test_it_cannot_be_posted_to(client):
    assert client.post("/").status_code == 405


def test_a_standard_page_is_served_and_listed_in_the_foot(client):
    home = HomePage.objects.get()
    home.add_child(
        instance=StandardPage(
            title="Giới thiệu", slug="gioi-thieu", body="<p>Vì bà con.</p>", show_in_menus=True
        )
    )
    assert 'href="/gioi-thieu/"' in client.get("/").content.decode()
    response = client.get("/gioi-thieu/")
    assert "<p>Vì bà con.</p>" in response.content.decode()
    assert response["Vary"] == "Accept-Encoding"
    assert response["Cache-Control"].startswith("public")


def test_a_draft_of_a_standard_page_is_not_served(client):
    home = HomePage.objects.get()
    home.add_child(instance=StandardPage(title="Nháp", slug="nhap", live=False))
    assert client.get("/nhap/").status_code == 404


def test_the_editors_tree_starts_with_our_home_in_vietnamese(client):
    from wagtail.models import Locale, Page, Site

    assert [locale.language_code for locale in Locale.objects.all()] == ["vi"]
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    Page.find_problems()
    assert not any(Page.find_problems())
