"""The year's thanks to members of teams: a certificate like others, once a team and year."""

import subprocess
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from certificates.models import Certificate, RegisterBook
from certificates.services import issuing, sealing, thanking, verification
from lms.common import clock
from lms.users.services import grants, merging, personal
from teams.models import Difficulty, Outcome, Topic, VenueKind
from teams.services import contributing, entries, membership, reviewing
from tests.factories import make_commune, make_village
from tests.people import sign_in
from tests.teams.conftest import send

PAGE = "/cap-giay/cam-on/"


@pytest.fixture
def commune(province):
    return make_commune("Xã Ý Yên", province=province, code="13741")


@pytest.fixture
def team(commune, lan, hoa, bich):
    """Lan and Hoa held one evening of two hours, which the commune confirmed."""
    for model in (Outcome, VenueKind, Difficulty):
        entries.add_missing(model, entries.USUAL[model])
    Topic.objects.create(code="vneid", name="Dùng VNeID", position=1)
    grants.grant(bich, "commune_reviewer", unit=commune, by=None)
    before = clock.today() - timedelta(days=400)
    village = make_village("Thôn An Hòa", commune=commune)
    team = membership.open_team("Tổ thôn An Hòa", unit=village, by=None, on=before)
    membership.join(team, lan, role="leader", on=before, by=None)
    membership.join(team, hoa, role="deputy", on=before, by=None)
    helpers = [lan.public_id, hoa.public_id]
    sent = send(lan, team, start_time="19:00", duration_min=120, helpers=helpers)
    assert reviewing.verify(sent.session, by=bich, now=clock.now())
    return team


def given(commune):
    return contributing.of_commune(commune, year=clock.today().year)


def of(person, commune):
    return next(one for one in given(commune) if one.person == person)


def thank(person, commune, issuer, by):
    year = clock.today().year
    return thanking.thank(of(person, commune), year=year, issuer=issuer, by=by, now=clock.now())


def test_who_has_it_under_a_record_that_was_made_one_with_hers_gets_no_second(
    client, team, commune, lan, hoa, issuer, officer
):
    assert thank(hoa, commune, issuer, officer)
    merging.merge(hoa, lan, by=officer, now=clock.now())
    assert thank(lan, commune, issuer, officer) is None
    [one] = given(commune)
    year = clock.today().year
    assert thanking.thanked([one], year=year) == {(lan.pk, thanking.subject_of(one, year))}


def test_hours_are_each_persons_own(team, commune, lan, hoa):
    assert [(one.person, one.minutes, one.heads_count) for one in given(commune)] == [
        (hoa, 120, 14),
        (lan, 120, 14),
    ]


def test_what_it_says_and_that_it_is_drawn_and_checked(
    client, team, commune, hoa, issuer, officer, run_jobs, tmp_path
):
    thanks = thank(hoa, commune, issuer, officer)
    run_jobs()
    thanks.refresh_from_db()
    assert thanks.is_sealed
    file = tmp_path / "cam-on.pdf"
    file.write_bytes(bytes(thanks.pdf))
    done = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    )
    year = clock.today().year
    for words in (
        "GIẤY CẢM ƠN",
        "TRẦN THỊ HOA",
        "Tổ phó, Tổ thôn An Hòa",
        f"năm {year}",
        "2 giờ công · 1 buổi · 14 người đến",
    ):
        assert words.casefold() in done.stdout.casefold(), words
    page = client.get(f"/K/{thanks.code}").text
    assert "Cảm ơn vì" in page
    assert f"năm {year}" in page
    sign_in(client, hoa)
    assert f"năm {year}" in client.get("/toi/giay-chung-nhan/").text
    assert client.get(f"/toi/giay-chung-nhan/{thanks.code}.pdf").status_code == 200


def test_once_a_team_and_year_and_no_number_is_lost(team, commune, hoa, lan, issuer, officer):
    first = thank(hoa, commune, issuer, officer)
    assert thank(hoa, commune, issuer, officer) is None
    second = thank(lan, commune, issuer, officer)
    assert (first.number, second.number) == (1, 2)
    assert RegisterBook.objects.get().last_number == 2


