"""The province as its real units stood before July 2025, for the proof that they can be merged.

Villages, teams, confirmed sessions, residents who learn, reviewers and targets stand on units that
are still open; the act of that year is laid over them line by line.
"""

import csv
import random
import time
from datetime import timedelta
from decimal import Decimal

PROVINCE = "Tỉnh Ninh Bình"
HEADS = 14
REVIEWED = "commune_reviewer"


class OldProvince:
    """The province before the reform, with what happened in it."""

    def __init__(self, communes: int, sessions: int):
        from lms.dashboards.services import catalogue
        from teams.services import entries
        from tests.people import make_person

        self.chance = random.Random(communes)
        catalogue.ensure_usual()
        entries.ensure_usual()
        self.admin = make_person("Lê Hồng Sơn")
        self.leader, self.reviewer = make_person("Nguyễn Thị Lan"), make_person("Vũ Ngọc Bích")
        self._lay_units(communes)
        self._lay_people()
        self._lay_sessions(sessions)
        self._give_targets()

    def _lay_units(self, count: int) -> None:
        """The real units as they stood, each open; of a part, those of one province."""
        from lms.places.models import Unit
        from lms.places.services import importing, opening
        from teams.models import Team

        rows = list(_read(importing.DATA / "units.csv"))
        wanted = [row for row in rows if not row["valid_from"]]
        if count < 398:
            wanted = [row for row in wanted if _is_of_ninh_binh(row, wanted)]
        by_code: dict[tuple[str, str], Unit] = {}
        for row in wanted:
            level = importing.LEVELS[row["level"]]
            parents = [(up, row["parent_code"]) for up in ("former_district", "province")]
            by_code[level, row["code"]] = Unit(
                level=level,
                kind=importing.KINDS[row["level"], row["kind"]],
                code=row["code"],
                name=row["name"],
                parent=next((by_code[one] for one in parents if one in by_code), None),
            )
        opening.open_units(by_code.values())
        units = by_code.values()
        self.provinces = [one for one in units if one.level == "province"]
        self.districts = [one for one in units if one.level == "former_district"]
        self.communes = {one.code: one for one in units if one.level == "commune"}
        self.communes_count = len(self.communes)
        self.villages = opening.open_units(
            Unit(name=f"Thôn {number}", level="village", kind="village", parent=commune)
            for commune in self.communes.values()
            for number in (1, 2)
        )
        long_ago = _days_ago(400)
        self.teams = []
        for number, village in enumerate(self.villages):
            team = Team(code=f"to-{number}", unit=village, level="village", valid_from=long_ago)
            team.rename(f"Tổ {village.name}")
            self.teams.append(team)
        Team.objects.bulk_create(self.teams)

    def _lay_people(self) -> None:
        from courses.models import Enrolment
        from lms.common import clock
        from lms.users.models import RoleGrant, User
        from lms.users.rosters.writing import no_password
        from teams.models import TeamMembership
        from tests.courses.editions import make_edition

        edition = make_edition()
        people = [User(password=no_password(), home_unit=village) for village in self.villages * 5]
        for number, person in enumerate(people):
            person.rename(f"Trần Thị Hoa {number}")
        self.residents = User.objects.bulk_create(people, batch_size=1000)
        at = clock.now() - timedelta(days=40)
        Enrolment.objects.bulk_create(
            (
                Enrolment(learner=one, course=edition.course, edition=edition, started_at=at)
                for one in self.residents[::2]
            ),
            batch_size=1000,
        )
        self.edition = edition
        long_ago = _days_ago(400)
        TeamMembership.objects.bulk_create(
            TeamMembership(team=team, person=self.leader, role="leader", valid_from=long_ago)
            for team in self.teams
        )
        # A reviewer of every commune, one of whom looks after all.
        heads = User.objects.bulk_create(
            User(password=no_password(), given_name=f"Duyệt {number}")
            for number in range(len(self.communes))
        )
        self.heads = dict(zip(self.communes, heads, strict=True))
        RoleGrant.objects.bulk_create(
            RoleGrant(person=person, role=REVIEWED, unit=self.communes[code], valid_from=long_ago)
            for code, person in self.heads.items()
        )
        RoleGrant.objects.bulk_create(
            RoleGrant(person=self.reviewer, role=REVIEWED, unit=one, valid_from=long_ago)
            for one in self.provinces
        )
        RoleGrant.objects.bulk_create(
            RoleGrant(person=self.admin, role="province_admin", unit=one, valid_from=long_ago)
            for one in self.provinces
        )

    def _lay_sessions(self, count: int) -> None:
        """One is logged and confirmed as in life; the others are like it elsewhere, other days."""
        from lms.common import clock
        from lms.common.ids import uuid7
        from teams.models import Session, SessionAct
        from teams.services import reviewing, submissions
        from tests.teams.conftest import document

        day = _days_ago(200)
        envelope = submissions.Envelope(
            record_id=uuid7(), rev=1, team=self.teams[0], captured_at=clock.now()
        )
        told = document(held_on=_days_ago(20).isoformat(), acts={"e_identity": 3})
        receipt = submissions.receive(self.leader, envelope, told, now=clock.now())
        first = receipt.session
        assert first is not None, receipt
        assert reviewing.verify(first, by=self.reviewer, now=clock.now())
        first.refresh_from_db()
        columns = [one.attname for one in Session._meta.concrete_fields]
        like = {name: getattr(first, name) for name in columns if name not in {"id", "record_id"}}
        made = []
        for team in self.teams:
            for _ in range(count):
                heads = self.chance.randint(HEADS, 40)
                changes = {
                    "team_id": team.pk,
                    "unit_id": team.unit_id,
                    "held_on": day + timedelta(days=self.chance.randrange(190)),
                    "heads_count": heads,
                    "record_id": uuid7(),
                }
                made.append(Session(**{**like, **changes}))
        Session.objects.bulk_create(made, batch_size=500)
        SessionAct.objects.bulk_create(
            (
                SessionAct(session=one, kind_id="e_identity", count=self.chance.randint(1, 9))
                for one in made
            ),
            batch_size=1000,
        )
        self.sessions_count = len(made) + 1

    def _give_targets(self) -> None:
        from lms.common import clock
        from lms.dashboards.models import Indicator, Target
        from lms.dashboards.services.targets import calendar, giving, reporting
        from lms.dashboards.services.targets.giving import Given, Paper

        opened = reporting.open_periods(
            calendar.of_year(clock.today().year), by=self.admin, now=clock.now()
        )
        self.year = next(one for one in opened if one.kind == "year")
        paper = Paper("125/KH-UBND", clock.today(), "Mục II")
        self.codes = ("SS01", "SS02")
        for code in self.codes:
            measured = Indicator.objects.current().get(code=code)
            holders = [*self.communes.values()]
            given = [Given(one, Decimal(self.chance.randint(20, 90))) for one in holders]
            giving.assign(measured, self.year, given, paper=paper, by=self.admin, now=clock.now())
        self.targets_count = Target.objects.count()

    def target_sums(self):
        from django.db.models import Sum

        from lms.dashboards.models import Target

        rows = Target.objects.standing().filter(unit__level="commune").order_by()
        return dict(
            rows.values("indicator__code")
            .annotate(total=Sum("value"))
            .values_list("indicator__code", "total")
        )

    def merge(self):
        """Draft, look, confirm and carry out step by step; the act, and what each step took."""
        from lms.common import clock
        from lms.users.reorganising import carrying, drafting

        act = drafting.draft(
            subject="units",
            kind="merge",
            effective_on=clock.today(),
            document_no="1674/NQ-UBTVQH15",
            document_on=clock.today(),
            clause="",
            by=self.admin,
            now=clock.now(),
        )
        drafting.add(act, self._lines())
        carrying.previewed(act, by=self.admin, now=clock.now())
        look = carrying.look(act)
        said = {name: {one.key: "sum" for one in found} for name, found in look.choices}
        assert carrying.confirm(act, answers=said, by=self.admin, now=clock.now())
        took = []
        for step in range(len(carrying.steps())):
            began = time.monotonic()
            carrying.carry_out(str(act.pk), step, now=clock.now())
            took.append(time.monotonic() - began)
        act.refresh_from_db()
        return act, took

    def _lines(self):
        from lms.places.services import importing
        from lms.users.reorganising.drafting import Wanted

        names = {
            row["code"]: row["name"]
            for row in _read(importing.DATA / "units.csv")
            if row["valid_from"] and row["level"] == "commune"
        }
        yield from (Wanted(one, PROVINCE, "37") for one in self.provinces)
        yield from (Wanted(one, PROVINCE) for one in self.districts)
        self.divided_count = 0
        for row in _read(importing.DATA / "successions.csv"):
            old = self.communes.get(row["old_code"])
            if old is None:
                continue
            is_main, is_part = row["main"] == "1", row["kind"] == "divided"
            share = Decimal(100 if not is_part else 70 if is_main else 30)
            self.divided_count += is_part and is_main
            new = names[row["new_code"]]
            yield Wanted(old, new, row["new_code"], PROVINCE, share, is_main=is_main)

    def new_province(self):
        from lms.places.models import Unit

        return Unit.objects.get(level="province", valid_to=None)

    def without_right(self) -> int:
        """Whose right over a commune did not come to what took it over."""
        from lms.common import clock
        from lms.places.services import succession
        from lms.users.models import RoleGrant

        stands = succession.restate(one.pk for one in self.communes.values())
        held = RoleGrant.objects.valid_on(clock.today()).filter(role=REVIEWED)
        have = set(held.values_list("person_id", "unit_id"))
        return sum(
            (person.pk, stands[self.communes[code].pk].unit.pk) not in have
            for code, person in self.heads.items()
        )


def _read(file):
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _is_of_ninh_binh(row, rows) -> bool:
    """The former province 37, its districts and communes."""
    if row["level"] == "province":
        return row["code"] == "37"
    districts = {one["code"] for one in rows if one["parent_code"] == "37"}
    return row["code"] in districts or row["parent_code"] in districts


def _days_ago(count: int):
    from lms.common import clock

    return clock.today() - timedelta(days=count)
