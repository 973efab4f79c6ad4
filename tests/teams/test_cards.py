"""A team gives learning cards: whom to, who may, and a PIN that is shown once."""

import re

import pytest
from django.test import Client

from lms.common import clock
from lms.users.models import Consent, LearningCard, User
from lms.users.services import cards, grants
from teams.services import membership
from tests.factories import make_village
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago

HOA = {"full_name": "Trần Thị Hoa", "birth_year": "1958", "number": ""}


@pytest.fixture
def hoa(village):
    return make_person("Trần Thị Hoa", birth_year=1958, home_unit=village)


def base(team):
    return f"/to/{team.code}/the/"


def fill(client, team, **more):
    return client.post(f"{base(team)}moi/", {**HOA, "home_unit": team.unit_id, **more})


def ticket_in(page):
    return re.search(r'name="phieu" value="([^"]+)"', page.text)[1]


def give(client, team, **more):
    shown = fill(client, team, **more)
    chosen = {"ai": "moi", "agrees": "on", "phieu": ticket_in(shown)} | more
    return fill(client, team, **chosen)


def printed(page):
    """The code and the PIN on a sheet."""
    code, pin = re.findall(r'class="figures">([0-9A-Z ]+)<', page.text)
    return code.replace(" ", ""), pin.replace(" ", "")


def test_the_leader_gives_a_new_person_a_card(client, team, lan, village):
    client.force_login(lan)
    page = give(client, team)
    person = User.objects.get(cards__isnull=False)
    assert (person.full_name, person.birth_year, person.home_unit) == (
        "Trần Thị Hoa",
        1958,
        village,
    )
    assert cards.check(*printed(page), now=person.cards.get().issued_at).person == person
    consent = Consent.objects.get(person=person)
    assert (consent.channel, consent.taken_by) == ("spoken", lan)
    assert "no-store" in page["Cache-Control"]


def test_the_pin_is_not_shown_again_and_the_same_form_makes_nothing_twice(client, team, lan):
    client.force_login(lan)
    ticket = ticket_in(fill(client, team))
    chosen = {"ai": "moi", "agrees": "on", "phieu": ticket}
    code, pin = printed(fill(client, team, **chosen))
    again = client.post(
        f"{base(team)}moi/", {**HOA, "home_unit": team.unit_id, **chosen}, follow=True
    )
    assert "mã PIN chỉ hiện một lần" in again.text
    for page in (again, client.get(base(team)), client.get(f"/to/{team.code}/")):
        assert pin not in page.text.replace(" ", "")
        assert code not in page.text.replace(" ", "")
    assert LearningCard.objects.count() == User.objects.filter(given_name="Hoa").count() == 1


def test_nothing_is_given_without_consent(client, team, lan):
    client.force_login(lan)
    page = fill(client, team, ai="moi", phieu=ticket_in(fill(client, team)))
    assert page.status_code == 422
    assert "Chưa đồng ý thì chưa cấp thẻ được" in page.text
    assert not LearningCard.objects.exists()
    assert not User.objects.filter(given_name="Hoa").exists()


@pytest.mark.parametrize("name", ["Trần Thị Hoa", "tran thi hoa", "Trần Thị Hoà", "Trần Thj Hoa"])
def test_whoever_looks_the_same_is_shown_first(client, team, lan, hoa, name):
    client.force_login(lan)
    page = fill(client, team, full_name=name, birth_year="1959")
    assert hoa.public_id in page.text
    page = give(client, team, full_name=name, birth_year="1959", ai=hoa.public_id)
    assert LearningCard.objects.get().person == hoa


def test_whoever_came_since_and_looks_the_same_is_shown_before_anybody_is_made_twice(
    client, team, lan, village
):
    client.force_login(lan)
    shown = fill(client, team)
    come = make_person("Trần Thị Hoa", birth_year=1958, home_unit=village)
    page = fill(client, team, ai="moi", agrees="on", phieu=ticket_in(shown))
    assert come.public_id in page.text
    assert "Danh sách vừa có thay đổi" in page.text
    assert not LearningCard.objects.exists()
    page = fill(client, team, ai="moi", agrees="on", phieu=ticket_in(page))
    assert "In ngay" in page.text
    assert User.objects.filter(given_name="Hoa").count() == 2


def test_people_of_other_villages_and_other_years_are_not_shown(client, team, lan, y_yen):
    elsewhere = make_village("Thôn Trung", commune=y_yen)
    far = make_person("Trần Thị Hoa", birth_year=1958, home_unit=elsewhere)
    younger = make_person("Trần Thị Hoa", birth_year=1990, home_unit=team.unit)
    nowhere = make_person("Trần Thị Hoa", home_unit=y_yen)
    client.force_login(lan)
    page = fill(client, team)
    assert nowhere.public_id in page.text
    for person in (far, younger):
        assert person.public_id not in page.text
        chosen = fill(client, team, ai=person.public_id, agrees="on", phieu=ticket_in(page))
        assert "Chọn lại giúp mình" in chosen.text
    assert not LearningCard.objects.exists()


