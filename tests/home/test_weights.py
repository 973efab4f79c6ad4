"""Every page of the province's people is light on the wire, with all of its real communes there."""

import gzip
from datetime import timedelta

import pytest

from certificates.services import issuing
from lms.common import clock
from lms.users.services import grants
from teams.models import Topic
from teams.services import entries, membership
from tests.certificates.conftest import finish
from tests.certificates.issuers import make_issuer
from tests.courses.editions import make_edition
from tests.factories import make_village
from tests.people import sign_in
from tests.teams import planned as plans
from tests.users.conftest import ask, last_code, type_in

MOST = 6 * 1024
"""Of a page as it is sent packed; DESIGN §9."""


def weight(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return len(gzip.compress(response.content, 9))


def test_the_way_in_is_light(client, units):
    assert weight(client, "/dang-nhap/") < MOST
    ask(client)
    assert weight(client, "/dang-nhap/ma/") < MOST
    type_in(client, last_code())
    assert client.get("/dang-nhap/ten/").text.count("<option") == 130
    assert weight(client, "/dang-nhap/ten/") < MOST


@pytest.mark.parametrize(
    "address", ["/toi/", "/toi/du-lieu/", "/toi/du-lieu/ten/", "/toi/giay-chung-nhan/", "/K/"]
)
def test_pages_of_ones_own_are_light(client, units, hoa, address):
    client.force_login(hoa)
    assert weight(client, address) < MOST


def test_the_check_of_a_certificate_is_light(client, hoa):
    make_issuer()
    certificate = issuing.issue_completion(finish(hoa, make_edition()), now=clock.now())
    assert weight(client, f"/K/{certificate.code}") < MOST


def test_sessions_near_somebody_and_asking_for_a_visit_are_light(client, units, lan):
    """With a province of communes to choose from, and with all a commune's weeks to come."""
    commune = units.filter(level="commune").valid_on(clock.today()).sorted().first()
    village = make_village("Thôn Trung Tiến", commune=commune)
    on = clock.today().replace(month=1, day=1)
    team = membership.open_team("Tổ công nghệ số thôn Trung Tiến", unit=village, by=None, on=on)
    entries.ensure_usual()
    for number in range(40):
        make_village(f"Xóm Đông Thịnh {number}", commune=commune)
        day = clock.today() + timedelta(days=1 + number)
        topic = Topic.objects.all()[number % 9]
        planned = plans.plan(team, lan, on=day, topic=topic, note="Mang theo căn cước và máy.")
    for address in (
        "/lich/?xa=",
        f"/lich/?xa={commune.code}",
        f"/lich/buoi/{planned.pk}/",
        "/lich/hen/?xa=",
        f"/lich/hen/?xa={commune.code}",
        "/lich/hen/cua-toi/",
    ):
        assert weight(client, address) < MOST, address


def test_pages_of_a_team_and_its_commune_of_forty_villages_are_light(client, units, lan, bich):
    commune = units.filter(level="commune").valid_on(clock.today()).sorted().first()
    on = clock.today().replace(month=1, day=1)
    for number in range(40):
        Topic.objects.create(code=f"noi-dung-{number}", name=f"Nội dung {number}", position=number)
        village = make_village(f"Thôn Trung Tiến {number}", commune=commune)
        team = membership.open_team(f"Tổ công nghệ số {village}", unit=village, by=None, on=on)
    membership.join(team, lan, role="leader", on=on, by=None)
    grants.grant(bich, "commune_manager", unit=commune, by=None)
    client.force_login(lan)
    assert weight(client, f"/to/{team.code}/") < MOST
    assert weight(client, f"/to/{team.code}/buoi/moi/") < MOST
    sign_in(client, bich)
    assert weight(client, f"/xa/{commune.code}/") < MOST
    assert weight(client, f"/xa/{commune.code}/to/") < MOST
