"""A course travels as one signed file."""

import json
import zipfile
from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Revision

from courses.models import (
    Course,
    CoursePage,
    CourseParcel,
    LessonPage,
    Question,
    SharedLessonPage,
    StepIdentity,
)
from courses.parcels import sealing, services, taking
from courses.parcels.sealing import ParcelWrong
from courses.services import binning, publishing, reviewing, sharing
from lms.common import keys
from lms.common.ids import public_id
from lms.jobs import running
from lms.jobs.models import Job
from lms.media.models import CustomImage
from tests.courses import desk

ELSEWHERE = "chia-khoa-cua-noi-khac-chia-khoa-cua-noi-khac"


def packed(page, by):
    """What is in the file that packing this course makes."""
    parcel = services.ask_to_pack(page, by=by)
    running.drain("now")
    parcel.refresh_from_db()
    with parcel.file.open("rb") as file:
        return file.read()


def bring(content, section, by):
    return services.bring(ContentFile(content, "goi.zip"), section, by=by)


def take(content, section, by):
    """Bring a parcel and do the job; the course's page."""
    parcel = bring(content, section, by)
    job = services.ask_to_take(parcel, by=by)
    running.drain("now")
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    parcel.refresh_from_db()
    return CoursePage.objects.get(course=parcel.course)


def forget():
    """Give all that is here other names: what a parcel brings was never seen then."""
    for number, course in enumerate(Course.objects.all()):
        Course.objects.filter(pk=course.pk).update(public_id=f"x{number:012d}", code=f"x{number}")
    for lesson in LessonPage.objects.all():
        LessonPage.objects.filter(pk=lesson.pk).update(translation_key=uuid4())
    for one in StepIdentity.objects.all():
        StepIdentity.objects.filter(pk=one.pk).update(uid=public_id())
    Question.objects.update(source="")
    CustomImage.objects.update(file_hash="")


def counts():
    models = (Course, CoursePage, LessonPage, Question, StepIdentity, CustomImage, Revision)
    return [model.objects.count() for model in models]


def opened(content):
    return sealing.unseal(BytesIO(content))


def test_a_course_arrives_whole_and_under_the_same_uids(page, shelf, editor):
    first = desk.publish(page)
    uids = list(first.steps.order_by("position").values_list("uid", flat=True))
    name = page.course.public_id
    content = packed(page, editor)
    forget()
    made = take(content, shelf.section, editor)
    assert (made.course.public_id, made.course.state) == (name, "draft")
    second = desk.publish(made)
    assert list(second.steps.order_by("position").values_list("uid", flat=True)) == uids
    assert second.test["slots"][0]["prompt"] == first.test["slots"][0]["prompt"]
    kinds = [step.values.get("screens", [{}])[0].get("asset") for step in second.steps.all()]
    assert any(kinds)


def test_the_same_parcel_again_makes_nothing(page, shelf, editor):
    content = packed(page, editor)
    here = counts()
    take(content, shelf.section, editor)
    assert counts() == here
    forget()
    made = take(content, shelf.section, editor)
    here = counts()
    found = taking.preview(opened(content), shelf.section)
    assert (found.page, found.is_same) == (made, True)
    take(content, shelf.section, editor)
    assert counts() == here


def test_the_preview_says_what_is_new_changed_and_gone(page, shelf, editor):
    lesson = desk.add_lesson(page, "Bài hai", desk.read_step("hai"))
    content = packed(page, editor)
    binning_order = desk.lesson_of(page, 0)
    desk.edit(binning_order, title="Tên đã sửa ở đây")
    desk.add_lesson(page, "Bài của riêng nơi này", desk.read_step("rieng"))
    lesson.delete()
    found = taking.preview(opened(content), shelf.section)
    told = {(one.title, one.fate) for one in found.pieces if one.kind == "Bài học"}
    assert told == {
        ("Tìm thủ tục", "changed"),
        ("Bài hai", "new"),
        ("Bài của riêng nơi này", "gone"),
    }
    take(content, shelf.section, editor)
    assert [row.draft_title for row in LessonPage.objects.child_of(page).order_by("path")] == [
        "Tìm thủ tục",
        "Bài hai",
    ]
    assert taking.preview(opened(content), shelf.section).is_same


def test_a_lesson_that_is_here_already_is_shared(page, shelf, editor):
    second = desk.make_course_page(shelf, "Làm giấy khai sinh", steps=[desk.read_step("mot")])
    sharing.share(second, desk.lesson_of(page), by=None)
    content = packed(desk.fresh(second), editor)
    SharedLessonPage.objects.all().delete()
    made = take(content, shelf.section, editor)
    assert made == second
    assert SharedLessonPage.objects.get().lesson == desk.lesson_of(page)
    assert taking.preview(opened(content), shelf.section).is_same


