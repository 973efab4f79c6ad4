"""The way in by an identity provider, against a real one of our own."""

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from lms.common import clock
from lms.settings import oidc
from lms.users.models import User
from lms.users.services import identities, merging, personal
from tests.people import make_person
from tests.users import identity_provider
from tests.users.conftest import ask, last_code, signed_in_as, type_in

BEGIN, ARRIVE = "/dang-nhap/dinh-danh/", "/dang-nhap/dinh-danh/lan-dau/"
LINK, UNLINK = "/dang-nhap/dinh-danh/noi/", "/dang-nhap/dinh-danh/bo/"
NEW = {"full_name": "Trần Thị Hoa", "agrees": "on"}


@pytest.fixture
def provider(settings, monkeypatch, db):
    with identity_provider.running() as found:
        monkeypatch.setenv("LMS_OIDC_CLIENT", identity_provider.CLIENT)
        monkeypatch.setenv("LMS_OIDC_SECRET", identity_provider.SECRET)
        settings.OIDC_NAME = "VNeID"
        settings.SOCIALACCOUNT_PROVIDERS = oidc.providers(
            settings.OIDC_PROVIDER, settings.OIDC_NAME, found.issuer
        )
        yield found


def come_back(client, provider, begin=BEGIN):
    """There, a yes, and back."""
    away = client.get(begin)
    assert away["Location"].startswith(f"{provider.issuer}/vao?")
    return client.get(provider.authorize(away["Location"]))


def linked(person, uid="cong-dan-1"):
    identities.link(person, uid, now=clock.now())
    return person


def test_without_one_set_up_there_is_no_button_and_no_page(client, hoa_at_home):
    assert "VNeID" not in client.get("/toi/du-lieu/").text
    assert "Vào bằng" not in Client().get("/dang-nhap/").text
    for page in (BEGIN, ARRIVE, LINK, "/dang-nhap/dinh-danh/dinh-danh/ve/?code=1&state=2"):
        assert client.get(page).status_code == 404
    assert client.post(UNLINK).status_code == 404


def test_somebody_new_becomes_a_resident_and_is_known_the_next_time(client, provider):
    assert "Vào bằng VNeID" in client.get("/dang-nhap/").text
    assert come_back(client, provider, f"{BEGIN}?next=/tim/")["Location"] == ARRIVE
    assert signed_in_as(client) is None
    page = client.get(ARRIVE).text
    assert 'value="Trần Thị Hoa"' in page
    assert "Chưa đồng ý" in client.post(ARRIVE, {"full_name": "Trần Thị Hoa"}).text
    assert not User.objects.exists()
    assert client.post(ARRIVE, NEW)["Location"] == "/tim/"
    person = User.objects.get()
    assert signed_in_as(client) == str(person.pk)
    assert person.consents.exists()
    again = Client()
    assert come_back(again, provider)["Location"] == "/toi/"
    assert signed_in_as(again) == str(person.pk)


def test_nothing_but_the_identity_is_kept(client, provider, hoa):
    provider.claims |= {"email": "hoa@example.vn", "phone_number": "+84912345678"}
    linked(hoa)
    come_back(client, provider)
    account = SocialAccount.objects.get()
    assert account.extra_data == {}
    assert User.objects.get(pk=hoa.pk).email is None


def test_a_like_name_number_or_address_links_nobody(client, provider, hoa_with_phone):
    provider.claims |= {
        "email": "hoa@example.vn",
        "email_verified": True,
        "phone_number": "+84912345678",
    }
    User.objects.filter(pk=hoa_with_phone.pk).update(email="hoa@example.vn")
    assert come_back(client, provider)["Location"] == ARRIVE
    assert signed_in_as(client) is None
    assert not SocialAccount.objects.exists()


