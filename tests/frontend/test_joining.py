"""Many small sources become one stylesheet and one script per page kind."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from lms.common.frontend import building, fingerprint, modules

KILOBYTE = 1024
TOO_NEW = re.compile(r"light-dark\(|color-mix\(|@container|^\s*&", re.MULTILINE)
LIMITS = {"js/log.js": 15}


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "page.js"


def test_what_is_imported_comes_first_and_once(tmp_path):
    page = write(
        tmp_path,
        page='import { b } from "./b.js";\nimport { a } from "./a.js";\nb(a);\n',
        b='import { a } from "./a.js";\n\nexport function b(x) {\n  return a + x;\n}\n',
        a="export const a = 1;\n",
    )
    assert modules.join(page) == ("const a = 1;\nfunction b(x) {\n  return a + x;\n}\nb(a);")


def test_an_import_over_several_lines_is_joined(tmp_path):
    page = write(tmp_path, page='import {\n  a,\n} from "./a.js";\na;\n', a="export let a = 1;\n")
    assert modules.join(page) == "let a = 1;\na;"


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"page": 'import "./a.js";\nconst x = 1;\n', "a": "function x() {}\n"}, "x is already in"),
        ({"page": 'import { y } from "./a.js";\n', "a": "const y = 1;\n"}, "does not export y"),
        ({"page": 'import "./a.js";\n', "a": 'import "./page.js";\n'}, "imports itself"),
        ({"page": 'import "./gone.js";\n'}, "there is no gone.js"),
        ({"page": 'import x from "./a.js";\n', "a": "\n"}, "this form is not joined"),
        ({"page": "export default 1;\n"}, "this form is not joined"),
        ({"page": "const { a, b } = window;\n"}, "inside a function"),
    ],
)
def test_a_source_that_cannot_be_joined_is_refused_with_its_reason(tmp_path, texts, reason):
    with pytest.raises(modules.JoinError, match=re.escape(reason)):
        modules.join(write(tmp_path, **texts))


def test_every_joined_file_is_within_its_weight():
    for name, text in building.files(settings.FRONTEND_SOURCES).items():
        weight = len(gzip.compress(text.encode(), 9))
        assert weight <= LIMITS.get(name, 10) * KILOBYTE, f"{name} weighs {weight} bytes"


def test_the_joined_files_are_found_and_their_sources_are_not():
    assert "@layer tokens" in Path(finders.find("css/site.css")).read_text(encoding="utf-8")
    assert "@layer components" in Path(finders.find("css/more.css")).read_text(encoding="utf-8")
    assert finders.find("js/page.js")
    assert not finders.find("css/tokens.css")
    assert not finders.find("js/lib/look.js")


def test_a_changed_source_is_joined_again(tmp_path, settings):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "layers.css").write_text("@layer a;")
    building.write(tmp_path, tmp_path / "out")
    (tmp_path / "css" / "b.css").write_text("b { color: red; }")
    building.write(tmp_path, tmp_path / "out")
    assert (tmp_path / "out" / "css" / "site.css").read_text() == "@layer a;b{color:red}"


def test_files_are_collected_anew_when_another_folder_is_served(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    before = fingerprint.of_sources()
    settings.STATICFILES_DIRS = settings.STATICFILES_DIRS[1:]
    assert fingerprint.of_sources() != before


def test_both_ways_to_the_dark_show_the_same_colours():
    text = (settings.FRONTEND_SOURCES / "css" / "dark.css").read_text(encoding="utf-8")
    chosen, wished = re.findall(r"color-scheme: dark;([^}]*)}", text)
    assert chosen.split() == wished.split()


def test_old_phones_understand_the_sources():
    """Chrome 99 knows no nesting, light-dark(), color-mix() or container queries."""
    for file in (settings.FRONTEND_SOURCES / "css").rglob("*.css"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"light-dark\(|color-mix\(|@container|^\s*&", text, re.MULTILINE), (
            file.name
        )


def test_no_selector_begins_a_part_with_a_pseudo_class():
    """The packer takes the space before `:is(` away, and "inside of" becomes "and"."""
    for file in (settings.FRONTEND_SOURCES / "css").rglob("*.css"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"[\w\])*] :(is|where|not|has|focus)\b", text), file.name
