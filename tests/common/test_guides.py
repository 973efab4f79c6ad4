"""Guides: one text for the page and the file, with pictures that are there."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from lms.common import guides

STATIC = settings.BASE_DIR / "static"
MOST = 1_500_000
# Which file is which page, and where its pictures lie.
ALL = (
    ("to-truong", "/buoi/huong-dan/", "guide"),
    ("xa-va-tinh", "/huong-dan/xa-va-tinh/", "guide-office"),
)
every = pytest.mark.parametrize(("name", "address", "folder"), ALL)


@every
def test_whoever_opens_it_reads_all_of_it_and_jumps_to_a_part(client, db, name, address, folder):
    page = client.get(address)
    assert page.status_code == 200
    blocks = guides.blocks(name)
    headings = [block for block in blocks if block.kind == "h2"]
    assert len({block.anchor for block in headings}) == len(headings) > 10
    for block in headings:
        assert f'href="#{block.anchor}"' in page.text
        assert f'id="{block.anchor}"' in page.text
    lines = [line for block in blocks for line in (*block.lines, block.words) if line]
    assert not [line for line in lines if re.search(r"[#*]|\]\(", line)]
    assert page.text.count("<img") == sum(block.kind == "figure" for block in blocks) > 9


@every
def test_every_picture_is_there_shown_and_light(name, address, folder):
    shown = {block.picture for block in guides.blocks(name) if block.picture}
    files = list((STATIC / folder).iterdir())
    assert shown == {f"{folder}/{file.name}" for file in files}
    # Only what is collected is served: elsewhere the page would have no address for it.
    assert all(finders.find(name) for name in shown)
    assert sum(file.stat().st_size for file in files) < MOST


@every
def test_its_words_are_those_of_the_house(name, address, folder):
    said = guides.file(name).read_text(encoding="utf-8").casefold()
    assert not re.search(r"\bbạn\b|hệ thống", said)


@every
def test_each_picture_stands_with_the_words_it_shows_and_nothing_is_left_out(name, address, folder):
    blocks = guides.blocks(name)
    scenes = list(guides.scenes(blocks))
    again = guides.opening(blocks)
    for scene in scenes:
        again += [*([scene.head] if scene.head else []), *scene.said, *scene.pictures]
    assert again == blocks
    assert all(scene.said for scene in scenes)
