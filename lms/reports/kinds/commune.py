"""R04 as a file: what was issued, or the draft as it stands."""

from typing import Any

from django.utils.translation import gettext as _

from lms.common import clock, text
from lms.places.models import Unit
from lms.reports import policies
from lms.reports.documents import report as documents
from lms.reports.models import Report, ReportFile, ReportRound, ReportVersion
from lms.reports.services import composing, printing, workflow
from lms.reports.services.printing import Asked, Drawn, Format
from lms.users.models import User

CODE = "R04"


def asked(found: ReportRound, unit: Unit, version: ReportVersion | None = None) -> Asked:
    """What is ordered: a version that was issued, else the draft."""
    number = version.number if version else 0
    return {"round": str(found.pk), "unit": str(unit.pk), "version": number}


def _may(user: User, asked: Asked) -> bool:
    return policies.may_see(user, Unit.objects.get(pk=asked["unit"]))


def content_of(asked: Asked) -> dict[str, Any]:
    """All the paper says; of a draft with the figures it was submitted with, else today's."""
    if asked["version"]:
        versions = ReportVersion.objects.filter(
            report__round=asked["round"], report__unit=asked["unit"]
        )
        found: dict[str, Any] = versions.get(number=asked["version"]).content
        return found
    round_ = ReportRound.objects.select_related("form", "period").get(pk=asked["round"])
    unit = Unit.objects.select_related("parent").get(pk=asked["unit"])
    report = workflow.find(round_, unit)
    if report is None:
        report = Report(round=round_, unit=unit, **composing.words(round_, unit))
    report.round, report.unit = round_, unit
    if report.figures is None:
        report.figures = composing.figures(round_, unit, now=clock.now())
    return {**workflow.paper(report), "draft": True}


def _draw(file: ReportFile) -> Drawn:
    content = content_of(file.asked)
    name = text.slug(f"bao cao {content['unit']} {content['period']['name']}")
    if file.format == Format.XLSX:
        return Drawn(documents.workbook(content), name)
    if file.format == Format.DOCX:
        return Drawn(documents.word(content), name)
    return Drawn(documents.pdf(content, identifier=file.pk.hex), name)


def declare() -> None:
    formats = (Format.PDF, Format.XLSX, Format.DOCX)
    printing.declare(printing.Kind(CODE, _("Báo cáo của xã"), formats, _may, _draw))
