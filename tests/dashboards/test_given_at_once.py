"""Files of the same day at once, and one taken back meanwhile: one figure stands, none fails."""

import threading
from datetime import date

import pytest
from django.db import connection

from lms.common import clock
from lms.dashboards.models import DataImport, Entry, GivenFigure, Indicator, Population
from lms.dashboards.services import catalogue, entering, imports, naming
from lms.dashboards.services.entering import Said
from tests.factories import make_commune, make_province
from tests.people import make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 6, 30)


def at_once(*acts):
    """Run these together; what each answered, or the error it ended in."""
    answers, together = [], threading.Barrier(len(acts))

    def run(act):
        together.wait()
        try:
            answers.append(act())
        except Exception as error:  # noqa: BLE001 (told by the test)
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def sent(by, count):
    table = f"Xã phường,Người từ 18 tuổi\nXã Ý Yên,{count}\n".encode()
    now = clock.now()
    batch = imports.upload("a.csv", table, source="Công an tỉnh", as_of=DAY, by=by, now=now)
    DataImport.objects.filter(pk=batch.pk).update(applied_by=by)
    return batch


def test_files_of_the_same_day_and_an_undo_wait_for_each_other():
    make_commune("Xã Ý Yên", province=make_province())
    by = make_person("Lê Hồng Sơn")
    first = sent(by, 1000)
    imports.apply(str(first.pk), now=clock.now())
    first.refresh_from_db()
    later = [sent(by, 1000 + n) for n in range(1, 4)]
    acts = [lambda batch=batch: imports.apply(str(batch.pk), now=clock.now()) for batch in later]
    answers = at_once(*acts, lambda: imports.undo(first, by=by, now=clock.now()))
    assert sorted(answers) == [1, 1, 1, 1]
    assert Population.objects.standing().get().batch in later


def test_of_two_who_decide_at_once_one_does():
    unit = make_commune("Xã Ý Yên", province=make_province())
    catalogue.ensure_usual()
    one, other, by = (make_person(name) for name in ("Lê Hồng Sơn", "Vũ Ngọc Bích", "Đỗ Văn Minh"))
    said = [Said(Indicator.objects.get(code="LR06"), above=4, below=10, words="Báo cáo 1")]
    month = naming.month_of(clock.today()).span
    at_once(*[lambda: entering.submit(unit, month, said, by=by, now=clock.now())] * 3)
    entry = Entry.objects.get()
    answers = at_once(
        lambda: entering.approve(entry, by=one, now=clock.now()),
        lambda: entering.approve(entry, by=other, now=clock.now()),
        lambda: entering.send_back(entry, "Xem lại", by=other, now=clock.now()),
    )
    assert sorted(answers) == [False, False, True]
    entry.refresh_from_db()
    assert GivenFigure.objects.count() == (entry.state == "approved")
