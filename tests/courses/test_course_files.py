"""Courses written as files."""

import gzip
import re
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Revision

from courses.drafting import freezing
from courses.files import markup, reading, speaking
from courses.files.tables import CourseFileWrong
from courses.models import Course, CourseEdition, CoursePage, ProcedureCard
from courses.services import importing, rendering, speech
from courses.services.publishing import PublishRefused
from lms.jobs import running
from lms.jobs.models import Job
from lms.media.models import CustomImage, Film, Recording
from tests import sounds
from tests.courses import desk

pytestmark = pytest.mark.one_database

DEMO = Path(__file__).parents[2] / "courses" / "demo"
FOLDERS = sorted(folder.parent for folder in DEMO.glob("*/course.toml"))


def test_there_are_two_demo_courses():
    assert [folder.name for folder in FOLDERS] == [
        "nhan-biet-lua-dao",
        "nop-ho-so-dich-vu-cong",
    ]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_demo_course_becomes_an_open_course_with_lessons_practice_and_questions(db, folder):
    assert importing.check_course(folder) == []
    importing.load_course(folder)
    running.drain("now")
    course = Course.objects.get(code=folder.name)
    assert course.state == "open"
    edition = course.current_edition
    assert edition.number == 1
    assert 5 <= len(edition.outline["lessons"]) <= 6
    assert edition.steps.filter(kind="simulate").exists()
    steps = edition.steps.filter(kind="question")
    asked = {step.values["question"] for step in steps}
    asked |= {slot["question"] for slot in edition.test["slots"]}
    assert len(asked) >= 8


def load(folder):
    page = importing.load_course(folder)
    running.drain("now")
    return CoursePage.objects.get(pk=page.pk)


def folder_with(tmp_path, text, *pictures):
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")
    for name in pictures:
        (tmp_path / name).write_text(desk.SVG.format(fill="#fff"), encoding="utf-8")
    return tmp_path


def example(**replaced):
    """The example of the guide, with pieces of it replaced."""
    guide = (DEMO.parents[1] / "docs" / "course-files.md").read_text(encoding="utf-8")
    text = re.search(r"```toml\n(.*?)```", guide, re.DOTALL)[1]
    for old, new in replaced.values():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def folder(db, tmp_path):
    return folder_with(tmp_path, example(), "khung-chat.svg")


def test_example_of_the_guide_holds_what_it_says(folder):
    page = load(folder)
    edition = page.course.current_edition
    assert edition.title == "Gọi video cho con cháu"
    read, simulate, question, do = edition.steps.order_by("position")
    assert read.values["text"] == (
        "<p>Mở khung chat với người muốn gọi. <strong>Nút gọi video</strong> (số 1) ở góc trên "
        "bên phải.</p><ul><li>Hình máy quay là gọi video</li>"
        "<li>Hình ống nghe là gọi thường</li></ul>"
    )
    assert read.values["picture"]["caption"] == "Số 1 là nút gọi video."
    assert read.values["note"]["kind"] == "tip"
    assert simulate.values["mode"] == "follow"
    assert [spot["role"] for spot in simulate.values["screens"][0]["spots"]] == ["target", "decoy"]
    assert question.values["options"][0]["right"]
    assert do.values["checklist"] == ["Nhìn thấy mặt người kia", "Người kia nghe rõ tiếng mình"]
    assert edition.outline["lessons"][0]["module"] == "Gọi và nghe"
    assert edition.outline["art"] == "family-call"
    assert edition.test["slots"][0]["kind"] == "true_false"


def test_a_file_says_whether_the_test_needs_a_network(folder, tmp_path):
    assert load(folder).course.current_edition.test["online_only"] is False
    text = example(a=("pass_mark = 5.0", "pass_mark = 5.0\nonline_only = true"))
    page = load(folder_with(tmp_path, text))
    assert page.course.current_edition.test["online_only"] is True


def test_loading_again_changes_nothing(folder):
    load(folder)
    rows = Revision.objects.count(), CustomImage.objects.count(), Job.objects.count()
    load(folder)
    assert (Revision.objects.count(), CustomImage.objects.count(), Job.objects.count()) == rows
    assert CourseEdition.objects.count() == 1


