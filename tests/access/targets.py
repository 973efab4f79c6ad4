"""Targets of the small province: one of each kind of holder, in a period that runs."""

from datetime import timedelta
from decimal import Decimal

from lms.common import clock
from lms.dashboards.models import Indicator
from lms.dashboards.services import catalogue
from lms.dashboards.services.boards import keeping
from lms.dashboards.services.targets import answering, calendar, giving, reporting
from lms.places.models import Unit
from lms.users.reorganising import carrying, drafting
from lms.users.reorganising.drafting import Wanted
from teams.models import Team


def give(world, said):
    """A period that runs, one that is closed, and a target of each kind of holder."""
    by, now, parts = world.people["province"], clock.now(), world.parts
    catalogue.ensure_usual()
    opened = reporting.open_periods(calendar.of_year(clock.today().year), by=by, now=now)
    year = next(one for one in opened if one.kind == "year")
    shut = opened[0]
    reporting.close(shut, by=by, now=now)
    commune = Unit.objects.get(code=parts["commune"], level="commune")
    holders = {
        "target": commune,
        "province_target": parts["province"],
        "agency_target": parts["own_agency"],
        "village_target": Team.objects.select_related("unit").get(code=parts["team"]).unit,
        "team_target": Team.objects.get(code=parts["team"]),
    }
    measured = Indicator.objects.current().get(code="SS02")
    paper = giving.Paper(said.title[:60], clock.today(), said.note[:120])
    for name, holder in holders.items():
        given = [giving.Given(holder, Decimal(300))]
        [made] = giving.assign(measured, year, given, paper=paper, by=by, now=now)
        parts[name] = made.pk
    answering.dispute(made, said.note, by=world.people["leader"], now=now)
    view = keeping.keep(
        "xa",
        parts["commune"],
        {},
        keeping.Wish(said.title[:80], is_shared=True, schedule="week"),
        by=world.people["commune"],
        now=now,
    )
    parts |= {"board_view": view.pk, "period": year.pk, "shut_period": shut.pk}
    _reorganise(world, said, commune)


def _reorganise(world, said, commune):
    """An act that is drafted, and one that was looked at."""
    for name, state in (("drafted_act", "draft"), ("previewed_act", "previewed")):
        act = drafting.draft(
            subject="units",
            kind="rename",
            effective_on=clock.today() + timedelta(days=30),
            document_no=said.title[:60],
            document_on=clock.today(),
            clause=said.note[:120],
            by=world.people["province"],
            now=clock.now(),
        )
        [line] = drafting.add(act, [Wanted(commune, "Xã Tên Mới")])
        if state == "previewed":
            carrying.previewed(act, by=world.people["province"], now=clock.now())
        world.parts |= {name: act.pk, "act_line": line.pk}
