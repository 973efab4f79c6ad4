"""All pages there are, each opened on a phone by somebody it is for."""

from tests.access import matrix
from tests.access import world as worlds

SHOWN = [door for door in matrix.read() if door.only_looks]


def walk(world, page, site, *, of=bool, share=slice(None)):
    """Open one page after the other on `page`, and name the address of each that is open.

    Only those whose answer `of` wants, of the part `share` of all.
    """
    for door in SHOWN[share]:
        who = matrix.viewer(door)
        client = who and world.client(who)
        address = world.address(door.address)
        if not client or not _is_wanted(client.get(address), of):
            continue
        page.context.clear_cookies()
        if who != worlds.NOBODY:
            session = client.cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page.goto(address)
        # Some pages the phone fills by itself, once it knows what it keeps.
        page.locator("h1:visible").first.wait_for()
        yield address


def _is_wanted(response, of):
    content = b"".join(response) if response.streaming else response.content
    response.close()
    return response["Content-Type"].startswith("text/html") and of(content)
