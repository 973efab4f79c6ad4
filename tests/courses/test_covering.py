"""Private things in a picture are covered for good, by those who may change the picture."""

import json
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from courses.models import Course
from courses.services import holding
from lms.audit.models import AuditEvent
from lms.media import covering
from lms.media import services as media
from lms.media.models import CustomImage
from lms.media.refusals import FileRefused
from lms.users.policies import Role
from tests.courses import desk
from tests.people import sign_in

SECRET = (200, 20, 20)
MIDDLE = [40, 40, 20, 20]
# Without its rim, which takes colour from its neighbours when a JPEG is shown.
WITHIN = [42, 41, 16, 18]


def photo(kind="JPEG", size=(320, 640), mode="RGB"):
    """Black and white stripes with a red number in the middle."""
    image = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((0, 0, size[0], 40), fill="black")
    middle = (size[0] * 0.42, size[1] * 0.42, size[0] * 0.58, size[1] * 0.58)
    drawing.rectangle(middle, fill=SECRET)
    out = BytesIO()
    image.convert(mode).save(out, kind)
    return out.getvalue()


@pytest.fixture
def picture(shelf):
    from courses.services import sections

    file = ContentFile(photo(), "man-hinh.jpg")
    collection = sections.collection_of(shelf.section)
    return media.make_image(title="Hồ sơ", description="Hồ sơ", file=file, collection=collection)


@pytest.fixture
def author(tuan, shelf, client):
    desk.give(tuan, Role.CONTENT_AUTHOR, shelf)
    sign_in(client, tuan)
    return client


def send(client, image, boxes=(MIDDLE,), seen=None):
    body = {"boxes": json.dumps(list(boxes)), "seen": seen or image.get_file_hash()}
    return client.post(f"/quan-tri/khoa-hoc/hinh/{image.pk}/che/", body, follow=True)


def colours_within(content, box):
    """How many colours are left there."""
    with Image.open(BytesIO(content)) as image:
        x, y, w, h = box
        width, height = image.size
        part = (x * width / 100, y * height / 100, (x + w) * width / 100, (y + h) * height / 100)
        inside = image.convert("RGB").crop(tuple(int(end) for end in part))
    low, high = zip(*inside.getextrema(), strict=True)
    return max(high[at] - low[at] for at in range(3))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("GIF", "P")],
)
def test_one_colour_is_left_of_what_is_covered(kind, mode):
    content = photo(kind, mode=mode)
    assert colours_within(content, WITHIN) > 50
    made = covering.covered(content, [tuple(MIDDLE)])
    assert colours_within(made.content, WITHIN) <= 4
    assert (made.width, made.height) == (320, 640)


def test_what_lies_beside_the_cover_stays_as_it_was():
    made = covering.covered(photo("PNG"), [tuple(MIDDLE)])
    with Image.open(BytesIO(made.content)) as image:
        assert image.convert("RGB").getpixel((5, 5)) == (0, 0, 0)
        assert image.convert("RGB").getpixel((5, 600)) == (255, 255, 255)


@pytest.mark.parametrize(
    "boxes",
    [[], None, "x", [[1, 2, 3]], [[0, 0, 0, 5]], [[-1, 0, 5, 5]], [[0, 0, "a", 5]], [MIDDLE] * 51,
     [[0, 0, True, 5]], [[float("nan"), 0, 5, 5]], [[0, 0, 1e9, 5]]],
)  # fmt: skip
def test_odd_rectangles_are_refused(boxes):
    with pytest.raises(FileRefused):
        covering.checked(boxes)


def test_file_and_all_copies_are_gone_and_pages_show_the_new_one(
    author, picture, django_capture_on_commit_callbacks
):
    copy = picture.get_rendition("max-165x165")
    old = {picture.file.name, copy.file.name}
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(author, picture)
    assert "Đã che." in answer.content.decode()
    now = CustomImage.objects.get(pk=picture.pk)
    assert now.file.name not in old
    assert [name for name in old if default_storage.exists(name)] == []
    assert now.get_file_hash() != picture.get_file_hash()
    assert not now.renditions.filter(pk=copy.pk).exists()
    shown = b"".join(author.get(f"/tep/xem-truoc/{picture.pk}").streaming_content)
    assert colours_within(shown, WITHIN) <= 4
    logged = AuditEvent.objects.get(action="picture.covered")
    assert logged.detail["places"] == 1