def test_who_learnt_here_before_signs_in_and_links_by_a_yes(client, provider, hoa_with_phone):
    come_back(client, provider)
    ask(client, next=LINK)
    type_in(client, last_code())
    entered = client.post("/dang-nhap/ai/", {"person": hoa_with_phone.public_id})
    assert entered["Location"] == LINK
    assert "Nối VNeID với hồ sơ Trần Thị Hoa" in client.get(LINK).text
    assert not SocialAccount.objects.exists()
    assert client.post(LINK)["Location"] == "/toi/du-lieu/"
    assert SocialAccount.objects.get().user == hoa_with_phone
    assert client.post(LINK)["Location"] == "/toi/du-lieu/"
    other = Client()
    come_back(other, provider)
    assert signed_in_as(other) == str(hoa_with_phone.pk)


def test_who_is_signed_in_links_from_her_own_page_and_takes_it_back(client, provider, hoa_at_home):
    assert "Nối với VNeID" in client.get("/toi/du-lieu/").text
    assert come_back(client, provider)["Location"] == LINK
    client.post(LINK)
    assert "Bỏ nối VNeID" in client.get("/toi/du-lieu/").text
    assert "đã nối với" not in client.get(come_back(client, provider)["Location"]).text
    client.post(UNLINK)
    assert not SocialAccount.objects.exists()


def test_an_identity_belongs_to_one_record(client, provider, hoa_at_home, minh):
    linked(minh)
    assert come_back(client, provider)["Location"] == "/toi/du-lieu/"
    assert "hồ sơ khác" in client.get("/toi/du-lieu/").text
    assert signed_in_as(client) == str(hoa_at_home.pk)
    with pytest.raises(identities.IdentityTaken):
        linked(hoa_at_home)


def test_the_last_way_in_is_not_taken_away(client, provider):
    person = linked(make_person("Bùi Thị Nga"))
    come_back(client, provider)
    client.post(UNLINK)
    assert identities.of(person).exists()
    assert "Thêm số điện thoại trước" in client.get("/toi/du-lieu/").text


FOREIGN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize(
    "spoil",
    [
        {"key": FOREIGN_KEY},
        {"spoils": {"aud": "trang-khac"}},
        {"spoils": {"iss": "https://gia-mao.example"}},
        {"spoils": {"exp": 1}},
        {"claims": {"name": "Không có sub"}},
        {"is_down": True},
    ],
    ids=["foreign key", "other audience", "other issuer", "too late", "no subject", "down"],
)
def test_a_token_that_is_not_right_lets_nobody_in(client, provider, hoa, spoil):
    linked(hoa)
    away = client.get(BEGIN)["Location"]
    for name, value in spoil.items():
        setattr(provider, name, value)
    answer = client.get(provider.authorize(away))
    assert answer["Location"] == "/dang-nhap/"
    assert "Chưa vào được bằng VNeID" in client.get("/dang-nhap/").text
    assert signed_in_as(client) is None


def test_a_provider_that_is_down_is_told_before_anybody_is_sent_there(client, provider):
    provider.is_down = True
    assert client.get(BEGIN)["Location"] == "/dang-nhap/"
    assert "dùng số điện thoại" in client.get("/dang-nhap/").text


def test_an_answer_this_browser_did_not_ask_for_is_none(client, provider, hoa):
    linked(hoa)
    answer = provider.authorize(Client().get(BEGIN)["Location"])
    assert client.get(answer)["Location"] == "/dang-nhap/"
    assert signed_in_as(client) is None
    client.get(BEGIN)
    for wrong in ("?error=access_denied&state=x", "", "?code=1", "?code=1&state=zzz"):
        address = f"/dang-nhap/dinh-danh/dinh-danh/ve/{wrong}"
        assert client.get(address)["Location"] == "/dang-nhap/"
    assert client.get("/dang-nhap/dinh-danh/khac/ve/").status_code == 404


def test_an_account_that_is_shut_stays_shut(client, provider, hoa):
    linked(hoa)
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    come_back(client, provider)
    assert signed_in_as(client) is None


def test_merging_hands_it_over_and_erasing_forgets_it(provider, hoa, minh):
    linked(hoa)
    merging.merge(hoa, minh, by=minh, now=clock.now())
    assert SocialAccount.objects.get().user == minh
    assert "cong-dan-1" in str(personal.export(minh))
    personal.erase(minh, by=minh, now=clock.now())
    assert not SocialAccount.objects.exists()
