"""What a phone downloads: a signed list, and parts named by what is in them."""

import gzip
import hashlib
import json
import re

import pytest

from courses.models import Course
from courses.services import packages
from lms.common import keys
from tests.common.test_keys import check
from tests.courses.editions import make_edition, uids
from tests.courses.lessons import usual_lessons


@pytest.fixture
def edition(db):
    return make_edition()


def answer_of(client, edition):
    response = client.get(f"/hoc/{edition.public_id}/goi.json")
    assert response.status_code == 200
    return response.json()


def listed(client, edition):
    return json.loads(answer_of(client, edition)["listed"])


def text_of(client, edition, page):
    response = client.get(f"/hoc/{edition.public_id}/goi/{page['part']}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_is_signed_and_names_every_page_in_the_order_of_learning(client, edition):
    answer = answer_of(client, edition)
    check(keys.pair(packages.PURPOSE), answer["signature"], answer["listed"].encode())
    told = json.loads(answer["listed"])
    steps = [f"{uid}/" for uid in uids(edition).values()]
    assert [page["path"] for page in told["pages"]] == ["", *steps, "kiem-tra/", "xong/", "gop-y/"]
    # What is said of a step is said without a line, too.
    assert {"/static/js/say.js", "/static/js/feel.js"} <= {one["address"] for one in told["files"]}
    assert told["edition"] == edition.public_id
    assert told["course"] == edition.course.code
    assert told["steps"] == 7
    assert told["size"] == sum(one["size"] for one in told["pages"] + told["files"])
    assert "parts" not in told


def test_a_part_filled_in_is_the_page_itself(client, edition):
    for page in listed(client, edition)["pages"]:
        text = text_of(client, edition, page)
        assert hashlib.sha256(text.encode()).hexdigest() == page["part"]
        assert edition.public_id not in text
        filled = text.replace("~edition~", edition.public_id).replace("~number~", "1")
        shown = client.get(f"/hoc/{edition.public_id}/{page['path']}").content.decode()
        assert filled == shown


def test_everything_a_page_shows_is_in_the_list(client, edition):
    told = listed(client, edition)
    known = {file["address"] for file in told["files"]}
    for page in told["pages"]:
        text = text_of(client, edition, page)
        shown = set(re.findall(r'(?:src|href)="(/(?:static|tep)/[^"]+)"', text))
        assert shown <= set(page["files"])
        assert set(page["files"]) <= known
    assert sum("woff2" in address for address in known) == 2
    for file in told["files"]:
        response = client.get(file["address"])
        assert response.status_code == 200
        content = b"".join(response) if response.streaming else response.content
        assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_addresses_that_words_speak_of_are_nothing_to_fetch(client, db):
    lessons = usual_lessons()
    said = (
        "<p>http://vneid.top/tep/VNeID.apk và https://x.gov.vn/static/a.pdf</p>"
        '<p><a href="/static/khong-co.pdf">Mẫu đơn</a> <a href="/tep/khong-co.pdf">Tệp</a></p>'
    )
    lessons[0][2][0] = (*lessons[0][2][0][:4], {**lessons[0][2][0][4], "text": said})
    told = listed(client, make_edition(lessons=lessons))
    known = {file["address"] for file in told["files"]}
    assert not [address for address in known if "khong-co" in address or address.endswith(".apk")]
    assert all(set(page["files"]) <= known for page in told["pages"])


def test_a_list_asked_for_again_has_not_changed(client, edition):
    first = client.get(f"/hoc/{edition.public_id}/goi.json")
    again = client.get(
        f"/hoc/{edition.public_id}/goi.json", headers={"if-none-match": first["ETag"]}
    )
    assert again.status_code == 304


def test_a_new_edition_brings_only_the_page_that_changed(client, edition):
    before = listed(client, edition)
    lessons = usual_lessons()
    values = lessons[0][2][0][4]
    lessons[0][2][0] = (*lessons[0][2][0][:4], {**values, "text": "<p>Một chữ khác.</p>"})
    newer = make_edition(number=2, level="typo", lessons=lessons)
    after = listed(client, newer)
    had = {page["part"] for page in before["pages"]}
    assert [page["path"] for page in after["pages"] if page["part"] not in had] == [
        f"{uids(newer)['tim']}/"
    ]
    assert after["files"] == before["files"]


def test_a_part_may_be_kept_for_ever_and_is_no_page(client, edition):
    page = listed(client, edition)["pages"][0]
    response = client.get(f"/hoc/{edition.public_id}/goi/{page['part']}")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    packed = client.get(
        f"/hoc/{edition.public_id}/goi/{page['part']}", headers={"accept-encoding": "gzip"}
    )
    assert gzip.decompress(packed.content) == response.content


def test_a_part_or_edition_that_is_not_there_is_not_found(client, edition):
    assert client.get(f"/hoc/{edition.public_id}/goi/{'0' * 64}").status_code == 404
    assert client.get("/hoc/khongco/goi.json").status_code == 404
    assert client.get(f"/hoc/khongco/goi/{'0' * 64}").status_code == 404


def test_a_withdrawn_course_gives_neither_list_nor_parts(client, edition):
    page = listed(client, edition)["pages"][0]
    Course.objects.update(state=Course.State.WITHDRAWN)
    assert client.get(f"/hoc/{edition.public_id}/goi.json").status_code == 410
    assert client.get(f"/hoc/{edition.public_id}/goi/{page['part']}").status_code == 410


def test_queries_do_not_grow_with_steps_once_the_package_is_made(
    client, edition, django_assert_num_queries
):
    page = listed(client, edition)["pages"][0]
    with django_assert_num_queries(3):
        client.get(f"/hoc/{edition.public_id}/goi.json")
    with django_assert_num_queries(3):
        client.get(f"/hoc/{edition.public_id}/goi/{page['part']}")
