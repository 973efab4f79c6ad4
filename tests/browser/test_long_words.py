"""Names and titles of 200 letters without a gap push no page wider than the phone."""

import pytest

from lms.users.models import User
from tests.access import matrix
from tests.access import world as worlds
from tests.browser import driving

LONG = "W" * 49 + "Ẫ"
WIDE = "Ẫ" * 100 + "W" * 100
WORDS = worlds.Words(
    agency=WIDE, team=WIDE[:120], venue=WIDE[:120], note=WIDE, section=WIDE[:100], course=WIDE,
    topic=WIDE[:80], title=WIDE[:120],
)  # fmt: skip
SHOWN = [door for door in matrix.read() if door.only_looks]


def viewer(door):
    return next((who for who in (worlds.NOBODY, *worlds.PEOPLE) if door.answer(who) == "200"), None)


@pytest.fixture
def world(transactional_db):
    world = worlds.build(WORDS)
    User.objects.update(family_middle=LONG * 2, given_name=LONG)
    return world


def shows_them(response):
    """Whether it is a page with such a word."""
    content = b"".join(response) if response.streaming else response.content
    response.close()
    return response["Content-Type"].startswith("text/html") and b"WWWWW" in content


def test_no_page_is_wider_than_the_phone(world, phone, site):
    page, seen, wide = phone(), 0, []
    for door in SHOWN:
        who = viewer(door)
        client = who and world.client(who)
        address = world.address(door.address)
        if not client or not shows_them(client.get(address)):
            continue
        page.context.clear_cookies()
        if who != worlds.NOBODY:
            session = client.cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page.goto(address)
        seen += 1
        if extra := driving.sideways(page):
            wide.append(f"{address}: {extra} px too wide")
    assert wide == []
    assert seen > 20
