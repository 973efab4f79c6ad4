"""Reports of the small province: one that was issued, its file, and a rate members are paid by."""

from lms.common import clock
from lms.places.models import Unit
from lms.reports.models import ReportFile, ReportRound
from lms.reports.services import paying, printing, rounds, workflow
from lms.users import sealing


def file(world, said):
    """The report of the commune for the period that runs, issued; a file the commune ordered."""
    by, province, now = world.people["commune"], world.people["province"], clock.now()
    rounds.ensure_usual()
    rounds.open_due(now=now)
    found = ReportRound.objects.filter(period__last_on__gte=clock.today()).first()
    unit = Unit.objects.get(code=world.parts["commune"], level="commune")
    words = workflow.Words(0, said.note, said.note, said.note, "chair", said.title[:100])
    report = workflow.save(found, unit, words, by=by, now=now)
    workflow.submit(report, by=by, now=now)
    report.refresh_from_db()
    workflow.approve(report, by=province, now=now)
    workflow.issue(report, "05/BC-UBND", clock.today(), by=province, now=now)
    asked = {"round": str(found.pk), "unit": str(unit.pk), "version": 1}
    ordered = printing.order("R04", asked, "xlsx", by=by, now=now)
    content = sealing.seal_bytes(b"PK")
    ReportFile.objects.filter(pk=ordered.pk).update(content=content, name="bao-cao")
    rate = paying.Rate("hour", 40_000, None, said.title[:60], clock.today(), clock.today())
    paying.set_rate(world.parts["province"], rate, by=province, now=now)
    world.parts |= {
        "report_round": found.pk,
        "report_period": found.period_id,
        "commune_id": unit.pk,
        "report_file": ordered.pk,
    }
