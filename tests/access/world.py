"""A small province with one of everybody, made through the services the product itself uses."""

import hashlib
from dataclasses import dataclass, field
from datetime import time, timedelta
from http.cookies import SimpleCookie

from django.test import Client
from django.test.client import ClientHandler

from certificates.services import issuing
from courses.models import Asset, HardWord, StepQuestion
from courses.services import duties, events, freshness, packages, sections
from lms.common import clock, text
from lms.common.ids import uuid7
from lms.jobs import running
from lms.jobs.models import Job
from lms.media import snapshots
from lms.sync.services import devices, team_phones
from lms.users.models import User
from lms.users.services import agencies, cards, consents, grants, people, rosters
from teams.models import Difficulty, Outcome, Team, Topic, VenueKind
from teams.services import (
    broadcasting,
    campaigns,
    coming,
    entries,
    evidence,
    feedback,
    membership,
    planning,
    submissions,
    team_rosters,
    visits,
)
from tests import files
from tests.access import committees, reports, shelves, targets, told
from tests.certificates.conftest import finish
from tests.certificates.issuers import make_issuer
from tests.courses import desk
from tests.courses.editions import make_edition, step_uid
from tests.courses.phones import Phone
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person, sign_in
from tests.teams.conftest import document, envelope
from tests.users.rosters import AN, BINH, book, text_file

NUMBER = "+84912345678"
NOBODY = "nobody"
# Who has no password and comes in by phone.
BY_PHONE = frozenset({"resident", "newcomer", "leader", "member", "former", "sister_leader"})
# Whom the door of the editors' area lets in at all.
LISTS = {Topic: "topic", Outcome: "outcome", VenueKind: "venue_kind", Difficulty: "difficulty"}
STAFF = frozenset({"author", "editor", "other_editor", "province", "system"})


@dataclass(frozen=True)
class Words:
    """What people of this province wrote about themselves and their work."""

    name: str = ""
    agency: str = "Sở Khoa học và Công nghệ"
    team: str = "Tổ công nghệ số thôn An Hòa"
    venue: str = "Nhà văn hóa thôn An Hòa"
    note: str = "Bà con rất vui."
    section: str = "Dịch vụ công"
    course: str = "Nộp hồ sơ trực tuyến"
    topic: str = "Dùng VNeID"
    title: str = "Chuyên viên"


# Role in this province: (name, what opens doors to that person).
PEOPLE = {
    "resident": "Trần Thị Hoa",
    "newcomer": "Bùi Thị Nga",
    "official": "Hoàng Thị Mai",
    "leader": "Nguyễn Thị Lan",
    "member": "Đặng Văn Thành",
    "former": "Phan Thị Xuân",
    "sister_leader": "Đỗ Văn Minh",
    "reviewer": "Vũ Ngọc Bích",
    "sister_reviewer": "Hoàng Văn Sáng",
    "commune": "Tạ Thị Liên",
    "sister_commune": "Mai Văn Bình",
    "manager": "Đinh Quốc Khánh",
    "above": "Lương Thị Yến",
    "below": "Cao Văn Lực",
    "sister_manager": "Hồ Thị Ngọc",
    "author": "Lê Thùy Dung",
    "editor": "Phạm Anh Tuấn",
    "other_editor": "Dương Văn Hùng",
    "officer": "Ngô Thị Thu",
    "officer_above": "Lý Thị Hạnh",
    "other_officer": "Hà Văn Lâm",
    "viewer": "Trịnh Đình Long",
    "steering": "Tô Quang Vinh",
    "commune_steering": "Kiều Văn Sơn",
    "province": "Lê Hồng Sơn",
    "system": "Võ Minh Trí",
    "village_head": "Nguyễn Văn Tốt",
    "trainer": "Đoàn Thị Hương",
    "privacy": "Trương Công Lý",
    "lapsed": "Quách Văn Hết",
}

# Who stands beside or above whoever has a door: the first to be asked whether it is shut.
KIN = {
    "leader": ("sister_leader", "former", "lapsed"),
    "member": ("sister_leader", "former"),
    "reviewer": ("sister_reviewer", "sister_commune"),
    "commune": ("sister_commune", "viewer", "commune_steering"),
    "commune_steering": ("steering", "sister_commune"),
    "manager": ("above", "below", "sister_manager"),
    "author": ("other_editor",),
    "editor": ("other_editor",),
    "officer": ("officer_above", "other_officer"),
    "resident": ("newcomer",),
}