def test_a_draft_that_is_not_fit_is_not_packed(page, editor):
    desk.edit(page, summary="")
    with pytest.raises(services.publishing.PublishRefused):
        services.ask_to_pack(desk.fresh(page), by=editor)
    assert not CourseParcel.objects.exists()


# Whose signature is taken.


@pytest.fixture
def foreign(page, editor, settings):
    """The course as another site packed it, and the key of that site."""
    own = settings.SECRET_KEY
    settings.SECRET_KEY = ELSEWHERE
    content, key = packed(page, editor), sealing.own_key()
    settings.SECRET_KEY = own
    return content, key


def test_a_sender_must_be_trusted(foreign, shelf, editor):
    content, key = foreign
    mark = sealing.spaced(keys.fingerprint(key))
    with pytest.raises(ParcelWrong, match=mark):
        bring(content, shelf.section, editor)
    site = services.trust("Tỉnh bạn", key, by=editor)
    assert opened(content).sender == "Tỉnh bạn"
    services.distrust(site, by=editor)
    with pytest.raises(ParcelWrong):
        opened(content)


def test_a_sender_cannot_pass_for_another(foreign, page, editor, shelf):
    """The key in the file is another's, the signature the stranger's own."""
    _content, key = foreign
    services.trust("Tỉnh bạn", key, by=editor)
    parts = unzipped(packed(page, editor))
    told = json.loads(parts[sealing.SEAL])
    parts[sealing.SEAL] = json.dumps({**told, "key": key}).encode()
    with pytest.raises(ParcelWrong, match="bị sửa"):
        opened(zipped(parts))


# What is not taken, and leaves nothing behind.


