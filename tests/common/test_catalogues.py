"""Our words for what Django, Wagtail and allauth say."""

import gettext
import importlib.util
import json
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from lms.common import catalogues
from lms.common.catalogues import Entry
from tests.people import sign_in

FILES = [*catalogues.files(settings.LOCALE_PATHS)]
LIBRARIES = ("django", "wagtail", "allauth", "taggit")


def entries(file):
    return catalogues.read(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sources():
    """Every sentence the libraries can say, taken from their own English catalogues."""
    found = set()
    for library in LIBRARIES:
        folder = Path(importlib.util.find_spec(library).origin).parent
        for file in folder.glob("**/locale/en/LC_MESSAGES/*.mo"):
            with file.open("rb") as stream:
                catalogue = gettext.GNUTranslations(stream)._catalog
            found |= {key[0] if isinstance(key, tuple) else key for key in catalogue}
        for file in folder.glob("**/locale/en/LC_MESSAGES/*.po"):
            found |= set(_quoted(file.read_text(encoding="utf-8")))
    return found


def _quoted(text):
    for block in text.split("\n\n"):
        _, _, after = block.partition("\nmsgid ")
        lines = after.partition("\nmsgstr")[0].partition("\nmsgid_plural")[0].splitlines()
        yield "".join(line[1:-1] for line in lines).replace('\\"', '"').replace("\\n", "\n")


def test_there_are_words_for_pages_and_for_scripts():
    assert [file.name for file in FILES] == ["django.po", "djangojs.po"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_read_is_what_was_written(file):
    """`manage.py compile_words` was run after the last change."""
    assert file.with_suffix(".mo").read_bytes() == catalogues.pack(entries(file))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_placeholders_and_tags_are_the_same_on_both_sides(file):
    assert [entry.source for entry in entries(file)[1:] if not entry.agrees] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_is_said_twice_or_not_at_all(file):
    found = entries(file)
    assert len({entry.source for entry in found}) == len(found)
    assert all(entry.said for entry in found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_libraries_still_ask_for_every_sentence(file, sources):
    """After an update, sentences that are gone are dropped here too."""
    assert [entry.source for entry in entries(file)[1:] if entry.source not in sources] == []


def test_gettext_reads_what_we_pack():
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"
    pages = Entry("1 page", "%d trang", "%d pages")
    packed = catalogues.pack([Entry("", header), Entry("Save", "Lưu"), pages])
    read = gettext.GNUTranslations(BytesIO(packed))
    assert (read.gettext("Save"), read.ngettext("1 page", "%d pages", 3)) == ("Lưu", "%d trang")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Page %(number)s", "Trang"),
        ("Page", "Trang %(number)s"),
        ("<b>Save</b>", "<i>Lưu</i>"),
        ("Status: ", "Trạng thái:"),
        ("'{title}' is locked", "“{name}” đang khóa"),
    ],
)
def test_a_translation_that_would_break_a_page_is_noticed(source, said):
    assert not Entry(source, said).agrees


def test_a_line_nobody_understands_is_refused():
    with pytest.raises(catalogues.CatalogueError):
        catalogues.read('msgctxt "menu"\nmsgid "Save"\nmsgstr "Lưu"')


def test_our_words_win_over_those_of_the_libraries():
    assert translation.get_language() == "vi"
    assert translation.gettext("Publish") == "Phát hành"
    assert translation.ngettext("%(num)d year", "%(num)d years", 2) % {"num": 2} == "2 năm"


def test_scripts_of_the_editor_get_our_words(client, tuan):
    tuan.is_superuser = True
    tuan.save()
    sign_in(client, tuan)
    script = client.get("/quan-tri/jsi18n/").content.decode()
    assert json.dumps({"Move up": "Đưa lên"})[1:-1] in script
