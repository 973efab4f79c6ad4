"""Every page somebody can come to counts what this phone has not sent yet."""

import re

import pytest

from tests.courses.editions import make_edition

# Paper, the editors' desk and the examples of the API count nothing.
ELSEWHERE = re.compile(r"^/(?:static|tep|quan-tri|media|api)/|/in/|^/hoc/[^/]+/anh/")
LINK = re.compile(r'href="(/[^"#?]*)["#?]')


def pages(client, *ways):
    """Every page of the site that links lead to, by its address."""
    found, left = {}, list(ways)
    while left:
        address = left.pop()
        if address in found or ELSEWHERE.search(address):
            continue
        answer = client.get(address)
        is_page = answer.status_code in {200, 404} and "html" in answer.get("Content-Type", "")
        found[address] = answer.content.decode() if is_page else ""
        left += LINK.findall(found[address])
        if answer.status_code in {301, 302}:
            left.append(re.sub(r"\?.*", "", answer["Location"]))
    return {address: html for address, html in found.items() if html}


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_every_page_a_link_leads_to_can_show_the_number(client, hoa, is_signed_in):
    edition = make_edition()
    if is_signed_in:
        client.force_login(hoa)
    folder = f"/hoc/{edition.public_id}/"
    ways = ("/", "/toi/", "/thu-suc/", "/khong-co/", f"{folder}kiem-tra/", f"{folder}xong/")
    found = pages(client, *ways)
    assert len(found) > 20
    without = [
        address
        for address, html in found.items()
        if "data-unsent" not in html or "js/after" not in html
    ]
    assert without == []