def test_changed_file_makes_a_new_edition_that_keeps_uids(folder, tmp_path):
    first = load(folder).course.current_edition
    changed = example(a=("Gọi video cho một người trong nhà ngay", "Gọi cho một người trong nhà"))
    second = load(folder_with(tmp_path, changed)).course.current_edition
    assert (second.number, second.level) == (2, "typo")
    assert second.rule["required"] == first.rule["required"]


def test_changed_picture_is_another_asset(folder, tmp_path):
    first = load(folder).course.current_edition
    (tmp_path / "khung-chat.svg").write_text(desk.SVG.format(fill="#123"), encoding="utf-8")
    second = load(folder).course.current_edition
    assert second.level == "minor"
    assert (
        first.steps.get(kind="read").values["picture"]["asset"]
        != second.steps.get(kind="read").values["picture"]["asset"]
    )


def test_lessons_follow_the_order_of_the_file(folder, tmp_path):
    lesson = '[[lessons]]\nid = "nghe"\ntitle = "Nghe máy"\nminutes = 2\n'
    step = '[[lessons.steps]]\nid = "nghe"\nkind = "read"\ntitle = "Nghe"\ntext = "Bấm nút xanh."\n'
    load(folder)
    more = example(a=('[[lessons]]\nid = "goi-di"', f'{lesson}{step}\n[[lessons]]\nid = "goi-di"'))
    edition = load(folder_with(tmp_path, more)).course.current_edition
    assert [one["title"] for one in edition.outline["lessons"]] == ["Nghe máy", "Gọi đi"]
    edition = load(folder_with(tmp_path, example())).course.current_edition
    assert [one["title"] for one in edition.outline["lessons"]] == ["Gọi đi"]
    assert CoursePage.objects.get().get_children().count() == 1


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('code = "goi-video"', 'code = "Gọi Video"', "course.code: does not look like"),
        ('title = "Gọi đi"\n', "", "lessons[1].title: is missing"),
        ("minutes = 4", "minutes = 400", "lessons[1].minutes: is not between 1 and 60"),
        ('kind = "read"', 'kind = "dance"', "lessons[1].steps[1].kind: is not one of"),
        ('role = "target"', 'role = "aim"', "spots[1].role: is not one of"),
        ("rect = [70, 4, 14, 8]", "rect = [70, 4]", "spots[1].rect: is not four numbers"),
        (
            'file = "khung-chat.svg", alt = "Khung',
            'file = "../k.svg", alt = "Khung',
            "file: does not",
        ),
        (
            'file = "khung-chat.svg", alt = "Khung',
            'file = "k.svg", alt = "Khung',
            "not in the folder",
        ),
        ('question = "hinh-nao"', 'question = "khac"', "questions: there is no question khac"),
        ('id = "khong-tien"', 'id = "hinh-nao"', "the id hinh-nao comes twice"),
        ("pass_mark = 5.0", "passmark = 5.0", "test.passmark: is not known"),
        ("[test]", "[test", "course.toml:"),
    ],
)
def test_wrong_file_is_refused_whole(db, tmp_path, old, new, fault):
    folder = folder_with(tmp_path, example(a=(old, new)), "khung-chat.svg")
    with pytest.raises(CourseFileWrong) as caught:
        importing.load_course(folder)
    assert fault in str(caught.value)
    assert not CoursePage.objects.exists()


CARD = """
[[procedures]]
code = "2.000635"
name = "Cấp bản sao"
days = 1
valid_from = 2026-01-01

"""


def with_card(*replaced):
    card = CARD
    for old, new in replaced:
        assert old in card
        card = card.replace(old, new)
    named = ('kind = "read"', 'kind = "read"\nprocedure = "2.000635"')
    return example(card=("[[lessons]]", f"{card}[[lessons]]"), step=named)


def test_a_card_comes_with_the_course_and_what_the_province_has_stays(db, tmp_path):
    ProcedureCard.objects.create(code="2.000635", name="Cấp bản sao, lời của tỉnh")
    folder = folder_with(tmp_path, with_card(), "khung-chat.svg")
    edition = load(folder).course.current_edition
    assert edition.steps.get(kind="read").values["procedure"]["name"] == "Cấp bản sao, lời của tỉnh"
    assert ProcedureCard.objects.count() == 1


