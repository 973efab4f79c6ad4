"""What a draft weighs before it is published, and that a draft too heavy for a phone stays one."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from courses.drafting import drafts
from courses.models import CourseEdition, CoursePage
from courses.services import (
    checking,
    packages,
    publishing,
    scheduling,
    validation,
    weighing,
)
from lms.common import clock, numbers
from lms.media import films, phone_sizes, pictures
from lms.media import services as media
from tests import films as videos
from tests.courses import desk
from tests.courses.test_voices import make_recording

pytestmark = pytest.mark.one_database

# Words that cannot be packed: as a long text in a step is, only longer.
LONG = "<p>" + " ".join(f"{number * 7919 % 100_003:05d}" for number in range(4_000)) + "</p>"


def weigh(page):
    return weighing.weigh(drafts.latest(CoursePage.objects.get(pk=page.pk)))


def heavy_image(lines=1_200):
    """A drawing of many lines: nobody can make it smaller."""
    drawn = "".join(
        f'<path d="M{n * 37 % 320} {n * 91 % 400}L{n * 53 % 320}.{n} {n * 17 % 400}.{n}"/>'
        for n in range(lines)
    )
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 400" width="320" height="400">'
    file = ContentFile(f"{head}{drawn}</svg>".encode(), name="nang.svg")
    return media.make_image(title="Bản đồ chi tiết", description="Bản đồ", file=file)


def messages(page):
    found = validation.errors(drafts.latest(CoursePage.objects.get(pk=page.pk)))
    return {problem.message: problem.url for problem in found}


def anchor(page, name):
    return f"/quan-tri/pages/{desk.lesson_of(page).pk}/edit/#block-{desk.block_id(name)}-section"


def test_a_draft_weighs_what_its_edition_will(page):
    """To the rounding: names of steps that are given when it is published pack a little other."""
    photo = Image.effect_noise((300, 400), 20)
    out = BytesIO()
    photo.save(out, "PNG")
    image = media.make_image(
        title="Ảnh", description="Ảnh", file=ContentFile(out.getvalue(), name="anh.png")
    )
    picture = {"image": image.pk, "alt": "Ảnh", "caption": ""}
    film = films.make_ready(
        title="Cách nộp",
        copies=(videos.copy(name=b"l"), videos.copy(name=b"c")),
        poster=videos.POSTER,
        captions=videos.CAPTIONS,
    )
    desk.set_steps(
        page,
        desk.read_step(picture=picture, voice=make_recording().pk),
        desk.simulate_step(desk.make_image()),
        desk.watch_step(film),
    )
    told = weigh(page)
    edition = desk.publish(page)
    package = packages.of(edition)
    assert told.course_bytes() == pytest.approx(package.size, abs=200)
    assert told.compiled.edition.outline["minutes"] == package.minutes
    assert told.lesson_bytes(desk.lesson_of(page)) < told.course_bytes()


def test_weighing_writes_nothing(page):
    desk.set_steps(page, desk.simulate_step(desk.make_image()))
    before = desk.state()
    weigh(page)
    assert desk.state() == before


def beside(size, most):
    return f"{numbers.weight(size)}, bằng {size * 100 // (most * 1000)}% mức cho phép"


def test_the_heaviest_things_are_named_beside_what_they_may_weigh(page, editor, as_person):
    pictures = {name: {"image": image.pk, "alt": "Hình", "caption": "Hình"} for name, image in (
        ("ngan", desk.make_image()), ("dai", heavy_image(200))
    )}  # fmt: skip
    desk.set_steps(
        page,
        desk.read_step("ngan", picture=pictures["ngan"], voice=make_recording().pk),
        desk.read_step("dai", text=LONG[:3_000], picture=pictures["dai"]),
    )
    weighed = weigh(page)
    words = weighed.words(weighed.compiled.steps[1])
    size = max(weighed.by_image.values())
    clip = numbers.weight(make_recording().phone_file.size)
    told = [
        (f"Chữ trên trang: {beside(words, 6)} 6 KB", 2, anchor(page, "dai")),
        (f"Hình “Bản đồ chi tiết”: {beside(size, 30)} 30 KB", 2, anchor(page, "dai")),
        (f"Giọng đọc: {clip}, tải khi bà con bấm nghe", 1, anchor(page, "ngan")),
    ]
    lesson = checking.of_lesson(weighed.draft, weighed.draft.lessons[0])
    assert [(one.message, one.url) for one in lesson.heaviest] == [row[::2] for row in told]
    assert not lesson.errors
    client, lesson_page = as_person("editor"), desk.lesson_of(page)
    for address in (f"{lesson_page.pk}/soat", f"{page.pk}/soat", f"{page.pk}/phat-hanh"):
        shown = client.get(f"/quan-tri/khoa-hoc/{address}/").text
        for message, number, url in told:
            where = f"bước {number} “Tìm đúng thủ tục”"
            assert f'<a href="{url}">{message}</a>' in shown
            assert where in shown.split(message)[1][:80].lower().replace("tìm đ", "Tìm đ")


def test_too_many_words_are_refused_and_the_heaviest_named(page):
    desk.set_steps(page, desk.read_step("dai", text=LONG))
    (message,) = messages(page)
    assert message.startswith("Trang của bước nặng ")
    assert "quá mức 6 KB. Dài nhất: “Nội dung” 4000 tiếng, “Tên bước” 4 tiếng." in message
    assert messages(page)[message] == anchor(page, "dai")


def test_too_heavy_a_picture_is_refused_and_named(page):
    image = heavy_image()
    desk.set_steps(page, desk.simulate_step(image, "nang"))
    (message,) = messages(page)
    assert message.startswith("Hình “Bản đồ chi tiết” nặng ")
    assert "quá mức 30 KB" in message
    assert messages(page)[message] == anchor(page, "nang-man")


def test_a_heavy_draft_is_published_by_no_way(page, editor, as_person):
    desk.set_steps(page, desk.read_step("dai", text=LONG))
    client, address = as_person("editor"), f"/quan-tri/khoa-hoc/{page.pk}/phat-hanh/"
    answer = client.post(address, {"level": "major", "note": "", "go_live_at": ""})
    assert "Chưa phát hành được." in answer.text
    assert f'href="{anchor(page, "dai")}">Trang của bước nặng ' in answer.text
    assert 'type="submit" class="button">Phát hành khóa học' not in answer.text
    with pytest.raises(publishing.PublishRefused):
        publishing.publish_course(page, by=None)
    with pytest.raises(publishing.PublishRefused):
        desk.fresh(page).get_latest_revision().publish()
    with pytest.raises(publishing.PublishRefused):
        scheduling.schedule(page, at=clock.now() + timedelta(days=1), by=None)
    assert not CourseEdition.objects.exists()


def test_a_draft_grown_heavy_is_refused_when_its_time_comes(page, time_machine):
    later = clock.now() + timedelta(hours=1)
    scheduling.schedule(page, at=later, by=None)
    desk.set_steps(page, desk.read_step("dai", text=LONG))
    time_machine.move_to(later + timedelta(seconds=1))
    assert scheduling.publish_due() == (0, 1)
    assert "bước nặng" in desk.fresh(page).refusal["problems"][0]
    assert not CourseEdition.objects.exists()


def test_a_photo_of_leaves_still_fits():
    """A picture an author takes is made to fit; only drawings may be too heavy."""
    noise = Image.effect_noise((1200, 1600), 80)
    out = BytesIO()
    noise.save(out, "JPEG")
    picture = phone_sizes.for_phone(pictures.clean(out.getvalue()).content)
    assert len(picture.content) <= weighing.MOST_PICTURE
