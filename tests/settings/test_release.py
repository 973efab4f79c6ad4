"""Code without a name is known by its sources, so that no old page outlives it."""

import shutil

import pytest
from django.conf import settings

from lms.settings import release

SOURCES = {
    "templates/home/home.html": "<h1>Học số</h1>",
    "static/css/base.css": "a {}",
    "courses/views/learn.py": "x = 1",
    "lms/home/views.py": "y = 2",
    "courses/demo/mot/course.toml": "title = 'Một'",
}


@pytest.fixture
def sources(tmp_path):
    for name, text in SOURCES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", SOURCES)
def test_a_changed_source_is_another_release(sources, name):
    before = release.of_sources(sources)
    (sources / name).write_text("changed")
    assert release.of_sources(sources) != before


def test_a_renamed_source_is_another_release(sources):
    before = release.of_sources(sources)
    (sources / "static/css/base.css").rename(sources / "static/css/bare.css")
    assert release.of_sources(sources) != before


def test_the_same_sources_elsewhere_are_the_same_release(sources, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "copy"
    shutil.copytree(sources, other)
    (other / "courses/views/__pycache__").mkdir()
    (other / "courses/views/__pycache__/learn.cpython-313.pyc").write_bytes(b"compiled")
    assert release.of_sources(other) == release.of_sources(sources)


def test_the_product_runs_under_that_name_when_nobody_gave_it_one():
    assert release.of_sources(settings.BASE_DIR) == settings.RELEASE
    assert len(settings.RELEASE) == release.LENGTH
