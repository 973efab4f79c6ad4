"""The buttons below the steps of a lesson, and the ways to begin one."""

from pathlib import Path

import wagtail.admin

from courses.blocks import StepsBlock
from courses.editor.palette import StepsAdapter, adding, palette, ways

ICONS = Path(wagtail.admin.__file__).parent / "templates/wagtailadmin/icons"


def test_there_is_a_button_for_each_kind_and_at_most_seven():
    block = StepsBlock()
    assert set(adding()) == set(block.child_blocks)
    assert len(adding()) <= 7
    assert all(label.startswith("Thêm ") and about for label, about in adding().values())


def test_every_button_has_a_picture_that_exists():
    told = palette(StepsBlock())
    for it in (*told["kinds"], *told["ways"]):
        assert (ICONS / f"{it['icon']}.svg").exists(), it["icon"]


def test_a_way_lays_out_steps_there_are_each_with_a_name():
    kinds = set(StepsBlock().child_blocks)
    for way in ways():
        assert 3 <= len(way["steps"]) <= 5
        assert {step["kind"] for step in way["steps"]} <= kinds
        assert all(step["title"] for step in way["steps"])
        # Each ends with something to do: nobody learns by reading alone.
        assert {step["kind"] for step in way["steps"]} & {"question", "simulate", "drill", "do"}


def test_the_form_of_the_steps_is_given_the_buttons():
    *_rest, meta = StepsAdapter().js_args(StepsBlock())
    assert len(meta["palette"]["kinds"]) == 7
