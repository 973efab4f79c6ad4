"""What browsers, phones and crawlers ask for by habit is there."""

import pytest

KINDS = {
    "/favicon.ico": ("image/", b"\0\0\1\0"),
    "/apple-touch-icon.png": ("image/png", b"\x89PNG"),
    "/robots.txt": ("text/plain", b"#"),
}


@pytest.mark.parametrize("address", KINDS)
def test_a_file_of_the_root_is_there_without_the_database(client, address):
    response = client.get(address)
    content = b"".join(response.streaming_content)
    kind, start = KINDS[address]
    assert response.status_code == 200
    assert response["Content-Type"].startswith(kind)
    assert content.startswith(start)
    assert len(content) < 4096


def test_crawlers_are_kept_from_personal_pages_and_let_into_courses(client):
    rules = b"".join(client.get("/robots.txt").streaming_content).decode()
    for closed in ("/toi/", "/to/", "/xa/", "/co-quan/", "/cap-giay/", "/quan-tri/", "/api/"):
        assert f"Disallow: {closed}\n" in rules
    # Certificates say "noindex" on the page, which only a crawler that may ask can read.
    assert "Disallow: /K" not in rules
    assert "Disallow: /khoa-hoc" not in rules
