"""A report saves by itself: each answer says what became of the words."""

import pytest

from lms.common import clock
from lms.reports.models import Report
from lms.reports.services import workflow
from lms.reports.services.workflow import Words
from tests.people import sign_in
from tests.reports.test_writing import address

pytestmark = pytest.mark.django_db


def save(client, found, unit, *, seen, **said):
    fields = {"difficulties": "Mạng yếu.", "signer": "chair", "signer_name": "", "seen": seen}
    return client.post(f"{address(found, unit)}tu-luu/", {**fields, **said})


def test_each_save_says_its_revision(client, manager, this_round, y_yen):
    sign_in(client, manager)
    first = save(client, this_round, y_yen, seen=0)
    assert (first.status_code, first.json()["revision"]) == (200, 1)
    assert first.json()["at"] == f"{clock.local(Report.objects.get().edited_at):%H:%M}"
    # Sent again because its answer was lost: kept once.
    assert save(client, this_round, y_yen, seen=0).json()["revision"] == 1
    assert save(client, this_round, y_yen, seen=1, tasks="Mở lớp.").json()["revision"] == 2
    kept = Report.objects.get()
    assert (kept.state, kept.difficulties, kept.tasks) == ("draft", "Mạng yếu.", "Mở lớp.")


def test_newer_words_are_never_written_over(client, manager, second_manager, this_round, y_yen):
    said = Words(0, "Của anh Quý.", "", "")
    workflow.save(this_round, y_yen, said, by=second_manager, now=clock.now())
    sign_in(client, manager)
    answer = save(client, this_round, y_yen, seen=0)
    assert answer.status_code == 409
    assert answer.json()["words"].startswith("Tạ Văn Quý vừa lưu báo cáo này lúc")
    assert Report.objects.get().difficulties == "Của anh Quý."


def test_what_is_wrong_is_said_and_not_kept(client, manager, this_round, y_yen):
    sign_in(client, manager)
    answer = save(client, this_round, y_yen, seen=0, difficulties="dài " * 2000)
    assert (answer.status_code, "6000" in answer.json()["words"]) == (422, True)
    assert not Report.objects.exists()


def test_who_may_not_write_saves_nothing(client, other_manager, this_round, y_yen):
    sign_in(client, other_manager)
    assert save(client, this_round, y_yen, seen=0).status_code == 403
    assert not Report.objects.exists()


def test_what_stands_on_anothers_page_is_not_saved_as_hers(
    client, manager, second_manager, this_round, y_yen
):
    sign_in(client, second_manager)
    assert save(client, this_round, y_yen, seen=0, of=manager.public_id).status_code == 403
    assert not Report.objects.exists()
    assert save(client, this_round, y_yen, seen=0, of=second_manager.public_id).status_code == 200
