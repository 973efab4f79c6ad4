"""An act is looked at, confirmed, and carried out on its day, step by step, each in a transaction.

The first step changes the units or agencies and lets rights and posts follow; the others are those
of the registry. Nothing that was recorded is rewritten: it stays with the unit it was recorded in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.audit import services as audit
from lms.common import clock
from lms.jobs import services as jobs
from lms.jobs.models import Job
from lms.places.models import Unit, UnitSuccession
from lms.places.services import closing
from lms.users.models import Agency, AgencySuccession, Reorganisation, ReorganisationLine, User
from lms.users.reorganising import agencies, building, drafting, following, scopes
from lms.users.reorganising.following import Choice, Done, Effect, Planned, Share

CARRY = "users.reorganise"
AT_MIDNIGHT = time(0, 1, tzinfo=clock.VIETNAM)
State = Reorganisation.State


class ActRefused(Exception):
    """Nothing was written; its message says why, in words for whoever asked."""


@dataclass(frozen=True)
class Preview:
    """What an act comes to: faults by line, what follows, and what is to be decided."""

    built: building.Built
    parts: tuple[tuple[str, tuple[Effect, ...]], ...]
    choices: tuple[tuple[str, tuple[Choice, ...]], ...]

    @property
    def warnings(self) -> list[Effect]:
        return [one for _label, effects in self.parts for one in effects if one.is_warning]


def look(act: Reorganisation) -> Preview:
    """What would follow; in a number of queries that does not grow with its lines."""
    built = building.build(act)
    planned = plan(act)
    all_ = [scopes.FOLLOWER, *following.followers()]
    return Preview(
        built,
        tuple((one.label, tuple(one.preview(planned))) for one in all_),
        tuple((one.name, tuple(found)) for one in all_ if (found := one.choices(planned))),
    )


def previewed(act: Reorganisation, *, by: User, now: datetime) -> None:
    """It was looked at as it stands; raises ActRefused while lines are not sound."""
    if not building.build(act).is_sound:
        raise ActRefused(_("Còn dòng phải sửa. Xem lý do cạnh từng dòng."))
    rows = Reorganisation.objects.filter(pk=act.pk, state=State.DRAFT)
    if rows.update(state=State.PREVIEWED):
        audit.record("reorganisation.previewed", subject=act, actor=by, at=now)


def confirm(
    act: Reorganisation, *, answers: Mapping[str, Mapping[str, str]], by: User, now: datetime
) -> bool:
    """Let it come into force on its day; true only for the call that did.

    `answers` has by follower what was chosen by key; raises ActRefused where one is missing or its
    lines are not sound any more.
    """
    preview = look(act)
    if not preview.built.is_sound:
        raise ActRefused(_("Còn dòng phải sửa. Xem lý do cạnh từng dòng."))
    for name, choices in preview.choices:
        said = answers.get(name, {})
        if any(said.get(one.key) not in dict(one.ways) for one in choices):
            raise ActRefused(_("Chọn cách xử lý cho từng chỉ tiêu trước đã."))
    kept = {name: dict(said) for name, said in answers.items()}
    with transaction.atomic():
        rows = Reorganisation.objects.filter(pk=act.pk, state=State.PREVIEWED)
        if not rows.update(state=State.CONFIRMED, confirmed_by=by, confirmed_at=now, answers=kept):
            return False
        due = datetime.combine(act.effective_on, AT_MIDNIGHT)
        jobs.add(
            CARRY, key=_key(act), ids={"act": str(act.pk)}, due_at=max(due, now), requested_by=by
        )
        audit.record(
            "reorganisation.confirmed",
            subject=act,
            actor=by,
            at=now,
            effective_on=act.effective_on,
            lines=act.lines.count(),
        )
    return True


def job_of(act: Reorganisation) -> Job | None:
    """The job that carries it out, until it is done."""
    if act.state != State.CONFIRMED:
        return None
    return Job.objects.filter(key=_key(act)).first()


def steps() -> list[str]:
    """What is done, in this order."""
    return [scopes.FOLLOWER.label, *(one.label for one in following.followers())]


def carry_out(act_id: str, step: int, *, now: datetime) -> bool:
    """Do one step of a confirmed act; true while there are more. Twice does nothing twice.

    Raises ActRefused where what was confirmed cannot be any more.
    """
    with transaction.atomic():
        rows = Reorganisation.objects.select_for_update().select_related(None)
        act = rows.filter(pk=act_id, state=State.CONFIRMED).first()
        if act is None:
            return False
        if not drafting.is_begun(act):
            _change(act)
        done = read(act, now=now)
        all_ = [scopes.FOLLOWER, *following.followers()]
        told = [vars(one) for one in all_[step].follow(done)]
        effects = [part for part in act.effects if part["step"] != step]
        effects.append({"step": step, "label": str(all_[step].label), "effects": told})
        is_last = step == len(all_) - 1
        fields = {"state": State.IN_FORCE, "done_at": now} if is_last else {}
        Reorganisation.objects.filter(pk=act.pk).update(effects=effects, **fields)
        if is_last:
            audit.record("reorganisation.in_force", subject=act, actor=done.by, at=now)
    return not is_last


def carry_through(act: Reorganisation, *, now: datetime) -> None:
    """Every step at once, for tests and commands."""
    for step in range(len(steps())):
        carry_out(str(act.pk), step, now=now)
    act.refresh_from_db()


def plan(act: Reorganisation) -> Planned:
    """What the act would end, and all below; three queries at any size."""
    lines = list(act.lines.select_related("old_unit", "old_agency").order_by("pk"))
    ways: defaultdict[object, int] = defaultdict(int)
    for line in lines:
        ways[line.old_key] += 1
    units = {one.old_unit.pk: one.old_unit for one in lines if one.old_unit}
    offices = {one.old_agency.pk: one.old_agency for one in lines if one.old_agency}
    return Planned(
        act,
        tuple(units.values()),
        frozenset(_inside(Unit, units, is_open=True)),
        tuple(offices.values()),
        frozenset(_inside(Agency, offices, is_open=True)),
        frozenset(key for key, count in ways.items() if count > 1 and isinstance(key, UUID)),
    )


def read(act: Reorganisation, *, now: datetime) -> Done:
    """What a begun act changed, all that moved along included; a handful of queries."""
    lines = list(act.lines.select_related("new_unit", "new_agency"))
    by = act.confirmed_by
    assert by is not None, "a constraint says so"  # noqa: S101
    done = Done(act, by, act.effective_on, now)
    for line in lines:
        if line.old_unit_id and line.new_unit:
            share = Share(line.new_unit, line.weight, line.is_main)
            done.units[line.old_unit_id] = (*done.units.get(line.old_unit_id, ()), share)
        if line.old_agency_id and line.new_agency:
            office = Share(line.new_agency, line.weight, line.is_main)
            key = line.old_agency_id
            done.agencies[key] = (*done.agencies.get(key, ()), office)
    moved = UnitSuccession.objects.filter(
        effective_on=act.effective_on, main=True, old__in=_inside(Unit, done.units)
    ).select_related("new")
    for link in moved if done.units else ():
        done.units.setdefault(link.old_id, (Share(link.new, drafting.WHOLE, is_main=True),))
    along = AgencySuccession.objects.filter(
        effective_on=act.effective_on, is_main=True, old__in=_inside(Agency, done.agencies)
    ).select_related("new")
    for step in along if done.agencies else ():
        done.agencies.setdefault(step.old_id, (Share(step.new, drafting.WHOLE, is_main=True),))
    return done


def _change(act: Reorganisation) -> None:
    """Close the old and open the new; the lines name them from now on."""
    built = building.build(act)
    if not built.is_sound:
        faults = [*built.whole, *(words for said in built.faults.values() for words in said)]
        raise ActRefused(faults[0])
    try:
        if act.is_of_units:
            closing.close_and_succeed(
                built.units, effective_on=act.effective_on, actor_id=act.confirmed_by_id
            )
        else:
            agencies.close_and_succeed(built.agencies, effective_on=act.effective_on)
    except (closing.ChangeRefused, agencies.AgencyGone) as error:
        raise ActRefused(_("Có đơn vị vừa thay đổi. Xem lại các dòng.")) from error
    field = "new_unit" if act.is_of_units else "new_agency"
    lines = list(act.lines.all())
    for line in lines:
        setattr(line, field, built.new_of[line.pk])
    ReorganisationLine.objects.bulk_update(lines, [field], batch_size=200)


def _inside(
    model: type[Unit] | type[Agency], keys: Iterable[UUID], *, is_open: bool = False
) -> set[UUID]:
    """All that lies or lay below these, and they themselves; two queries."""
    outer: list[str] = []
    # What lies within another of them says nothing new.
    for path in sorted(model.objects.filter(pk__in=set(keys)).values_list("path", flat=True)):
        if not outer or not path.startswith(outer[-1]):
            outer.append(path)
    if not outer:
        return set()
    rows = model.objects.filter(reduce(or_, (Q(path__startswith=path) for path in outer)))
    rows = rows.filter(valid_to=None) if is_open else rows
    return set(rows.values_list("pk", flat=True))


def _key(act: Reorganisation) -> str:
    return f"{CARRY}:{act.pk}"