def test_thanks_have_a_book_of_their_own_and_no_number_of_skills(
    team, commune, hoa, issuer, officer
):
    first = thank(hoa, commune, issuer, officer)
    year = clock.today().year
    assert first.register_no == f"000001/{year}/GCƠ-CNSCĐ" == first.snapshot["number"]
    hoa.rename("Trần Thị Hoa Mai")
    hoa.save()
    again = issuing.replace(first, by=officer, reason="Sai tên", now=clock.now())
    assert again.register_no == f"000002/{year}/GCƠ-CNSCĐ"
    assert not RegisterBook.objects.filter(series=issuer.series).exists()


def test_the_officer_chooses_sees_and_issues(client, team, commune, hoa, lan, issuer, officer):
    sign_in(client, officer)
    at = f"{PAGE}?xa={commune.code}&nam={clock.today().year}"
    assert "2 giờ công" in client.get(at).text
    assert client.post(at, {}).status_code == 422
    chosen = {"ai": [f"{team.code}.{hoa.public_id}", "khong.co"]}
    page = client.post(at, chosen)
    assert "Cấp 1 giấy cảm ơn?" in page.text
    assert not Certificate.objects.exists()
    assert client.post(at, {**chosen, "xac-nhan": "1"}).status_code == 302
    assert Certificate.objects.get().person == hoa
    assert "Đã có giấy" in client.get(at).text
    assert client.post(at, {**chosen, "xac-nhan": "1"}).status_code == 422
    assert "Giấy cảm ơn" in client.get("/cap-giay/").text
    for odd in ("?xa=khong&nam=x", "?nam=9999", "?xa=&nam=²²²²"):
        assert client.get(f"{PAGE}{odd}").status_code == 200


def test_a_corrected_name_makes_a_new_one_in_its_place(
    client, team, commune, hoa, lan, issuer, officer
):
    thanks, other = thank(hoa, commune, issuer, officer), thank(lan, commune, issuer, officer)
    hoa.rename("Trần Thị Hoa Mai")
    hoa.save()
    sign_in(client, officer)
    at = f"/cap-giay/{thanks.code}/cap-lai/"
    client.post(at, {"replace-reason": "Sai tên", "confirm": "1"})
    new = Certificate.objects.get(replaces=thanks)
    assert new.snapshot["holder"]["name"] == "Trần Thị Hoa Mai"
    assert new.template.code == "cam-on"
    assert verification.newest(thanks) == new
    assert verification.newest(other) is None


def test_nothing_of_it_changes_and_it_is_for_something(team, commune, hoa, issuer, officer):
    thanks = thank(hoa, commune, issuer, officer)
    rows = Certificate.objects.filter(pk=thanks.pk)
    for changes in ({"subject": "thanks:khac"}, {"number": 9}, {"snapshot": {}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changes)
    copy = Certificate.objects.get(pk=thanks.pk)
    for changes in ({"subject": ""}, {"kind": "completion"}, {}):
        copy.pk, copy.number, copy.code = None, 77, "0" * 13
        for name, value in {"subject": thanks.subject, "kind": "thanks", **changes}.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def test_whoever_had_everything_removed_gets_none(team, commune, hoa, issuer, officer):
    one = of(hoa, commune)
    personal.erase(hoa, by=hoa, now=clock.now())
    one.person.refresh_from_db()
    year = clock.today().year
    assert thanking.thank(one, year=year, issuer=issuer, by=officer, now=clock.now()) is None
    with pytest.raises(issuing.HolderErased):
        issuing.issue_thanks(
            one.person,
            issuing.Thanks("thanks:x:2026", "x", "x", "x"),
            issuer=issuer,
            by=officer,
            now=clock.now(),
        )
    assert not Certificate.objects.exists()


def test_its_file_is_the_same_bytes_every_time(team, commune, hoa, issuer, officer):
    thanks = thank(hoa, commune, issuer, officer)
    assert sealing.draw(thanks) == sealing.draw(thanks)


def test_only_a_certificate_officer_gets_in(client, team, commune, lan, issuer):
    sign_in(client, lan)
    assert client.get(PAGE).status_code == 403