@dataclass
class World:
    """The people by their role, what addresses are made of, and one session for each."""

    people: dict[str, User] = field(default_factory=dict)
    parts: dict[str, object] = field(default_factory=dict)
    cookies: dict[tuple[str, bool], str] = field(default_factory=dict)
    handlers: dict[bool, ClientHandler] = field(default_factory=dict)

    def client(self, who: str, *, proved: bool = True, **options: object) -> Client:
        """A browser in which this person signed in; with `proved`, by a second factor just now."""
        client = Client(**options)
        # The middleware of a client is loaded at its first request, a tenth of all that is asked.
        shut = bool(options.get("enforce_csrf_checks"))
        client.handler = self.handlers.setdefault(shut, client.handler)
        if who != NOBODY:
            client.cookies = SimpleCookie({"sessionid": self.cookies[who, proved]})
        return client

    def let_in(self, who: str, person: User) -> None:
        """Sign this person in twice: with a second factor and without."""
        for proved in (True, False):
            client = Client()
            sign_in(client, person) if proved else client.force_login(person)
            self.cookies[who, proved] = client.cookies["sessionid"].value

    def address(self, pattern: str) -> str:
        return pattern.format(**self.parts)


def build(words: Words | None = None) -> World:
    """Everybody and everything; one call makes a few hundred rows."""
    world = World()
    said = words or Words()
    for role, name in PEOPLE.items():
        fields = {"email": f"{role}@demo.test", "password": f"mat-khau-{role}"}
        by_phone = role in BY_PHONE
        world.people[role] = make_person(said.name or name, **({} if by_phone else fields))
    _offices(world, said)
    _teams(world, said)
    _courses(world, said)
    _roster(world)
    _certificate(world)
    _plans(world, said)
    _own_things(world)
    targets.give(world, said)
    committees.meet(world, said)
    reports.file(world, said)
    for role, person in world.people.items():
        world.let_in(role, person)
    return world


def _offices(world, said):
    people = world.people
    province = make_province()
    top = agencies.open_agency(
        "UBND tỉnh", code="UBND-TINH", kind="province_committee", unit=province
    )
    own = agencies.open_agency(
        said.agency, code="SKHCN", kind="department", unit=province, parent=top
    )
    centre = agencies.open_agency(
        "Trung tâm Chuyển đổi số", code="TTCDS", kind="public_unit", unit=province, parent=own
    )
    sister = agencies.open_agency(
        "Sở Y tế", code="SYT", kind="department", unit=province, parent=top
    )
    world.parts |= {"province": province, "own_agency": own, "office": own.code}
    world.parts |= {"centre": centre.code, "sister_office": sister.code}
    held = {"manager": own, "above": top, "below": centre, "sister_manager": sister}
    for role, agency in held.items():
        grants.grant(people[role], "agency_manager", agency=agency, by=None)
    for role, agency in {"officer": own, "officer_above": top, "other_officer": sister}.items():
        grants.grant(people[role], "certificate_officer", agency=agency, by=None)
    for role, name in {
        "province": "province_admin",
        "system": "system_admin",
        "viewer": "province_viewer",
        "steering": "steering_member",
        "privacy": "data_protection_officer",
        "trainer": "trainer",
    }.items():
        grants.grant(people[role], name, unit=province, by=None)
    for role, agency in {"official": own, "manager": own, "below": centre}.items():
        people[role].posts.create(agency=agency, kind="civil_servant", job_title=said.title)


def _roster(world):
    by, own = world.people["manager"], world.parts["own_agency"]
    sent = rosters.upload(own, "ds.xlsx", book(AN, BINH), by=by, now=clock.now())
    world.parts["roster"] = sent.pk
    told.bring(world)


def _asked(resident, edition, words):
    """A question of hers that the team of her village has not answered."""
    resident.refresh_from_db()
    first = edition.steps.order_by("position").first()
    asked = {"to": "team", "text": text.nfc(words)[:500]}
    body = Phone(edition).event("asked", first.uid, asked)
    events.receive(resident, [body], now=clock.now())
    # The team let it lie, so that its authors see it, too.
    long_ago = clock.now() - timedelta(days=8)
    StepQuestion.objects.filter(pk=body["id"]).update(received_at=long_ago)
    return body["id"]


