"""Every way into the document library, and the one way out."""

import pytest

from lms.media.models import CustomDocument
from tests import files

BAD = [
    ("virus.exe", b"MZ\x90\x00" + b"\0" * 99, "Chưa nhận kiểu tệp này"),
    ("don.pdf", b"MZ\x90\x00" + b"\0" * 99, "Nội dung tệp không phải PDF"),
    ("don.html", b"<script>", "Chưa nhận kiểu tệp này"),
    ("don.pdf", b"", "trống"),
]
bad_files = pytest.mark.parametrize(("name", "content", "words"), BAD, ids=files.words_only)


def add(client, file, title="Đơn"):
    return client.post("/quan-tri/documents/add/", {"title": title, "file": file})


def add_many(client, file):
    return client.post(
        "/quan-tri/documents/multiple/add/",
        {"title": "Đơn", "files[]": file},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


def choose(client, file):
    return client.post(
        "/quan-tri/documents/chooser/create/",
        {"document-chooser-upload-title": "Đơn", "document-chooser-upload-file": file},
    )


def edit(client, file):
    add(client, files.upload("cu.pdf", files.PDF))
    document = CustomDocument.objects.get()
    return client.post(f"/quan-tri/documents/edit/{document.pk}/", {"title": "Đơn", "file": file})


@pytest.mark.parametrize("door", [add, add_many, choose, edit])
def test_a_document_comes_in_under_a_safe_name(admin, door):
    door(admin, files.upload("Đơn xin cấp lại.PDF", files.PDF))
    assert CustomDocument.objects.get().filename == "don-xin-cap-lai.pdf"


@pytest.mark.parametrize("door", [add, add_many, choose])
@bad_files
def test_a_bad_document_is_answered_in_words(admin, door, name, content, words):
    answer = door(admin, files.upload(name, content))
    assert answer.status_code == 200
    if door is add_many:
        assert words in answer.json()["error_message"]
    elif door is choose:
        assert words in answer.json()["htmlFragment"]
    else:
        assert words in answer.content.decode()
    assert not CustomDocument.objects.exists()


@bad_files
def test_a_bad_new_version_keeps_the_old_one(admin, name, content, words):
    answer = edit(admin, files.upload(name, content))
    assert words in answer.content.decode()
    assert CustomDocument.objects.get().filename == "cu.pdf"


@pytest.mark.parametrize("door", [add, add_many, choose])
def test_fifty_megabytes_are_answered_in_words(admin, door):
    answer = door(admin, files.upload("don.pdf", b"%PDF-" + b"\0" * (50_000_000)))
    assert answer.status_code == 200
    assert b"50,1 MB" in answer.content
    assert not CustomDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("don.pdf", files.PDF), ("don.docx", files.docx()), ("don.txt", b"<script>x</script>")],
    ids=files.words_only,
)
def test_a_document_goes_out_as_a_download_and_nothing_else(admin, client, name, content):
    add(admin, files.upload(name, content))
    client.logout()
    answer = client.get(f"/tai-lieu/{CustomDocument.objects.get().pk}/{name}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert b"".join(answer) == content


def test_the_folder_of_documents_has_no_other_door(admin, client):
    add(admin, files.upload("don.pdf", files.PDF))
    assert client.get(f"/media/{CustomDocument.objects.get().file.name}").status_code == 404
