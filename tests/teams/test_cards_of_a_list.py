"""The cards of a list of residents: one file to print, for whoever asked, while the list stands."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.audit.models import AuditEvent
from lms.common import clock
from lms.jobs.models import Job
from lms.users.models import LearningCard, User
from lms.users.services import cards, grants, rosters
from teams.models import CardSheets
from teams.services import printing
from tests.factories import make_village
from tests.people import make_person, sign_in
from tests.teams.conftest import HOA, LAI

pytestmark = pytest.mark.one_database

SITE = "https://hocso.test"


def test_the_cards_of_a_list_are_one_file_by_village_and_name(
    bring, apply, manager, y_yen, run_jobs
):
    make_village("Thôn Bắc", commune=y_yen)
    rows = [(f"Lê Văn Số{n}", 1950, "Thôn Bắc" if n % 2 else "An Hòa", "") for n in range(43)]
    rows = [
        (name.translate(str.maketrans("0123456789", "abcdeghikl")), *rest) for name, *rest in rows
    ]
    roster = apply(bring(*rows, HOA))
    now = clock.now()
    assert printing.waiting_for_cards(roster) == {"no_phone": 43, "all": 44}
    sheets = printing.order(roster, whom="no_phone", site=SITE, by=manager, now=now)
    assert printing.order(roster, whom="no_phone", site=SITE, by=manager, now=now) is None
    run_jobs()
    sheets.refresh_from_db()
    assert (sheets.card_count, sheets.left_out_count, sheets.parts.count()) == (43, 0, 0)
    assert LearningCard.objects.open().count() == 43
    content = printing.fetch(sheets, by=manager, now=clock.now())
    file = pikepdf.open(io.BytesIO(content))
    assert len(file.pages) == 5 + 3
    assert b"%PDF" not in bytes(sheets.content)
    assert printing.fetch(sheets, by=make_person("Ai Khác"), now=clock.now()) is None
    assert printing.fetch(sheets, by=manager, now=clock.now() + timedelta(days=2)) is None


def test_a_printed_card_lets_in_and_printing_again_spares_who_came_in(
    bring, apply, manager, run_jobs, monkeypatch
):
    roster = apply(bring(LAI, ("Bùi Văn Mới", 1960, "An Hòa", "")))
    drawn = []
    real = cards.draw

    def draw(card_id):
        drawn.append(real(card_id))
        return drawn[-1]

    monkeypatch.setattr(cards, "draw", draw)
    printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    first = cards.check(drawn[0].code, drawn[0].pin, now=clock.now()).person
    second = cards.check(drawn[1].code, drawn[1].pin, now=clock.now()).person
    assert (first.given_name, second.given_name) == ("Lai", "Mới")
    User.objects.filter(pk=first.pk).update(last_login=clock.now())
    again = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    again.refresh_from_db()
    assert again.card_count == 1
    assert CardSheets.objects.exclude(content=None).get() == again
    assert cards.check(drawn[0].code, drawn[0].pin, now=clock.now()).person == first
    assert cards.check(drawn[1].code, drawn[1].pin, now=clock.now()).person is None


def test_more_cards_cost_no_more_queries(bring, apply, manager, run_jobs):
    counts = []
    for name, count in (("Lan", 3), ("Mai", 30)):
        letters = [f"{a}{b}" for a in "aeiou" for b in "bcdghk"]
        roster = apply(
            bring(*((f"Lê {two} {name}", 1950, "An Hòa", "") for two in letters[:count]))
        )
        for _time in ("none has a card", "every one has a card to stop"):
            printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
            with CaptureQueriesContext(connection) as asked:
                run_jobs()
            counts.append(len(asked))
        assert LearningCard.objects.open().filter(person__given_name=name).count() == count
    assert counts[:2] == counts[2:]


def test_no_cards_are_ordered_of_a_list_that_is_being_taken_back(bring, apply, manager):
    roster = apply(bring(LAI))
    assert rosters.undo(roster, by=manager, now=clock.now())
    assert roster.state == "applied"
    assert not printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())


@pytest.mark.parametrize("drawn_before", [True, False])
def test_a_list_taken_back_while_its_cards_are_drawn_gives_none(
    bring, apply, manager, run_jobs, drawn_before
):
    roster = apply(bring(LAI))
    sheets = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    job = Job.objects.get(kind=printing.PRINT)
    part = printing.prepare(job) if drawn_before else None
    assert rosters.undo(roster, by=manager, now=clock.now())
    part = part or printing.prepare(job)
    with transaction.atomic():
        assert printing.keep(job, part) is None
    assert not LearningCard.objects.exists()
    run_jobs()
    sheets.refresh_from_db()
    assert (sheets.content, sheets.people) == (None, [])
    assert not User.objects.filter(given_name="Lai").exists()


def test_the_cards_of_a_list_that_was_taken_back_are_not_given_out(bring, apply, manager, run_jobs):
    roster = apply(bring(LAI))
    printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    assert printing.fetch(CardSheets.objects.get(), by=manager, now=clock.now())
    assert rosters.undo(roster, by=manager, now=clock.now())
    assert printing.fetch(CardSheets.objects.get(), by=manager, now=clock.now()) is None


def test_a_name_our_fonts_cannot_show_is_left_out_and_counted(bring, apply, manager, run_jobs):
    roster = apply(bring(LAI, ("Lê 花", 1960, "An Hòa", "")))
    sheets = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    sheets.refresh_from_db()
    assert (sheets.card_count, sheets.left_out_count) == (1, 1)


def test_the_file_goes_after_a_day(bring, apply, manager, run_jobs):
    roster = apply(bring(LAI))
    sheets = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    run_jobs()
    Job.objects.filter(kind=printing.FORGET).update(due_at=clock.now())
    run_jobs()
    sheets.refresh_from_db()
    assert sheets.content is None
    assert LearningCard.objects.open().count() == 1


def test_the_file_goes_at_once_when_whoever_asked_for_it_says_so(
    client, bring, apply, manager, run_jobs, y_yen
):
    roster = apply(bring(LAI))
    sheets = printing.order(roster, whom="all", site=SITE, by=manager, now=clock.now())
    base = f"/dia-ban/{y_yen.pk}/danh-sach/{roster.pk}/"
    sign_in(client, manager)
    assert not printing.delete(sheets, by=manager, now=clock.now())
    run_jobs()
    assert "Xóa tệp ngay" in client.get(base).text
    other = Client()
    second = make_person("Mai Thị Hai", email="hai@demo.test", password="mat-khau-cua-hai")
    grants.grant(second, "commune_manager", unit=y_yen, by=None)
    sign_in(other, second)
    assert other.post(f"{base}the/{sheets.pk}/xoa/").status_code == 404
    assert printing.fetch(CardSheets.objects.get(), by=manager, now=clock.now())
    page = client.post(f"{base}the/{sheets.pk}/xoa/", follow=True)
    assert "Đã xóa tệp thẻ. Thẻ đã phát vẫn dùng được." in page.text
    assert "Tải thẻ để in" not in page.text
    assert client.get(f"{base}the/{sheets.pk}.pdf").status_code == 404
    client.post(f"{base}the/{sheets.pk}/xoa/")
    assert AuditEvent.objects.get(action="cards.print_deleted").actor == manager
    assert LearningCard.objects.open().count() == 1
