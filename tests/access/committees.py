"""Committees of the small province: a meeting with something to do, a pack, and examples."""

from datetime import timedelta

from lms.common import clock
from lms.common.ids import public_id, uuid7
from lms.meetings.services import acting, adopting, criteria, holding, packing, praising, proposals
from lms.meetings.services.acting import Task
from lms.meetings.services.holding import Called
from lms.meetings.services.praising import Wanted
from lms.places.models import Unit


def meet(world, said):
    """One meeting of the province and one of the commune; three examples of the commune."""
    now, parts, people = clock.now(), world.parts, world.people
    commune = Unit.objects.get(code=parts["commune"], level="commune")
    called = Called(clock.today(), said.venue[:150], said.note, said.title[:500])
    first = holding.call(
        parts["province"], called, meeting_id=uuid7(), by=people["steering"], now=now
    )
    due = clock.today() + timedelta(days=9)
    task = Task(said.note[:400], said.title[:300], commune, due)
    decided = holding.decide(
        first, said.note, decision_id=uuid7(), task=task, by=people["steering"], now=now
    )
    action = decided.actions.get()
    acting.name(action, people["commune"], by=people["steering"], now=now)
    second = holding.call(commune, called, meeting_id=uuid7(), by=people["commune"], now=now)
    pack = packing.make(parts["province"], meeting=first, by=people["steering"], now=now)
    criteria.ensure_usual()
    praise = proposals.make(commune, year=clock.today().year, by=people["commune"], now=now)
    parts |= {
        "committee": parts["province"].pk,
        "commune_committee": commune.pk,
        "meeting": first.pk,
        "commune_meeting": second.pk,
        "decision": decided.pk,
        "action": action.pk,
        "action_step": action.events.order_by("at").first().pk,
        "pack": pack.pk,
        "praise_paper": praise.pk,
    }
    _examples(world, said, commune)


def _examples(world, said, commune):
    now, parts, people = clock.now(), world.parts, world.people
    told = {"problem": said.note[:1000], "steps": said.note, "result": said.note[:1000]}
    way = Wanted("way", said.title, about=commune, contact=said.agency[:300], **told)
    person = Wanted("person", said.title, said.note, about=commune, people=[people["leader"]])
    paper = {"decision_no": "45/QĐ-UBND", "decision_on": clock.today()}
    by = people["commune_steering"]
    made = {}
    for name, wanted in (("proposed", way), ("example", way), ("praise_asked", person)):
        made[name] = praising.propose(
            commune, wanted, public_id=public_id(), by=people["commune"], now=now
        )
        parts[name] = made[name].public_id
        if name != "proposed":
            praising.approve(made[name], **paper, by=by, now=now)
    last = clock.today() + timedelta(days=90)
    praising.publish(made["example"], expires_on=last, by=by, now=now)
    taken_up = adopting.adopt(
        made["example"], commune, since=clock.today(), note=said.note[:500],
        by=people["commune"], now=now,
    )  # fmt: skip
    parts |= {"adoption": taken_up.pk, "praised": made["praise_asked"].people.get().pk}
