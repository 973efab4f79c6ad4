"""The guide for leaders: one text for the page and the file, with pictures that are there."""

import re

from django.conf import settings
from django.contrib.staticfiles import finders

from teams.services import guide

PICTURES = settings.BASE_DIR / "static" / "guide"
MOST = 1_500_000


def test_whoever_opens_it_reads_all_of_it_and_jumps_to_a_part(client, db):
    page = client.get("/buoi/huong-dan/")
    assert page.status_code == 200
    blocks = guide.blocks()
    headings = [block for block in blocks if block.kind == "h2"]
    assert len({block.anchor for block in headings}) == len(headings) > 10
    for block in headings:
        assert f'href="#{block.anchor}"' in page.text
        assert f'id="{block.anchor}"' in page.text
    lines = [line for block in blocks for line in (*block.lines, block.words) if line]
    assert not [line for line in lines if re.search(r"[#*]|\]\(", line)]
    assert page.text.count("<img") == sum(block.kind == "figure" for block in blocks) > 10


def test_every_picture_is_there_shown_and_light():
    shown = {block.picture for block in guide.blocks() if block.picture}
    files = list(PICTURES.iterdir())
    assert shown == {f"guide/{file.name}" for file in files}
    # Only what is collected is served: elsewhere the page would have no address for it.
    assert all(finders.find(name) for name in shown)
    assert sum(file.stat().st_size for file in files) < MOST


def test_its_words_are_those_of_the_house():
    said = guide.FILE.read_text(encoding="utf-8").casefold()
    assert not re.search(r"\bbạn\b|hệ thống", said)


def test_the_team_leads_to_it(client, lan, team):
    client.force_login(lan)
    assert 'href="/buoi/huong-dan/"' in client.get(f"/to/{team.code}/").text


def test_each_picture_stands_with_the_words_it_shows_and_nothing_is_left_out():
    blocks = guide.blocks()
    scenes = list(guide.scenes(blocks))
    again = guide.opening(blocks)
    for scene in scenes:
        again += [*([scene.head] if scene.head else []), *scene.said, *scene.pictures]
    assert again == blocks
    assert all(scene.said for scene in scenes)
