"""A page for those who save data: the same words, each picture behind a button that says its KB."""

import gzip
import json

import pytest
from django.core.cache import caches

from courses.models import Asset
from lms.common.numbers import weight
from tests.courses.editions import make_edition, uids
from tests.courses.lessons import long_lessons, make_asset, read_values

SAVING = {"Save-Data": "on"}


@pytest.fixture
def edition(db):
    return make_edition()


def step_address(edition, name):
    return f"/hoc/{edition.public_id}/{uids(edition)[name]}/"


def test_a_picture_to_read_is_a_link_that_says_what_it_costs(client, edition):
    address = step_address(edition, "tim")
    picture = edition.steps.get(title="Tìm đúng thủ tục cần làm").values["picture"]
    Asset.objects.filter(pk=picture["asset"][:64]).update(byte_count=38_200)
    page = client.get(address, headers=SAVING).content.decode()
    assert "<img" not in page
    assert f'href="/tep/{picture["asset"]}"' in page
    assert "Xem ảnh (38 KB)" in page
    assert f"<p>{picture['alt']}</p>" in page
    assert f'viewBox="0 0 {picture["width"]} {picture["height"]}"' in page
    assert picture["caption"] in page
    assert f'<img src="/tep/{picture["asset"]}"' in client.get(address).content.decode()


def test_the_screens_of_a_practice_are_there_all_the_same(client, edition):
    page = client.get(step_address(edition, "tap-nop"), headers=SAVING).content.decode()
    assert page.count("<img") == 2
    assert "Xem ảnh" not in page


def test_a_picture_whose_file_is_not_known_is_shown(client, db):
    values = read_values()
    lost = {**values, "picture": {**values["picture"], "asset": f"{'0' * 64}.svg"}}
    edition = make_edition(lessons=[("Bài", "", [("b", "read", "Tên", 1, lost)])], with_test=False)
    uid = edition.steps.get().uid
    page = client.get(f"/hoc/{edition.public_id}/{uid}/", headers=SAVING).content.decode()
    assert "<img" in page


def test_whoever_keeps_pages_tells_the_two_apart(client, edition):
    address = step_address(edition, "tim")
    usual, saving = client.get(address), client.get(address, headers=SAVING)
    assert usual["Vary"] == saving["Vary"] == "Accept-Encoding, Save-Data"
    assert usual["Cache-Control"] == saving["Cache-Control"]
    assert usual["ETag"] != saving["ETag"]
    for etag, headers, status in [
        (saving["ETag"], SAVING, 304),
        (saving["ETag"], {}, 200),
        (usual["ETag"], SAVING, 200),
    ]:
        again = client.get(address, headers={**headers, "If-None-Match": etag})
        assert again.status_code == status
        assert again["Vary"] == "Accept-Encoding, Save-Data"


@pytest.mark.parametrize(("said", "saves"), [("on", True), ("ON", True), ("off", False), ("", 0)])
def test_only_on_means_on(client, edition, said, saves):
    address = step_address(edition, "tim")
    page = client.get(address, headers={"Save-Data": said}).content.decode()
    assert ("Xem ảnh" in page) == bool(saves)


def test_pages_without_pictures_to_read_are_one_for_all(client, edition):
    for path in ("", "kiem-tra/", "xong/"):
        address = f"/hoc/{edition.public_id}/{path}"
        assert client.get(address)["Vary"] == "Accept-Encoding"
        assert client.get(address, headers=SAVING)["ETag"] == client.get(address)["ETag"]


def test_it_is_the_same_for_everybody_and_sets_no_cookie(client, edition, hoa):
    address = step_address(edition, "tim")
    stranger = client.get(address, headers=SAVING).content
    client.force_login(hoa)
    response = client.get(address, headers=SAVING)
    assert response.content == stranger
    assert not response.cookies


def test_it_costs_one_query_when_kept_and_at_most_five_when_new(
    client, edition, django_assert_num_queries, django_assert_max_num_queries
):
    for name in uids(edition):
        address = step_address(edition, name)
        caches["bodies"].clear()
        with django_assert_max_num_queries(5):
            client.get(address, headers=SAVING)
        with django_assert_num_queries(1):
            client.get(address, headers=SAVING)


def test_its_cost_does_not_grow_with_the_steps_of_a_course(client, db, django_assert_num_queries):
    for lessons in (2, 40):
        steps = long_lessons(lessons, 8)
        title, module, first = steps[0]
        pictured = ("co-hinh", "read", "Có hình", 1, read_values())
        steps[0] = (title, module, [*first, pictured])
        edition = make_edition(f"khoa-{lessons}", lessons=steps, with_test=False)
        uid = edition.outline["lessons"][0]["steps"][-1]["uid"]
        with django_assert_num_queries(3):
            page = client.get(f"/hoc/{edition.public_id}/{uid}/", headers=SAVING)
        assert "Xem ảnh" in page.content.decode()


def test_it_weighs_at_most_six_kilobytes(client, edition):
    headers = {**SAVING, "Accept-Encoding": "gzip"}
    body = client.get(step_address(edition, "tim"), headers=headers).content
    assert "Xem ảnh" in gzip.decompress(body).decode()
    assert len(body) <= 6 * 1024


def test_a_course_taken_along_has_its_pictures(client, edition):
    answer = client.get(f"/hoc/{edition.public_id}/goi.json", headers=SAVING).json()
    listed = json.loads(answer["listed"])
    picture = edition.steps.get(title="Tìm đúng thủ tục cần làm").values["picture"]["asset"]
    page = next(p for p in listed["pages"] if p["path"] == f"{uids(edition)['tim']}/")
    assert f"/tep/{picture}" in page["files"]
    address = f"/hoc/{edition.public_id}/goi/{page['part']}"
    assert "<img" in client.get(address, headers=SAVING).content.decode()


@pytest.mark.parametrize(
    ("size", "said"),
    [(1, "1 KB"), (499, "1 KB"), (38_499, "38 KB"), (999_999, "1000 KB"), (1_240_000, "1,2 MB")],
)
def test_bytes_are_said_as_people_say_them(size, said):
    assert weight(size) == said


def test_the_size_said_is_that_of_the_file(client, db):
    body = "<svg xmlns='http://www.w3.org/2000/svg'>" + "<g/>" * 3_000 + "</svg>"
    asset = make_asset(body, width=300, height=200)
    values = read_values()
    picture = {**values["picture"], "asset": f"{asset.sha256}.svg", "width": 300, "height": 200}
    step = ("b", "read", "Tên", 1, {**values, "picture": picture})
    edition = make_edition(lessons=[("Bài", "", [step])], with_test=False)
    uid = edition.steps.get().uid
    page = client.get(f"/hoc/{edition.public_id}/{uid}/", headers=SAVING).content.decode()
    assert f"Xem ảnh ({round(len(body) / 1000)} KB)" in page