def test_a_leader_gets_into_nobody_elses_office(client, team, other_team, lan, village, y_yen):
    official = make_person("Phạm Văn Quyền", home_unit=village)
    grants.grant(official, "commune_reviewer", unit=y_yen, by=None)
    neighbour = make_person("Ngô Văn Tổ", home_unit=village)
    membership.join(other_team, neighbour, role="member", on=long_ago(), by=None)
    client.force_login(lan)
    for person in (official, neighbour, lan):
        User.objects.filter(pk=person.pk).update(home_unit=village)
        page = give(client, team, full_name=person.full_name, birth_year="", ai=person.public_id)
        assert page.status_code == 200
        assert 'class="figures"' not in page.text
    assert not LearningCard.objects.exists()


def test_a_lost_card_is_replaced_or_stopped(client, team, lan, hoa):
    client.force_login(lan)
    old = printed(give(client, team, ai=hoa.public_id))
    address = f"{base(team)}{hoa.public_id}/"
    assert "Trần Thị Hoa" in client.get(base(team)).text
    new = printed(client.post(address, {"phieu": ticket_in(client.get(address))}))
    now = LearningCard.objects.open().get().issued_at
    assert cards.check(*old, now=now).person is None
    assert cards.check(*new, now=now).person == hoa
    client.post(f"{address}dung/")
    assert not LearningCard.objects.open().exists()
    assert client.get(address).status_code == 404


def test_the_commune_gives_cards_too_and_nobody_else(
    client, team, other_team, manager, hoa, reviewer
):
    sign_in(client, manager)
    assert printed(give(client, team, ai=hoa.public_id))
    member = make_person("Đặng Văn Thành")
    membership.join(team, member, role="member", on=long_ago(), by=None)
    leader_elsewhere = other_team.memberships.get().person
    for person in (member, leader_elsewhere, reviewer, hoa):
        browser = Client()
        sign_in(browser, person)
        for address in (base(team), f"{base(team)}moi/", f"{base(team)}{hoa.public_id}/"):
            assert browser.get(address).status_code == 403
            assert browser.post(f"{base(team)}{hoa.public_id}/dung/").status_code == 403
    assert LearningCard.objects.open().count() == 1


def test_a_number_told_is_to_call_only(client, team, lan):
    client.force_login(lan)
    give(client, team, number="0912 345 678")
    person = User.objects.get(cards__isnull=False)
    assert person.contact_phone == "+84912345678"
    assert not person.login_phones.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"full_name": ""},
        {"full_name": "x" * 400},
        {"birth_year": "19"},
        {"birth_year": "năm"},
        {"number": "12"},
        {"home_unit": "x"},
        {"home_unit": ""},
    ],
)
def test_bad_input_is_told_in_words_and_kept(client, team, lan, wrong):
    client.force_login(lan)
    page = fill(client, team, **wrong)
    assert page.status_code == 422
    assert "Xem lại giúp mình" in page.text
    assert not LearningCard.objects.exists()


def test_a_forgotten_pin_is_renewed_for_the_same_card(client, team, lan, hoa):
    client.force_login(lan)
    give(client, team, ai=hoa.public_id)
    (card,) = LearningCard.objects.all()
    address = f"{base(team)}{hoa.public_id}/"
    assert "Đổi mã PIN" in client.get(address).text
    page = client.post(f"{address}ma-pin/")
    (pin,) = re.findall(r'class="figures">([0-9 ]+)<', page.text)
    assert LearningCard.objects.get() == card
    check = cards.pin_is_right(hoa, pin.replace(" ", ""), now=clock.now())
    assert check.person == hoa
    assert client.get(f"{address}ma-pin/").status_code == 405


def test_nobody_else_renews_a_pin(client, team, other_team, lan, minh, hoa):
    client.force_login(lan)
    give(client, team, ai=hoa.public_id)
    before = LearningCard.objects.get().pin_hash
    for person in (minh, hoa):
        client.force_login(person)
        assert client.post(f"{base(team)}{hoa.public_id}/ma-pin/").status_code == 403
        client.post(f"{base(other_team)}{hoa.public_id}/ma-pin/")
    client.logout()
    assert client.post(f"{base(team)}{hoa.public_id}/ma-pin/").status_code == 302
    assert LearningCard.objects.get().pin_hash == before
