"""Procedure cards that travel with a course to another site."""

from datetime import date

from courses.models import ProcedureCard
from courses.parcels import services, taking
from courses.services import procedures
from tests.courses import desk
from tests.courses.test_parcels import bring, forget, packed, take


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
