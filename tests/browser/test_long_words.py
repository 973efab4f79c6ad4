"""Names and titles of 200 letters without a gap push no page wider than the phone."""

import pytest

from lms.users.models import User
from tests.access import world as worlds
from tests.browser import driving, every_page

LONG = "W" * 49 + "Ẫ"
WIDE = "Ẫ" * 100 + "W" * 100
WORDS = worlds.Words(
    agency=WIDE, team=WIDE[:120], venue=WIDE[:120], note=WIDE, section=WIDE[:100], course=WIDE,
    topic=WIDE[:80], title=WIDE[:120],
)  # fmt: skip


@pytest.fixture
def world(transactional_db):
    world = worlds.build(WORDS)
    User.objects.update(family_middle=LONG * 2, given_name=LONG)
    return world


@pytest.mark.large
def test_no_page_is_wider_than_the_phone(world, phone, site):
    page, seen, wide = phone(), 0, []
    for address in every_page.walk(world, page, site, of=lambda content: b"WWWWW" in content):
        seen += 1
        if extra := driving.sideways(page):
            wide.append(f"{address}: {extra} px too wide")
    assert wide == []
    assert seen > 20