def _teams(world, said):
    people, province = world.people, world.parts["province"]
    commune = make_commune("Xã Ý Yên", province=province, code="13741")
    other = make_commune("Xã Hải Hậu", province=province, code="14215")
    village = make_village("Thôn An Hòa", commune=commune)
    User.objects.filter(pk=people["resident"].pk).update(home_unit=village, birth_year=1958)
    before = clock.today() - timedelta(days=400)
    Topic.objects.create(code="vneid", name=said.topic, position=1)
    entries.ensure_usual()
    for model, part in LISTS.items():
        world.parts[part] = model.objects.first().pk
    team = membership.open_team(said.team, unit=village, by=None, on=before)
    for role in ("leader", "member", "former"):
        rank = "leader" if role == "leader" else "member"
        membership.join(team, people[role], role=rank, on=before, by=None)
    last = clock.today() - timedelta(days=30)
    gone = people["former"].team_memberships.get()
    membership.leave(gone, on=last, by=people["leader"], now=clock.now())
    sister = membership.open_team("Tổ xã Hải Hậu", unit=other, by=None, on=before)
    membership.join(sister, people["sister_leader"], role="leader", on=before, by=None)
    for role, name, unit in (
        ("reviewer", "commune_reviewer", commune),
        ("commune", "commune_manager", commune),
        ("commune_steering", "steering_member", commune),
        ("sister_reviewer", "commune_reviewer", other),
        ("sister_commune", "commune_manager", other),
        ("village_head", "village_head", village),
    ):
        grants.grant(people[role], name, unit=unit, by=None)
    lapsed = grants.grant(people["lapsed"], "commune_reviewer", unit=commune, by=None)
    grants.revoke(lapsed, by=None, on=clock.today())
    log = envelope(team)
    came = {"id": str(uuid7()), "how": "name", "name": said.name or "Trần Thị Hoa"}
    picture = snapshots.snapshot(files.photo())
    name = hashlib.sha256(picture.content).hexdigest()
    shown = {name: {"size": len(picture.content), "has_children": True}}
    written = document(
        venue=said.venue, note=said.note, attendees=[came], consent_taken=True, photos=shown,
        photos_agreed=True,
    )  # fmt: skip
    taken = submissions.receive(people["leader"], log, written, now=clock.now())
    evidence.keep_all(taken.session, {name: picture}, now=clock.now())
    world.parts |= {"photo": taken.session.evidence.get().public_id, "photo_hash": name}
    by, resident = people["leader"], people["resident"]
    heard = feedback.log(team, by=by, said=said.note, resident=resident, now=clock.now())
    sent = broadcasting.announce(
        commune, broadcast_id=uuid7(), title=said.venue, body=said.note, whom="leaders",
        by=people["commune"], now=clock.now(),
    )  # fmt: skip
    world.parts |= {"feedback": heard.pk, "broadcast": sent.pk}
    world.parts |= {"commune": commune.code, "sister_commune": other.code}
    world.parts |= {"team": team.code, "sister_team": sister.code, "record": log.record_id}
    world.parts |= {"came": came["id"]}
    world.parts |= {"place": people["member"].team_memberships.get().pk, "gone": gone.pk}
    world.parts |= {"unit": make_village("Thôn Trung Tiến", commune=commune).pk}
    residents = text_file(("Trần Thị Hoa", 1958), headings=("Họ và tên", "Năm sinh")).encode()
    sent = rosters.upload(village, "thon.csv", residents, by=people["leader"], now=clock.now())
    world.parts |= {"village": village.pk, "villagers": sent.pk}


def _plans(world, said):
    """A campaign, a session to come, a request for a visit, and one that is with the commune."""
    people, now = world.people, clock.now()
    team = Team.objects.get(code=world.parts["team"])
    commune, topic = team.unit.parent, Topic.objects.get(code="vneid")
    campaign = campaigns.start(
        said.note, unit=commune, month=clock.today(), topic=topic, quota=2, by=people["commune"],
        now=now,
    )  # fmt: skip
    on = clock.today() + timedelta(days=3)
    intent = planning.Intent(
        on=on, at=time(19, 30), minutes=90, kind="class_session", topic=topic, venue=said.venue,
        note=said.note,
    )  # fmt: skip
    planned = planning.plan(team, intent, by=people["leader"], now=now)
    coming.come(planned, coming.Who(people["resident"]), people=2, now=now)
    coming.come(planned, coming.Who(None, "0" * 64), people=1, name=said.note[:40], now=now)
    wish = visits.Wish(
        what=said.note, number=NUMBER, topic=topic, name=said.note[:60], where=said.venue
    )
    asked = visits.ask(team.unit, wish, coming.Who(people["resident"]), now=now)
    above = visits.ask(commune, wish, coming.Who(None, "0" * 64), now=now)
    listed = text_file(
        ("Lý Thị Mười", "Thôn An Hòa", "Thành viên"), headings=("Họ và tên", "Thôn", "Vai trò")
    )
    sent = team_rosters.stage(commune, "to.csv", listed.encode(), by=people["commune"], now=now)
    world.parts["team_list"] = sent.pk
    world.parts |= {"campaign": campaign.pk, "plan": planned.pk}
    world.parts |= {"visit": asked.pk, "visit_above": above.pk}


