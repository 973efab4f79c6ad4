"""The lines of `doors.txt`, read."""

from dataclasses import dataclass
from pathlib import Path

from lms.common import clock
from lms.common.ids import uuid7
from lms.users.policies import SECOND_FACTOR_ROLES
from tests.access import world

TABLE = Path(__file__).parent / "doors.txt"
SIGN_IN, STAFF_SIGN_IN = "/dang-nhap/", "/dang-nhap/can-bo/"
FACTOR, PROOF = "/dang-nhap/hai-lop/", "/dang-nhap/dung-nguoi/"
GATES = {
    "open": "",
    "in": SIGN_IN,
    "both": SIGN_IN,
    "staff": STAFF_SIGN_IN,
    "proof": SIGN_IN,
    "allauth": SIGN_IN,
}


@dataclass(frozen=True)
class Door:
    """One address asked in one way, and what each person is answered."""

    method: str
    gate: str
    name: str
    address: str
    answers: dict[str, str]

    def __str__(self):
        return f"{self.method} {self.address}"

    def answer(self, who):
        if who == world.NOBODY and GATES[self.gate]:
            return GATES[self.gate]
        return self.answers.get(who, self.answers.get("all", "")).removesuffix("!")

    @property
    def only_looks(self):
        return self.method == "GET" and not any(a.endswith("!") for a in self.answers.values())


def read():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [_door(line) for line in lines if line and not line.startswith("#")]


def _door(line):
    asked, _bar, told = line.partition(" | ")
    answers = {}
    for part in told.split():
        names, _colon, answer = part.partition(":")
        for name in names.split(","):
            answers |= dict.fromkeys(world.BY_PHONE if name == "phones" else [name], answer)
    unknown = set(answers) - {*world.PEOPLE, world.NOBODY, "all"}
    assert not unknown, f"{line}: {unknown}"
    return Door(*asked.split(), answers)


def viewer(door):
    """Somebody whom this door shows its page."""
    return next((who for who in (world.NOBODY, *world.PEOPLE) if door.answer(who) == "200"), None)


def doer(door):
    """Somebody whom this door lets in, if only to say what is missing."""
    asked = {who: door.answer(who) for who in (*world.PEOPLE, world.NOBODY)}
    shut = {"401", "403", "404", "405", SIGN_IN, STAFF_SIGN_IN}
    return next((who for who, was in asked.items() if was not in shut), world.NOBODY)


def fields(door, world):
    """What the right person would send, so that a wrong one is refused for being wrong."""
    if door.name in {"teams:session-log", "teams:session-edit"}:
        return {
            "record_id": world.parts["record"] if "edit" in door.name else uuid7(),
            "rev": "1",
            "held_on": clock.today().strftime("%d/%m/%Y"),
            "type": "class_session",
            "venue": "" if "edit" in door.name else "Nhà văn hóa",
            "topics": ["vneid"],
            "heads": "14",
        }
    return {
        "teams:member-role": {"role": "deputy", "on": clock.today().strftime("%d/%m/%Y")},
        "teams:member-end": {"last": clock.today().strftime("%d/%m/%Y")},
        "teams:come": {"people": "2"},
        "teams:plan-cancel": {"reason": "Mất điện."},
        "teams:visit-promise": {
            "visitor": world.parts["place"],
            "on": clock.today().strftime("%d/%m/%Y"),
        },
        "teams:visit-decline": {"reason": "Tuần này tổ đi tập huấn."},
        "teams:commune-visit-give": {"team": world.parts["team"]},
        "teams:commune-visit-decline": {"reason": "Chưa có ai."},
        "teams:names-forget": {"position": "all"},
        "teams:send-back": {"reason": "Ghi thiếu số người."},
        "courses:duty-assign": {
            "course": world.parts["course"],
            "due_on": "31/12/2027",
            "confirm": "1",
        },
        "certificates:revoke": {"revoke-reason": "Cấp nhầm người."},
        "certificates:replace": {"replace-reason": "Sai tên."},
    }.get(door.name, {})


def needs_factor(person):
    return person.grants.filter(role__in=SECOND_FACTOR_ROLES, revoked_on=None).exists()


def seen(response):
    """A status, or where a redirect leads, without its question."""
    if response.status_code in {301, 302, 303, 307}:
        return response["Location"].partition("?")[0]
    return str(response.status_code)


def agrees(told, was):
    """Equal, or led to a page below the one that is told (never the sign-in for another)."""
    leads_into = {
        "/to/",
        "/xa/",
        "/co-quan/",
        "/cap-giay/",
        "/dia-ban/",
        "/hoc/",
        "/lich/",
        "/so-lieu/",
        "/chi-tieu/",
        "/don-vi/",
        "/ban-chi-dao/",
        "/viec-giao/",
        "/neu-guong/",
        "/bang/xa/",
        "/bao-cao/",
    }
    if told in {*leads_into, "/diem-nghen/"}:
        return was.startswith(told)
    return told == was