def test_a_card_that_cannot_be_is_refused(tmp_path):
    for old, new, fault in (
        ('code = "2.000635"', 'code = "2.000636"', "there is no procedure 2.000635"),
        ('code = "2.000635"', 'code = "hai phẩy"', "procedures[1].code: does not look like"),
        ("days = 1", "days = 400", "procedures[1].days: is not between 0 and 365"),
        ("days = 1", "papers = [1]", "procedures[1].papers: is not a list of lines"),
        ("2026-01-01", "2026-01-01\nvalid_to = 2025-01-01", "valid_to: is before valid_from"),
        ("2026-01-01", '"hôm nay"', "procedures[1].valid_from: is of the wrong kind"),
        ("2026-01-01", "2026-01-01T07:00:00Z", "has a time where a day is meant"),
    ):
        folder = folder_with(tmp_path, with_card((old, new)), "khung-chat.svg")
        with pytest.raises(CourseFileWrong) as caught:
            reading.read(folder)
        assert fault in str(caught.value)


def test_unfit_course_leaves_no_trace(db, tmp_path):
    folder = folder_with(tmp_path, example(a=("rect = [70", "rect = [90")), "khung-chat.svg")
    with pytest.raises(PublishRefused, match="nằm ra ngoài hình"):
        importing.load_course(folder)
    assert not Course.objects.exists()
    assert not CustomImage.objects.exists()


def test_check_says_what_is_wrong_and_writes_nothing(db, tmp_path, capsys, settings):
    folder = folder_with(tmp_path, example(a=("rect = [70", "rect = [90")), "khung-chat.svg")
    with pytest.raises(CommandError):
        call_command("load_course", folder, "--check")
    assert "Chỗ chạm nằm ra ngoài hình." in capsys.readouterr().out
    assert not CoursePage.objects.exists()
    assert not CustomImage.objects.exists()


def test_command_loads_a_folder(folder, capsys, tuan):
    call_command("load_course", folder, "--by", "tuan@demo.test")
    assert "/khoa-hoc/goi-video/" in capsys.readouterr().out
    running.drain("now")
    assert CourseEdition.objects.get().published_by == tuan


@given(text=st.text(max_size=200))
def test_any_text_becomes_clean_html(text):
    cleaned = freezing.html(markup.html(text))
    assert set(re.findall(r"</?([a-z0-9]+)", cleaned)) <= freezing.TAGS


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Một.\nHai.", "<p>Một. Hai.</p>"),
        ("Một.\n\nHai.", "<p>Một.</p><p>Hai.</p>"),
        ("1. Mở\n2. Bấm", "<ol><li>Mở</li><li>Bấm</li></ol>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        (
            "[Cổng](https://dichvucong.gov.vn/?a=1&b=2)",
            '<p><a href="https://dichvucong.gov.vn/?a=1&amp;b=2">Cổng</a></p>',
        ),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
    ],
)
def test_markup_of_course_files(text, html):
    assert markup.html(text) == html


def voiced_folder(tmp_path, voice='{ file = "giong.m4a", marks = [0, 1.5], placeholder = true }'):
    text = example(a=('title = "Gọi thật cho một người"', f'title = "Gọi thật"\nvoice = {voice}'))
    (tmp_path / "giong.m4a").write_bytes(sounds.clip())
    return folder_with(tmp_path, text, "khung-chat.svg")


def test_a_clip_beside_the_file_becomes_the_voice_of_its_step(folder, tmp_path):
    page = load(voiced_folder(tmp_path))
    step = page.course.current_edition.steps.get(kind="do")
    assert step.values["voice"]["placeholder"] is True
    recording = Recording.objects.get()
    assert (recording.state, recording.marks) == ("ready", [0, 1.5])
    load(voiced_folder(tmp_path))
    assert Recording.objects.count() == 1
    assert CourseEdition.objects.count() == 1


