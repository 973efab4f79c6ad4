"""Pages of a course are the same for everybody, small, and cached by anyone."""

import gzip
import re

import pytest
from django.core.cache import caches

from courses.models import Course, CourseEdition
from courses.services import rendering
from tests.courses.editions import make_edition, uids
from tests.courses.lessons import long_lessons, make_asset, simulate_values

KINDS = ["tim", "trang-that", "tap-nop", "tin-nhan", "anh-giay-to", "ma-otp", "lam-that"]


@pytest.fixture
def edition(db):
    return make_edition()


def addresses(edition):
    folder = f"/hoc/{edition.public_id}/"
    return [
        "/khoa-hoc/nop-ho-so-truc-tuyen/",
        folder,
        f"{folder}kiem-tra/",
        f"{folder}xong/",
        *(f"{folder}{uid}/" for uid in uids(edition).values()),
    ]


def step_address(edition, name):
    return f"/hoc/{edition.public_id}/{uids(edition)[name]}/"


def test_pages_carry_no_cookie_and_may_be_kept_by_anyone(client, edition, hoa):
    client.force_login(hoa)
    for address in addresses(edition):
        response = client.get(address)
        assert response.status_code == 200, address
        assert not response.cookies, address
        assert "Cookie" not in response["Vary"], address
        expected = "public, max-age=300, stale-while-revalidate=604800"
        assert response["Cache-Control"] == expected, address


def test_pages_are_the_same_for_everybody(client, edition, hoa):
    strangers = [client.get(address).content for address in addresses(edition)]
    client.force_login(hoa)
    assert [client.get(address).content for address in addresses(edition)] == strangers


def test_a_page_names_what_it_is_painted_with_before_it_is_unpacked(client, edition):
    for address in addresses(edition):
        response = client.get(address)
        style, script = re.findall(r"<(/static/[^>]+)>; rel=([^,]+)", response["Link"])
        assert style[1] == "preload; as=style"
        assert f'<link rel="stylesheet" href="{style[0]}">' in response.text
        assert script[1] == "modulepreload"
        assert f'<script type="module" blocking="render" src="{script[0]}">' in response.text
    assert "Link" not in client.get("/sw.js")


def test_page_names_edition_and_release_in_its_etag(client, edition, settings):
    settings.RELEASE = "r7"
    etag = client.get(step_address(edition, "tim"))["ETag"]
    assert edition.public_id in etag
    assert edition.content_hash[:16] in etag
    assert "r7" in etag


def test_unchanged_page_is_not_sent_again(client, edition):
    for address in addresses(edition):
        etag = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert again.status_code == 304, address
        assert not again.content
        assert again["ETag"] == etag
        assert "max-age=300" in again["Cache-Control"]


def test_new_release_makes_pages_anew(client, edition, settings):
    address = step_address(edition, "tim")
    etag = client.get(address)["ETag"]
    settings.RELEASE = "next"
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_page_is_sent_packed_to_who_can_unpack(client, edition):
    address = step_address(edition, "tim")
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]


def test_page_may_be_asked_for_its_head_only_and_never_posted_to(client, edition):
    address = step_address(edition, "tim")
    head = client.head(address)
    assert head.status_code == 200
    assert not head.content
    assert client.post(address).status_code == 405


def test_cached_pages_cost_one_query_and_new_ones_at_most_five(
    client, edition, django_assert_num_queries, django_assert_max_num_queries
):
    for address in addresses(edition):
        caches["bodies"].clear()
        with django_assert_max_num_queries(5):
            client.get(address)
        with django_assert_num_queries(1):
            client.get(address)


def test_cost_does_not_grow_with_the_steps_of_a_course(client, db, django_assert_max_num_queries):
    edition = make_edition("khoa-dai", lessons=long_lessons(40, 8), with_test=False)
    uid = edition.outline["lessons"][20]["steps"][3]["uid"]
    for address in ("/khoa-hoc/khoa-dai/", f"/hoc/{edition.public_id}/{uid}/"):
        with django_assert_max_num_queries(5):
            assert client.get(address).status_code == 200


def test_pages_weigh_at_most_six_kilobytes(client, edition):
    for address in addresses(edition):
        body = client.get(address, headers={"Accept-Encoding": "gzip"}).content
        assert len(body) <= 6 * 1024, f"{address}: {len(body)}"


