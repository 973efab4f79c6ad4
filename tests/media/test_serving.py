import pytest
from django.core.files.base import ContentFile
from django.test import Client

from lms.media.models import CustomImage
from tests import files


@pytest.fixture
def image(db):
    return CustomImage.objects.create(title="A", file=ContentFile(files.DRAWING, "a.svg"))


def test_anybody_sees_a_rendition(client, image):
    answer = client.get(image.get_rendition("max-100x100").url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies
    assert b"".join(answer).startswith(b"<svg")


def test_originals_are_for_those_who_work_in_the_admin(client, image, hoa, son):
    address = f"/media/{image.file.name}"
    assert client.get(address).status_code == 403
    client.force_login(hoa)
    assert client.get(address).status_code == 403
    son.is_superuser = True
    son.save()
    client.force_login(son)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    assert b"".join(answer).startswith(b"<svg")


@pytest.mark.parametrize(
    "path",
    ["images/no.jpg", "images/", "images/..", "images/../db.sqlite3", "documents/a.pdf", "a.jpg"],
)
def test_nothing_else_can_be_reached(client, db, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_a_request_of_hostile_size_is_refused_unread(db):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.generic(
        "POST",
        "/quan-tri/images/add/",
        b"--x",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(10**10),
    )
    assert answer.status_code == 413