@pytest.mark.parametrize(
    ("voice", "fault"),
    [
        ('{ file = "khong-co.m4a" }', "khong-co.m4a is not in the folder"),
        ('{ file = "giong.mp3" }', "does not look like"),
        ('{ file = "giong.m4a", marks = [2, 1] }', "are not seconds that grow"),
        ('{ file = "giong.m4a", voice = 1 }', "is not known"),
    ],
)
def test_a_voice_that_cannot_be_is_refused(folder, tmp_path, voice, fault):
    with pytest.raises(CourseFileWrong, match=fault):
        importing.load_course(voiced_folder(tmp_path, voice))


def test_a_clip_too_heavy_for_phones_is_refused_and_nothing_stays(folder, tmp_path, settings):
    voiced_folder(tmp_path)
    (tmp_path / "giong.m4a").write_bytes(sounds.clip(name=b"heavy" * 100))
    with pytest.raises(CourseFileWrong, match="không phải bản đọc"):
        importing.load_course(tmp_path)
    assert not Recording.objects.exists()


def test_a_clip_beside_the_file_reads_what_the_course_is_good_for(folder, tmp_path):
    text = (tmp_path / "course.toml").read_text(encoding="utf-8")
    text = speaking.written_card(text, ("giong.m4a", [0.0]))
    assert speaking.needs_card_voice(tmp_path) == "giong-gioi-thieu.m4a"
    (tmp_path / "course.toml").write_text(text.replace(", placeholder = true", "", 1))
    (tmp_path / "giong.m4a").write_bytes(sounds.clip())
    assert speaking.needs_card_voice(tmp_path) is None
    voice = load(tmp_path).course.current_edition.outline["voice"]
    assert voice["placeholder"] is False
    assert voice["seconds"] == 4


def test_the_demo_is_read_by_a_machine_and_says_so(db):
    weight = 0
    for folder in FOLDERS:
        course = reading.read(folder).course
        voices = [step["voice"] for lesson in course["lessons"] for step in lesson["steps"]]
        voices.append(course["voice"])
        assert all(voice and voice["placeholder"] for voice in voices)
        weight += sum((folder / voice["file"]).stat().st_size for voice in voices)
    assert weight < 3_000_000


def test_every_sentence_of_the_demo_has_its_mark(db):
    """Words changed after the machine spoke: `manage.py read_course_aloud` speaks anew."""
    for folder in FOLDERS:
        for step in importing.compile_folder(folder).steps:
            *_marked, sentences = speech.read_aloud(step.kind, step.title, step.values)
            assert len(step.values["voice"]["marks"]) == len(sentences), step.title


def test_a_machine_leaves_alone_what_a_person_has_read(folder, tmp_path):
    text = (tmp_path / "course.toml").read_text(encoding="utf-8")
    once = speaking.written(text, [("giong-a.m4a", [0.0, 2.0]), None, None, ("giong-b.m4a", [0.0])])
    assert once.count("placeholder = true") == 2
    person = once.replace("placeholder = true", "placeholder = false", 1)
    (tmp_path / "course.toml").write_text(person, encoding="utf-8")
    names = speaking.needs_voice(tmp_path)
    assert names == [
        None,
        *(f"giong-goi-di-{name}.m4a" for name in ("tap-goi", "hoi-lai", "goi-that")),
    ]
    again = speaking.written(person, [None, None, None, ("giong-b.m4a", [0.0, 3.0])])
    assert again.count("voice = ") == 2
    assert "[0.0, 3.0]" in again


def test_every_step_of_the_demo_stays_light_with_its_voice(db):
    for folder in FOLDERS:
        compiled = importing.compile_folder(folder)
        compiled.edition.course = Course(code=folder.name)
        for step in compiled.steps:
            html = rendering.step_html(compiled.edition, step, release="1")
            assert "data-listen" in html
            assert len(gzip.compress(html.encode(), 9)) <= 6 * 1024, step.title


def test_the_library_calls_a_film_what_it_shows_and_has_it_once(db, tmp_path):
    folder = tmp_path / "demo"
    shutil.copytree(DEMO / "nop-ho-so-dich-vu-cong", folder)
    importing.load_course(folder)
    assert Film.objects.get().title == "Xem cả đường đi một lượt"
    importing.load_course(folder)
    assert Film.objects.count() == 1
    captions = folder / "duong-di.vtt"
    captions.write_text(captions.read_text().replace("Mở", "Rồi mở", 1))
    importing.load_course(folder)
    assert Film.objects.count() == 2