def test_the_slower_of_two_authors_looks_again(author, picture):
    seen = picture.get_file_hash()
    send(author, picture)
    answer = send(author, picture, [[0, 0, 10, 10]], seen=seen)
    assert "vừa được người khác đổi" in answer.content.decode()
    assert AuditEvent.objects.filter(action="picture.covered").count() == 1


def test_nothing_drawn_and_nonsense_are_answered_kindly(author, picture):
    long = f"[[{'9' * 400},0,5,5]]"
    for boxes in ("", "[", "9" * 20_000, "[[1,2]]", '{"a": 1}', "[" * 9_000, long):
        body = {"boxes": boxes, "seen": picture.get_file_hash()}
        answer = author.post(f"/quan-tri/khoa-hoc/hinh/{picture.pk}/che/", body)
        assert answer.status_code == 200
        assert "Chưa có chỗ nào để che" in answer.content.decode()
    assert CustomImage.objects.get(pk=picture.pk).file.name == picture.file.name


def test_a_drawing_cannot_be_covered(author, shelf):
    image = desk.make_image(section=shelf.section)
    assert "Hình vẽ SVG không che được" in send(author, image).content.decode()


def test_a_picture_whose_file_is_gone_is_told(author, picture):
    default_storage.delete(picture.file.name)
    assert "Không mở được tệp hình" in send(author, picture).content.decode()
    assert author.get(f"/tep/xem-truoc/{picture.pk}").status_code == 404


def test_a_picture_of_another_section_is_refused(picture, minh, client):
    desk.give(minh, Role.CONTENT_AUTHOR, desk.make_section("Mục khác"))
    sign_in(client, minh)
    address = f"/quan-tri/khoa-hoc/hinh/{picture.pk}/che/"
    body = {"boxes": json.dumps([MIDDLE]), "seen": picture.get_file_hash()}
    for answer in (client.get(address), client.post(address, body)):
        assert answer["Location"] == "/quan-tri/"
    assert CustomImage.objects.get(pk=picture.pk).file.name == picture.file.name


def test_a_hidden_course_is_counted_and_not_named(author, shelf, picture):
    course = desk.make_course_page(shelf, "Nộp hồ sơ", steps=[desk.simulate_step(picture)])
    desk.publish(course)
    Course.objects.update(state=Course.State.HIDDEN)
    page = author.get(f"/quan-tri/khoa-hoc/hinh/{picture.pk}/che/").content.decode()
    assert "1 khóa học đã phát hành vẫn giữ hình chưa che." in page
    assert "Nộp hồ sơ" not in page


def test_courses_already_published_are_named_and_keep_their_copy(author, shelf, picture):
    course = desk.make_course_page(shelf, "Nộp hồ sơ", steps=[desk.simulate_step(picture)])
    edition = desk.publish(course)
    kept = edition.steps.get(kind="simulate").values["screens"][0]["asset"]
    assert [one.pk for one in holding.courses_with(picture)] == [edition.course_id]
    answer = send(author, picture).content.decode()
    assert "1 khóa học đã phát hành vẫn giữ hình chưa che: “Nộp hồ sơ”" in answer
    edition.refresh_from_db()
    assert edition.steps.get(kind="simulate").values["screens"][0]["asset"] == kept
    assert holding.courses_with(CustomImage.objects.get(pk=picture.pk)) == []
    assert desk.publish(course).steps.get(kind="simulate").values["screens"][0]["asset"] != kept


def test_the_page_of_a_picture_leads_there(author, picture):
    page = author.get(f"/quan-tri/images/{picture.pk}/").content.decode()
    assert f"/quan-tri/khoa-hoc/hinh/{picture.pk}/che/" in page


def test_in_the_editor_it_stands_in_a_window_of_its_own(author, picture):
    answer = author.get(f"/quan-tri/khoa-hoc/hinh/{picture.pk}/che/?khung")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "wagtail-sidebar" not in answer.content.decode()