def unzipped(content):
    with zipfile.ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(parts, method=zipfile.ZIP_STORED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def signed(parts, **changes):
    """The parts with another list, signed as this site signs."""
    listed = json.loads(parts[sealing.LIST]) | changes
    text = json.dumps(listed).encode()
    told = {"key": sealing.own_key(), "signature": keys.sign(sealing.PURPOSE, text)}
    return {**parts, sealing.LIST: text, sealing.SEAL: json.dumps(told).encode()}


def first_file(parts):
    return next(name for name in parts if name.startswith(sealing.FOLDER))


def with_other(key, value):
    return lambda parts: {**parts, key(parts) if callable(key) else key: value}


BOMB = b"\0" * (sealing.MAX_LIST + 2)
SPOILT = {
    "no zip": (lambda parts: b"PK khong phai", "không phải gói"),
    "cut short": (lambda parts: zipped(parts)[:-200], "không phải gói"),
    "empty": (lambda parts: b"", "trống"),
    "another zip": (lambda parts: zipped({"a.txt": b"a"}), "tệp lạ"),
    "a path outside": (lambda parts: zipped({**parts, "../../x": b"a"}), "tệp lạ"),
    "an absolute path": (lambda parts: zipped({**parts, "/etc/passwd": b"a"}), "tệp lạ"),
    "no list": (lambda parts: zipped({sealing.SEAL: b"{}"}), "không phải gói"),
    "list altered": (
        lambda parts: zipped(
            {**parts, sealing.LIST: parts[sealing.LIST].replace("Nộp".encode(), b"Nap")}
        ),
        "bị sửa",
    ),
    "file altered": (
        lambda parts: zipped({**parts, first_file(parts): parts[first_file(parts)] + b" "}),
        "lớn quá",
    ),
    "file missing": (
        lambda parts: zipped({k: v for k, v in parts.items() if k != first_file(parts)}),
        "bị sửa",
    ),
    "file more": (lambda parts: zipped({**parts, f"tep/{'a' * 64}": b"a"}), "bị sửa"),
    "a bomb": (
        lambda parts: zipped({**parts, sealing.LIST: BOMB}, zipfile.ZIP_DEFLATED),
        "lớn quá",
    ),
    "many files": (
        lambda parts: zipped({**parts, **{f"tep/{n:064x}": b"" for n in range(2001)}}),
        "lớn quá",
    ),
    "newer": (lambda parts: zipped(signed(parts, format=2)), "mới hơn"),
    "no format": (lambda parts: zipped(signed(parts, format="1")), "không phải gói"),
    "signed nonsense": (lambda parts: zipped(signed(parts, course=[1])), "không đúng cách"),
    "lessons nonsense": (lambda parts: zipped(signed(parts, lessons=[{}])), "không đúng cách"),
    "deep": (lambda parts: zipped({**parts, sealing.LIST: b"[" * 100_000}), "bị sửa"),
    "no seal": (lambda parts: zipped({**parts, sealing.SEAL: b"[]"}), "bị sửa"),
    "odd key": (lambda parts: zipped({**parts, sealing.SEAL: b'{"key": {"x": 1}}'}), "bị sửa"),
}


def test_what_is_spoilt_is_refused_in_words_and_leaves_nothing(page, shelf, editor):
    parts = unzipped(packed(page, editor))
    desk.edit(desk.lesson_of(page), title="Tên đã sửa ở đây")
    before = counts(), CourseParcel.objects.count()
    for name, (spoil, words) in SPOILT.items():
        content = spoil(parts)
        with pytest.raises(ParcelWrong, match=words):
            bring(content, shelf.section, editor)
        assert name
    assert (counts(), CourseParcel.objects.count()) == before


def test_a_list_of_very_many_files_is_not_even_read(monkeypatch):
    content = zipped({f"{number:064x}": b"" for number in range(6000)})

    def read(file):
        raise AssertionError

    monkeypatch.setattr(sealing.zipfile, "ZipFile", read)
    with pytest.raises(ParcelWrong, match="lớn quá"):
        opened(content)


def test_what_is_signed_and_still_no_course_is_given_up_whole(page, shelf, editor):
    parts = unzipped(packed(page, editor))
    lessons = json.loads(parts[sealing.LIST])["lessons"]
    lessons[0]["steps"][0]["type"] = "khong-co"
    lessons.append({**lessons[0], "uid": "6f1c2b9e-3d1f-4a51-9f0d-7f4f4c1d2e3a", "uids": {}})
    content = zipped(signed(parts, lessons=lessons))
    before = counts()
    parcel = bring(content, shelf.section, editor)
    job = services.ask_to_take(parcel, by=editor)
    running.drain("now")
    job.refresh_from_db()
    assert (job.state, counts()) == (Job.State.FAILED, before)
    assert "không đúng cách" in job.error


def test_pictures_of_a_parcel_are_cleaned_as_uploads_are(page, shelf, editor):
    parts = unzipped(packed(page, editor))
    evil = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>a()</script></svg>'
    digest, old = sha256(evil).hexdigest(), first_file(parts)
    listed = json.loads(parts[sealing.LIST])
    text = json.dumps(listed).replace(old.removeprefix("tep/"), digest)
    changes = json.loads(text) | {"files": {digest: len(evil)}}
    spoilt = signed({**parts, f"tep/{digest}": evil}, **changes)
    del spoilt[old]
    forget()
    before = counts()
    parcel = bring(zipped(spoilt), shelf.section, editor)
    job = services.ask_to_take(parcel, by=editor)
    running.drain("now")
    job.refresh_from_db()
    if job.state == Job.State.DONE:
        with CustomImage.objects.latest("pk").open_file() as file:
            assert b"script" not in file.read()
    else:
        assert "Tệp “Màn hình”" in job.error
        assert counts() == before


def test_what_is_another_sections_is_not_written_over(page, shelf, other_shelf, editor, stranger):
    content = packed(page, editor)
    with pytest.raises(ParcelWrong, match="mục khác"):
        bring(content, other_shelf.section, stranger)
    Course.objects.update(public_id="aaaaaaaaaaaaa")
    with pytest.raises(ParcelWrong, match="mục khác"):
        bring(content, other_shelf.section, stranger)


def test_what_lies_in_the_bin_is_to_be_brought_back_first(page, shelf, editor):
    content = packed(page, editor)
    for row in (desk.lesson_of(page), page):
        binning.put_away(row, by=None)
        with pytest.raises(ParcelWrong, match="thùng rác"):
            bring(content, shelf.section, editor)


def test_what_a_parcel_brings_is_looked_at_anew(page, shelf, editor, author):
    content = packed(page, editor)
    desk.edit(desk.lesson_of(page), by=author, title="Tên đã sửa ở đây")
    reviewing.send(desk.fresh(page), by=author)
    read = publishing.review(desk.fresh(page)).content_hash
    take(content, shelf.section, author)
    with pytest.raises(reviewing.ReviewMoved):
        reviewing.approve(desk.fresh(page), by=editor, seen=read)
    assert desk.lesson_of(page).revisions.count() > 2
