"""Procedure cards that travel with a course to another site."""

import json
from datetime import date

import pytest

from courses.models import ProcedureCard
from courses.parcels import sealing, services, taking
from courses.parcels.sealing import ParcelWrong
from courses.services import procedures
from tests.courses import desk
from tests.courses.test_parcels import bring, forget, opened, packed, signed, take, unzipped, zipped


def test_a_procedure_travels_with_its_course_and_what_is_here_stays(page, shelf, editor):
    told = {"code": "2.000635", "name": "Trích lục hộ tịch", "days": 0, "papers": ["Căn cước"]}
    told |= {"fee_counter": "8.000 đồng", "fee_online": "", "legal_basis": "", "example": False}
    card = procedures.ensure({**told, "valid_from": date(2026, 1, 1), "valid_to": None}, by=None)
    steps = desk.raw_steps(page)
    steps[0]["value"]["procedure"] = card.pk
    desk.set_steps(page, *steps)
    content = packed(page, editor)
    forget()
    desk.set_steps(page)
    card.delete()
    seen = taking.preview(services.opened(bring(content, shelf.section, editor)), shelf.section)
    assert ("Thủ tục", "Trích lục hộ tịch") in [(one.kind, one.title) for one in seen.of("new")]
    new = take(content, shelf.section, editor)
    made = ProcedureCard.objects.get()
    assert procedures.as_table(made) == {**told, "valid_from": date(2026, 1, 1), "valid_to": None}
    assert desk.raw_steps(new)[0]["value"]["procedure"] == made.pk
    ProcedureCard.objects.update(fee_counter="miễn phí")
    take(content, shelf.section, editor)
    assert ProcedureCard.objects.get().fee_counter == "miễn phí"


@pytest.fixture
def card(page, author):
    """A procedure that the first step of the course speaks of."""
    card = ProcedureCard.objects.create(
        name="Đăng ký khai sinh", code="2.000635", papers="Căn cước", valid_to="2030-01-31"
    )
    card.save_revision()
    steps = desk.raw_steps(page)
    steps[0]["value"]["procedure"] = card.pk
    desk.set_steps(page, *steps)
    return card


def test_a_procedure_travels_by_its_code_and_is_not_written_over(page, card, shelf, editor):
    content = packed(page, editor)
    ProcedureCard.objects.filter(pk=card.pk).update(fee_counter="5.000 đồng")
    assert taking.preview(opened(content), shelf.section).is_same
    ProcedureCard.objects.filter(pk=card.pk).update(code="9.999999")
    found = taking.preview(opened(content), shelf.section)
    [piece] = found.of("new")
    assert (piece.kind, piece.title) == ("Thủ tục", "Đăng ký khai sinh")
    made = take(content, shelf.section, editor)
    new = ProcedureCard.objects.get(code="2.000635")
    assert (new.papers, new.valid_to) == ("Căn cước", date(2030, 1, 31))
    assert desk.raw_steps(made)[0]["value"]["procedure"] == new.pk
    assert taking.preview(opened(content), shelf.section).is_same
    parts = unzipped(content)
    [told] = json.loads(parts[sealing.LIST])["procedures"]
    new.delete()
    odd = zipped(signed(parts, procedures=[{**told, "code": "<b>"}]))
    with pytest.raises(ParcelWrong, match="không đúng cách"):
        taking.take(opened(odd), shelf.section, by=editor)