def test_long_course_is_folded_by_lesson_and_still_light(client, db):
    make_edition("khoa-dai", lessons=long_lessons(), with_test=False)
    packed = client.get("/khoa-hoc/khoa-dai/", headers={"Accept-Encoding": "gzip"})
    assert len(packed.content) <= 6 * 1024
    page = gzip.decompress(packed.content).decode()
    assert page.count("<details") == 12
    assert page.count(" open>") == 1
    assert "Chuyên đề 3" in page


def test_long_course_counts_its_steps_lesson_by_lesson(client, db):
    edition = make_edition("khoa-dai", lessons=long_lessons(), with_test=False)
    uid = edition.outline["lessons"][1]["steps"][2]["uid"]
    page = client.get(f"/hoc/{edition.public_id}/{uid}/").content.decode()
    assert "Bài 2 · Bước 3 trong 5" in page
    assert page.count("data-uid=") == 5


def test_short_course_counts_all_its_steps(client, edition):
    page = client.get(step_address(edition, "tap-nop")).content.decode()
    assert "Bước 3 trong 7" in page
    assert page.count("data-uid=") == 7


def test_step_leads_to_its_neighbours_and_the_last_to_the_test(client, edition):
    folder = f"/hoc/{edition.public_id}/"
    page = client.get(step_address(edition, "trang-that")).content.decode()
    assert f'href="{step_address(edition, "tim")}"' in page
    assert f'href="{step_address(edition, "tap-nop")}"' in page
    assert (
        f'href="{folder}kiem-tra/"'
        in client.get(step_address(edition, "lam-that")).content.decode()
    )


def test_last_step_of_a_course_without_a_test_leads_to_the_end(client, db):
    edition = make_edition(with_test=False)
    page = client.get(step_address(edition, "lam-that")).content.decode()
    assert f'href="/hoc/{edition.public_id}/xong/"' in page
    assert client.get(f"/hoc/{edition.public_id}/kiem-tra/").status_code == 404


@pytest.mark.parametrize("gives", [True, False])
def test_a_course_promises_a_certificate_only_if_it_gives_one(client, db, gives):
    edition = make_edition(certificate=gives)
    course = client.get("/khoa-hoc/nop-ho-so-truc-tuyen/").content.decode()
    finish = client.get(f"/hoc/{edition.public_id}/xong/").content.decode()
    assert ("có giấy chứng nhận" in course) == gives
    assert ("nhận giấy chứng nhận" in finish) == gives


def test_final_test_ships_no_key(client, edition):
    page = client.get(f"/hoc/{edition.public_id}/kiem-tra/").content.decode()
    assert "data-right" not in page
    for row in edition.test_key.values():
        assert row["explanation"] not in page


@pytest.mark.parametrize("online_only", [True, False])
def test_final_test_says_when_it_needs_a_network(client, db, online_only):
    edition = make_edition(online_only=online_only)
    page = client.get(f"/hoc/{edition.public_id}/kiem-tra/").content.decode()
    assert (" data-online-only" in page) == online_only
    assert ("Làm khi máy có mạng" in page) == online_only
    assert ("phải có mạng mới làm được" in page) == online_only


def test_final_test_of_an_older_edition_needs_no_network(db):
    edition = make_edition()
    del edition.test["online_only"]
    page = rendering.test_html(edition, release="r")
    assert "data-online-only" not in page


def test_final_test_leads_to_the_step_that_asked_the_same(client, edition):
    page = client.get(f"/hoc/{edition.public_id}/kiem-tra/").content.decode()
    assert step_address(edition, "anh-giay-to") in page


def test_compiled_text_is_html_and_everything_else_is_escaped(db):
    lessons = [("Bài", "", [("b", "read", "<b>Tên</b>", 1, _hostile())])]
    edition = make_edition(lessons=lessons, with_test=False)
    page = rendering.step_html(edition, edition.steps.get(), release="r")
    assert "<em>chữ nghiêng</em>" in page
    assert "<b>Tên</b>" not in page
    assert "<script>alert" not in page


def _hostile():
    return {
        "text": "<p><em>chữ nghiêng</em></p>",
        "picture": None,
        "after": "",
        "note": {"kind": "tip", "title": "<script>alert(1)</script>", "text": '"><script>alert(2)'},
    }


def test_practice_places_are_written_with_points_in_every_language(db):
    edition = make_edition()
    step = edition.steps.get(kind="simulate")
    page = rendering.step_html(edition, step, release="r")
    assert 'data-box="6 32.5 88 13"' in page