def _courses(world, said):
    people = world.people
    shelf, other = desk.make_section(said.section), desk.make_section("An toàn trên mạng")
    for role, name, page in (
        ("author", "content_author", shelf),
        ("editor", "content_editor", shelf),
        ("other_editor", "content_editor", other),
    ):
        desk.give(people[role], name, page)
    page = desk.make_course_page(shelf, said.course)
    edition = desk.publish(page)
    draft = desk.edit(page, summary="Sửa thêm một chút.")
    desk.make_course_page(shelf, "Bản thảo chưa ai xem")
    image = desk.make_image("#123456", section=shelf.section)
    asset = Asset.objects.first()
    own = world.parts["own_agency"]
    due = clock.today() + timedelta(days=30)
    given = duties.assign(
        own, course=edition.course, due_on=due, note=text.nfc(said.note), by=people["manager"],
        now=clock.now(),
    )  # fmt: skip
    world.parts |= {
        "course": edition.course.code,
        "edition": edition.public_id,
        "step": edition.steps.order_by("position").first().uid,
        "part": packages.of(edition).pages[0].part,
        "asset": f"{asset.sha256}.svg",
        "rule": given.pk,
        "image": image.pk,
        "picture": image.file.name,
        "course_page": page.pk,
        "lesson_page": desk.lesson_of(page).pk,
        "shelf_page": shelf.pk,
        "other_shelf_page": other.pk,
        "revision": draft.latest_revision_id,
        "question": desk.make_question(shelf.section, "Hỏi thử?").pk,
        "hard_word": HardWord.objects.create(word="truy cập", plain="vào").pk,
        "procedure": shelves.make_procedure(people["editor"]).pk,
        "procedure_code": "0.000001",
        "mark_id": freshness.mark_stale(desk.lesson_of(page), "", "screen_changed").pk,
        "document": shelves.make_document(sections.collection_of(shelf.section)).pk,
        "recording": shelves.make_recording(sections.collection_of(shelf.section)).pk,
        "film": shelves.make_film(sections.collection_of(shelf.section)).pk,
        "collection": sections.collection_of(shelf.section).pk,
        "group": people["editor"].groups.first().pk,
        "someone": people["resident"].pk,
    }
    finish(people["resident"], edition)
    world.parts["asked"] = _asked(people["resident"], edition, said.note)
    anew = {"line": 1, "steps": [step_uid("on-lai", "tim")], "minutes": 1, "since": "2026-11-01"}
    world.parts["anew"] = make_edition("on-lai", refresher=anew).public_id


def _certificate(world):
    make_issuer(world.parts["own_agency"])
    enrolment = world.people["resident"].enrolments.get()
    certificate = issuing.issue_completion(enrolment, now=clock.now())
    for queue in Job.Queue.values:
        running.drain(queue)
    assert not Job.objects.exclude(error="").exists()
    world.parts |= {"certificate": certificate.code, "job": Job.objects.first().pk}


def _own_things(world):
    resident = world.people["resident"]
    people.attach_phone(resident, NUMBER, verified_at=clock.now(), by=None)
    consents.give(
        resident,
        consents.LEARNING,
        wording=str(consents.LEARNING_WORDING),
        channel="screen",
        by=None,
        now=clock.now(),
    )
    cards.issue(resident, card_id=uuid7(), by=world.people["leader"], now=clock.now())
    device = devices.seen(uuid7(), user=world.people["leader"], label="Máy Android")
    team_phones.note([device.pk], user=world.people["leader"], label="")
    world.parts["device"] = device.pk
    world.parts["holder"] = resident.public_id
    world.parts["phone"] = resident.login_phones.get().pk
