"""Photos on pages: for whom, on which addresses, and by the plain form."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lms.common import clock
from lms.media import snapshots
from lms.users.services import grants
from teams.models import Session
from teams.services import evidence, membership
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago
from tests.teams.pictures import crowd, log_with, name_of, with_position
from tests.teams.test_pages import address, fields

ONE, TWO = (crowd(seed=seed, size=(64, 48)) for seed in (1, 2))


def bring(session, *contents):
    pictures = {name_of(one): snapshots.snapshot(one) for one in contents}
    evidence.keep_all(session, pictures, now=clock.now())
    return session


@pytest.fixture
def session(lan, team):
    return bring(log_with(lan, team, ONE, facts={"has_children": True}), ONE)


def page_of(session, end=""):
    return f"/to/{session.team.code}/buoi/{session.record_id}/{end}"


def photo_of(session, end=""):
    return page_of(session, f"anh/{session.evidence.get().public_id}/{end}")


def jpeg(content, name="anh.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_the_team_sees_the_photo_small_and_large_and_nothing_keeps_it(client, lan, session):
    sign_in(client, lan)
    page = client.get(page_of(session)).text
    assert photo_of(session, "nho/") in page
    assert "Trong ảnh có trẻ em: không đưa ra ngoài." in page
    for end in ("", "nho/"):
        answer = client.get(photo_of(session, end))
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Cache-Control"] == "private, no-store"
        assert Image.open(BytesIO(answer.content)).format == "JPEG"


def test_an_address_of_a_photo_cannot_be_guessed(session):
    row = session.evidence.get()
    assert len(row.public_id) == 13
    assert row.public_id not in row.file
    assert row.sha256 not in row.file


@pytest.mark.parametrize("way", ["/media/{file}", "/media/images/{name}", "/tep/{name}"])
def test_the_file_itself_lies_on_no_address(client, lan, session, way):
    sign_in(client, lan)
    row = session.evidence.get()
    found = client.get(way.format(file=row.file, name=row.file.rpartition("/")[2]))
    assert found.status_code == 404


def test_the_reviewer_of_the_commune_sees_it_and_others_do_not(
    client, session, reviewer, other_reviewer, minh, other_team, hoa, province
):
    viewer, above = make_person("Trịnh Đình Long"), make_person("Lê Hồng Sơn")
    grants.grant(viewer, "province_viewer", unit=province, by=None)
    grants.grant(above, "province_admin", unit=province, by=None)
    for person, status in (
        (reviewer, 200), (above, 200), (other_reviewer, 403), (minh, 403), (hoa, 403),
        (viewer, 403),
    ):  # fmt: skip
        sign_in(client, person)
        assert client.get(photo_of(session)).status_code == status, person
    sign_in(client, viewer)
    page = client.get(page_of(session)).text
    assert "Có 1 ảnh. Chỉ tổ, người duyệt của xã và quản trị của tỉnh xem được." in page
    assert "/anh/" not in page


def test_a_photo_is_asked_for_under_its_own_session_only(client, lan, team, session):
    other = log_with(lan, team, TWO, venue="Chợ")
    sign_in(client, lan)
    name = session.evidence.get().public_id
    assert client.get(page_of(other, f"anh/{name}/")).status_code == 404


def test_pages_say_how_many_photos_are_missing(client, lan, team, reviewer):
    session = log_with(lan, team, ONE, TWO)
    bring(session, ONE)
    sign_in(client, lan)
    assert "Thiếu 1 ảnh" in client.get(page_of(session)).text
    sign_in(client, reviewer)
    page = client.get(f"/xa/13741/duyet/{session.record_id}/").text
    assert "Thiếu 1 ảnh" in page
    assert "Xác nhận buổi này" in page


def test_whoever_is_in_it_has_it_taken_out_for_good(client, lan, session):
    sign_in(client, lan)
    page = client.post(photo_of(session, "xoa/"), follow=True).text
    assert "Đã xóa ảnh. Buổi và các số vẫn giữ nguyên." in page
    assert "1 ảnh đã xóa." in page
    assert client.get(photo_of(session)).status_code == 404


def test_who_only_watches_over_the_province_takes_nothing_out(client, session, province):
    above = make_person("Lê Hồng Sơn")
    grants.grant(above, "province_admin", unit=province, by=None)
    sign_in(client, above)
    assert client.post(photo_of(session, "xoa/")).status_code == 403
    assert session.evidence.get().is_kept


def test_a_photo_used_twice_is_told_to_the_reviewer_with_the_other_session(
    client, lan, team, session, reviewer
):
    second = bring(log_with(lan, team, ONE, venue="Chợ Cồn"), ONE)
    sign_in(client, reviewer)
    page = client.get(f"/xa/13741/duyet/{second.record_id}/").text
    assert "Ảnh này đã dùng ở buổi ngày" in page
    assert f'href="{page_of(session)}"' in page
    sign_in(client, lan)
    assert "đã dùng ở" not in client.get(page_of(second)).text


def test_a_photo_used_in_another_commune_is_told_without_a_name(
    client, session, minh, other_team, other_reviewer
):
    second = bring(log_with(minh, other_team, ONE), ONE)
    sign_in(client, other_reviewer)
    page = client.get(f"/xa/14215/duyet/{second.record_id}/").text
    assert "Ảnh này đã dùng ở một buổi khác, ngoài xã mình." in page
    assert session.team.name not in page


def test_the_plain_form_takes_photos_and_makes_them_small(client, lan, team):
    sign_in(client, lan)
    content = with_position(crowd(size=(1700, 300), quality=60))
    sent = fields(photos=[jpeg(content), jpeg(TWO)], photos_agreed="on", has_children="on")
    page = client.post(address(team), sent, follow=True)
    assert "Số biên nhận" in page.text
    rows = Session.objects.get().evidence.all()
    assert {row.sha256 for row in rows} == {name_of(content), name_of(TWO)}
    assert all(row.is_kept and row.has_children and row.width <= 1600 for row in rows)


def test_the_plain_form_sent_twice_keeps_each_photo_once(client, lan, team):
    sign_in(client, lan)
    sent = fields(photos_agreed="on")
    for _ in range(2):
        assert client.post(address(team), sent | {"photos": [jpeg(ONE)]}).status_code == 302
    assert Session.objects.get().evidence.count() == 1


@pytest.mark.parametrize(
    ("photos", "more", "words"),
    [
        ([ONE], {}, "Chỉ gửi ảnh khi người trong ảnh đồng ý cho chụp."),
        ([ONE, TWO, crowd(seed=3, size=(9, 9)), crowd(seed=4, size=(9, 9))],
         {"photos_agreed": "on"}, "nhiều nhất 3 ảnh"),
        ([b"%PDF-1.7"], {"photos_agreed": "on"}, "không phải ảnh"),
        ([b"<svg/>"], {"photos_agreed": "on"}, "không phải ảnh chụp"),
        ([ONE[:300]], {"photos_agreed": "on"}, "Ảnh bị hỏng"),
        ([b""], {"photos_agreed": "on"}, "Có ảnh trống."),
    ],
)  # fmt: skip
def test_wrong_photos_in_the_plain_form_are_told_beside_the_field(
    client, lan, team, photos, more, words
):
    sign_in(client, lan)
    page = client.post(address(team), fields(photos=[jpeg(one) for one in photos], **more))
    assert page.status_code == 422
    assert words in page.text
    assert "Chọn lại ảnh trước khi gửi." in page.text
    assert 'value="14"' in page.text
    assert not Session.objects.exists()


def test_mending_by_the_plain_form_keeps_photos_and_place_and_adds_more(client, lan, team):
    gps = {"lat": 20.3, "lon": 106.1, "accuracy": 9}
    session = bring(log_with(lan, team, ONE, gps=gps), ONE)
    sign_in(client, lan)
    page = client.get(page_of(session, "sua/")).text
    assert "Buổi này đã có 1 ảnh, vẫn giữ." in page
    mended = fields(record_id=str(session.record_id), heads="15")
    mended["rev"] = re.search(r'name="rev" value="(\d+)"', page)[1]
    sent = mended | {"photos": [jpeg(TWO)], "photos_agreed": "on"}
    assert client.post(page_of(session, "sua/"), sent).status_code == 302
    session.refresh_from_db()
    assert (session.heads_count, session.accuracy_m) == (15, 9)
    assert {row.sha256: row.state for row in evidence.of_session(session)} == {
        name_of(ONE): "kept",
        name_of(TWO): "kept",
    }


def test_somebody_who_left_the_team_sees_no_photos_of_it(client, lan, team, hoa, session):
    place = membership.join(team, hoa, on=long_ago(), by=None)
    own = bring(log_with(hoa, team, TWO, venue="Chợ"), TWO)
    membership.leave(place, on=clock.today(), by=lan, now=clock.now())
    hoa.team_memberships.update(valid_to="2026-01-01")
    sign_in(client, hoa)
    assert client.get(page_of(own)).status_code == 200
    assert client.get(photo_of(own)).status_code == 403


def test_how_much_of_a_photo_is_sent_is_told_with_one_sign_of_per_cent(client, db):
    page = client.get("/buoi/").text
    assert "Đang gửi: %s%." in page
    assert "%%" not in page
