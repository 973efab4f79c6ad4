"""The pages by which a course is packed, fetched and taken, and senders are trusted."""

import json

from django.core.files.base import ContentFile

from courses.models import (
    CourseParcel,
    TrustedSite,
)
from courses.parcels import sealing
from lms.common import keys
from lms.jobs import running
from tests.courses import desk
from tests.courses.test_parcels import (
    ELSEWHERE,
    bring,
    packed,
)
from tests.people import make_person, sign_in


def upload(client, content, section):
    file = ContentFile(content, "goi.zip")
    return client.post("/quan-tri/khoa-hoc/nhan/", {"file": file, "section": section.pk})


def test_a_course_is_packed_fetched_and_taken_by_the_pages(as_person, page, shelf, author):
    client = as_person("author")
    address = f"/quan-tri/khoa-hoc/{page.pk}/goi/"
    assert "Đóng gói" in client.get(address).content.decode()
    client.post(address)
    assert 'http-equiv="refresh"' in client.get(address).content.decode()
    running.drain("now")
    parcel = CourseParcel.objects.get()
    assert "Tải gói về" in client.get(address).content.decode()
    fetched = client.get(f"/quan-tri/khoa-hoc/goi/{parcel.pk}/tai/")
    content = b"".join(fetched.streaming_content)
    desk.edit(desk.lesson_of(page), title="Tên đã sửa ở đây")
    where = upload(client, content, shelf.section)["Location"]
    assert "sẽ có bản nháp mới" in client.get(where).content.decode()
    client.post(where)
    running.drain("now")
    assert "Đã nhận khóa học" in client.get(where).content.decode()
    assert desk.lesson_of(page).draft_title == "Tìm thủ tục"
    where = upload(client, content, shelf.section)["Location"]
    assert "không có gì để nhận" in client.get(where).content.decode()
    assert "không phải gói" in upload(client, b"abc", shelf.section).content.decode()


def test_another_section_sees_no_parcel(as_person, page, shelf, other_shelf, editor, stranger):
    content = packed(page, editor)
    coming = bring(content, shelf.section, editor)
    going = CourseParcel.objects.get(way="out")
    client = as_person("stranger")
    for address in (f"{page.pk}/goi", f"goi/{going.pk}/tai", f"nhan/{coming.pk}"):
        assert client.get(f"/quan-tri/khoa-hoc/{address}/").status_code in (302, 403)
        assert client.post(f"/quan-tri/khoa-hoc/{address}/").status_code in (302, 403, 405)
    assert "nhan" not in upload(client, content, shelf.section).get("Location", "")
    assert CourseParcel.objects.count() == 2


def test_senders_are_trusted_by_administrators_after_comparing(client, as_person, settings, db):
    sign_in(client, make_person("Chủ máy", is_superuser=True))
    address = "/quan-tri/khoa-hoc/noi-gui/"
    own = settings.SECRET_KEY
    settings.SECRET_KEY = ELSEWHERE
    key = sealing.own_key()
    settings.SECRET_KEY = own
    wish = {"name": "Tỉnh bạn", "key": json.dumps(key)}
    assert sealing.spaced(keys.fingerprint(key)) in client.post(address, wish).content.decode()
    assert not TrustedSite.objects.exists()
    client.post(address, {**wish, "is_compared": "1"})
    site = TrustedSite.objects.get()
    assert "Tỉnh bạn" in client.get(address).content.decode()
    for wrong in ("", "abc", "{}", '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}', "[" * 5000):
        assert (
            "is_compared" not in client.post(address, {"name": "A", "key": wrong}).content.decode()
        )
    client.post(f"{address}{site.pk}/bo/")
    assert not TrustedSite.objects.exists()


def test_authors_trust_nobody(as_person, author):
    client = as_person("author")
    assert client.get("/quan-tri/khoa-hoc/noi-gui/").status_code in (302, 403)
