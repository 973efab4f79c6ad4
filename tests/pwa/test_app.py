"""Worker, manifest and the kept page: what makes the site an app."""

import hashlib
import json
import re

from courses.services import packages
from lms.common import keys


def config_of(client):
    response = client.get("/sw.js")
    assert response.status_code == 200
    line = response.content.decode().split("\n", 1)[0]
    return json.loads(re.fullmatch(r"const CONFIG = (.*);", line)[1])


def test_the_worker_is_a_script_that_is_always_asked_for_again(client, db):
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies
    again = client.get("/sw.js", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert not re.search(r"^\s*(?:import|export)\b", response.content.decode(), re.MULTILINE)


def test_a_release_of_another_name_is_another_worker(client, db, settings):
    before = client.get("/sw.js").content
    settings.RELEASE = "r7"
    assert client.get("/sw.js").content != before
    assert config_of(client)["release"] == "r7"


def test_the_worker_knows_what_is_in_all_it_keeps_from_the_start(client, db):
    shell = config_of(client)["shell"]
    assert shell[0]["address"] == "/da-tai/"
    for one in shell:
        response = client.get(one["address"])
        content = b"".join(response) if response.streaming else response.content
        assert hashlib.sha256(content).hexdigest() == one["sha256"], one
    shown = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get("/da-tai/").content.decode())
    assert set(shown) <= {one["address"] for one in shell}


def test_a_phone_of_a_team_knows_what_is_in_the_pages_of_the_session_log(client, db):
    config = config_of(client)
    known = {one["address"]: one["sha256"] for one in config["shell"] + config["teamShell"]}
    for address in ("/buoi/", "/buoi/ghi/"):
        response = client.get(address)
        assert hashlib.sha256(response.content).hexdigest() == known[address]
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        shown = re.findall(r'(?:src|href)="(/static/[^"]+)"', response.content.decode())
        assert set(shown) <= set(known)


def test_the_worker_checks_lists_with_the_keys_that_sign_them(client, db, settings):
    today = config_of(client)["courseKeys"]
    assert today == [keys.jwk(keys.pair(packages.PURPOSE))]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY, settings.RELEASE = "khác", "r8"
    assert config_of(client)["courseKeys"][1:] == today


def test_another_secret_is_another_worker_of_the_same_release(client, db, settings):
    before = client.get("/sw.js")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "khác"
    after = client.get("/sw.js", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


def test_pages_the_worker_makes_have_the_policy_of_all_others(client, db):
    page = client.get("/")
    for name, value in config_of(client)["pageHeaders"].items():
        assert page[name] == value


def test_the_manifest_lets_a_phone_take_the_site_for_an_app(client, db):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    told = response.json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in told["icons"]:
        picture = b"".join(client.get(icon["src"]))
        side = int(icon["sizes"].split("x")[0])
        assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (side, side)
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/").content.decode()


def test_the_kept_page_is_the_same_for_everybody(client, db, hoa):
    stranger = client.get("/da-tai/")
    assert not stranger.cookies
    client.force_login(hoa)
    assert client.get("/da-tai/").content == stranger.content
