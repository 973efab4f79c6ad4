"""Every page there is, seen by somebody it is for: no axe error, room for large text and thumbs.

The journeys beside this file look at what pages become while they are used; this one misses none.
"""

from functools import partial

import pytest

from tests.access import matrix
from tests.access import world as worlds
from tests.browser import driving

SHOWN = [door for door in matrix.read() if door.only_looks]
# A small phone, a usual one, a computer.
WIDTHS = (320, 360, 1280)
# Walked side by side where there are several processes.
SHARES = 4


def viewer(door):
    return next((who for who in (worlds.NOBODY, *worlds.PEOPLE) if door.answer(who) == "200"), None)


def is_page(response):
    response.close()
    return response["Content-Type"].startswith("text/html")


def faults(page):
    """What is wrong with the page in sight, in words."""
    small = driving.small_targets(page, least=48)
    found = [f"{page.url}: too small: {one}" for one in small]
    found += [
        f"{page.url}: no {tool} in its header"
        for tool in ("[data-help]", "[data-look]")
        if not page.locator(f"header {tool}").is_visible()
    ]
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        found += [f"{page.url} in {theme}: faint: {one}" for one in driving.faint_edges(page)]
    for look in (partial(driving.assert_fits, widths=WIDTHS), driving.assert_accessible):
        try:
            look(page)
        except AssertionError as error:
            found.append(str(error))
    return found


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_can_be_read_and_touched(transactional_db, phone, site, share):
    world, page, seen, wrong = worlds.build(), phone(), 0, []
    for door in SHOWN[share::SHARES]:
        who = viewer(door)
        client = who and world.client(who)
        address = world.address(door.address)
        if not client or not is_page(client.get(address)):
            continue
        page.context.clear_cookies()
        if who != worlds.NOBODY:
            session = client.cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page.goto(address)
        seen += 1
        wrong += faults(page)
    assert wrong == [], "\n".join(wrong)
    assert seen > 10
