"""Every page there is, seen by somebody it is for: no axe error, room for large text and thumbs.

The journeys beside this file look at what pages become while they are used; this one misses none.
"""

from functools import partial

import pytest

from tests.access import world as worlds
from tests.browser import driving, every_page

# A small phone, a usual one, a computer.
WIDTHS = (320, 360, 1280)
# Walked side by side where there are several processes.
SHARES = 4


def faults(page):
    """What is wrong with the page in sight, in words."""
    small = driving.small_targets(page, least=48)
    found = [f"{page.url}: too small: {one}" for one in small]
    found += [f"{page.url}: crushed: {one}" for one in driving.crushed(page)]
    found += [
        f"{page.url}: no {tool} in its header"
        for tool in ("[data-help]", "[data-look]")
        if not page.locator(f"header {tool}").is_visible()
    ]

    def faint(theme):
        edges = driving.faint_edges(page)
        found.extend(f"{page.url} in {theme}: faint: {one}" for one in edges)

    colours = partial(driving.assert_accessible, beside=faint)
    for look in (partial(driving.assert_fits, widths=WIDTHS), colours):
        try:
            look(page)
        except AssertionError as error:
            found.append(str(error))
    return found


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_can_be_read_and_touched(transactional_db, phone, site, share):
    # Nothing here is measured in dots of the screen.
    page, seen, wrong = phone(device_scale_factor=1), 0, []
    for _address in every_page.walk(worlds.build(), page, site, share=slice(share, None, SHARES)):
        seen += 1
        wrong += faults(page)
    assert wrong == [], "\n".join(wrong)
    assert seen > 10