def test_preview_of_a_step_records_nothing(db):
    edition = make_edition()
    step = edition.steps.get(kind="simulate")
    page = rendering.step_html(edition, step, release="r", is_preview=True)
    assert " data-preview" in page
    assert " data-preview" not in rendering.step_html(edition, step, release="r")


def test_unsaved_edition_and_step_can_be_shown(db):
    saved = make_edition()
    edition = CourseEdition(
        course=saved.course, number=2, title=saved.title, outline=saved.outline, rule=saved.rule
    )
    step = saved.steps.get(kind="simulate")
    step.edition, step.pk = edition, None
    step.values = simulate_values("follow")
    assert "Chạm vào nút" in rendering.step_html(edition, step, release="r")
    assert saved.title in rendering.course_html(saved.course, edition, release="r")


def test_hidden_course_goes_on_for_those_in_it(client, edition):
    Course.objects.update(state=Course.State.HIDDEN)
    page = client.get("/khoa-hoc/nop-ho-so-truc-tuyen/")
    assert page.status_code == 200
    assert "ngừng nhận người mới" in page.content.decode()
    assert client.get(step_address(edition, "tim")).status_code == 200


def test_withdrawn_course_is_gone_in_plain_words(client, edition):
    for address in addresses(edition):
        client.get(address)
    Course.objects.update(state=Course.State.WITHDRAWN)
    for address in addresses(edition):
        response = client.get(address)
        assert response.status_code == 410, address
        assert "không còn dùng nữa" in response.content.decode()
        assert not response.cookies


def test_unknown_course_edition_and_step_are_not_found(client, edition):
    for address in (
        "/khoa-hoc/khong-co/",
        "/hoc/khongcobanphathanh/",
        "/hoc/khongcobanphathanh/kiem-tra/",
        f"/hoc/{edition.public_id}/khongcobuocnay/",
    ):
        assert client.get(address).status_code == 404, address


def test_draft_course_is_not_shown(client, db):
    make_edition(opened=False)
    assert client.get("/khoa-hoc/nop-ho-so-truc-tuyen/").status_code == 404


def test_course_page_says_since_which_edition_learners_move_along(client, db):
    make_edition(number=1)
    make_edition(number=2, level="major")
    make_edition(number=3, level="minor")
    page = client.get("/khoa-hoc/nop-ho-so-truc-tuyen/").content.decode()
    assert 'data-edition-number="3"' in page
    assert 'data-since="2"' in page


def test_older_edition_keeps_serving(client, db):
    first = make_edition(number=1)
    second = make_edition(number=2)
    assert client.get(step_address(first, "tim")).status_code == 200
    page = client.get("/khoa-hoc/nop-ho-so-truc-tuyen/").content.decode()
    assert second.public_id in page
    assert first.public_id not in page


def test_file_of_an_edition_never_changes_and_cannot_run(client, edition):
    asset = edition.steps.get(title="Tìm đúng thủ tục cần làm").values["picture"]["asset"]
    response = client.get(f"/tep/{asset}")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"<svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert not response.cookies
    again = client.get(f"/tep/{asset}", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_file_is_served_as_what_it_is_or_not_at_all(client, db):
    asset = make_asset("<svg xmlns='http://www.w3.org/2000/svg'/>", width=1, height=1)
    assert client.get(f"/tep/{asset.sha256}.png").status_code == 404
    assert client.get(f"/tep/{asset.sha256}.exe").status_code == 404
    assert client.get(f"/tep/{'0' * 64}.svg").status_code == 404


@pytest.mark.parametrize(
    ("mode", "offered"),
    [
        ("watch", []),
        ("follow", ["watch", "follow"]),
        ("alone", ["watch", "follow", "alone"]),
        ("test", []),
    ],
)
def test_a_practice_may_be_taken_easier_than_it_asks_but_a_check_may_not(db, mode, offered):
    step = make_edition().steps.get(kind="simulate")
    step.values = simulate_values(mode)
    page = rendering.step_html(step.edition, step, release="1")
    assert re.findall(r'data-mode="(\w+)"', page) == offered
    assert ('data-panel="helped"' in page) is (mode != "watch")
    assert ('data-do="hint"' in page) is (mode != "watch")
    if offered:
        assert f'data-mode="{mode}" aria-pressed="true"' in page
