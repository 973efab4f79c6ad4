"""Sessions with their logs, topics, turns, results, helpers and some of those who came."""

from collections.abc import Iterator
from itertools import batched
from random import Random

from lms.home.scale import bulk, sizes
from lms.home.scale.bulk import Cell
from lms.home.scale.people import Place
from lms.home.scale.sizes import Size, moment, row_id
from teams.models import Attendance, Outcome, SessionAct, SessionTurn, Topic, VenueKind

AT_ONCE = 20_000
FRESH = 10
"""Of the last days, every third session still waits for its commune."""
TYPES = ("class_session", "class_session", "class_session", "home_visit", "service_point")
SUBMISSION = (
    *("id", "record_id", "rev", "form_code", "form_version", "team_id", "submitter_id", "payload"),
    *("personal_salt", "body_hash", "flags", "receipt_no", "captured_at", "received_at"),
)
SESSION = (
    *("id", "record_id", "rev", "submission_id", "team_id", "unit_id", "held_on", "type"),
    *("duration_minutes", "venue", "venue_kind_id", "heads_count", "female_count", "older_count"),
    *("vulnerable_count", "first_time_count", "difficulty_note", "feedback_said", "household"),
    *("note", "status", "flags", "logged_by_id", "reviewed_by_id", "reviewed_at", "reason"),
    "created_at",
)
ATTENDANCE = (
    *("id", "session_id", "name", "position", "how", "person_id", "card_hash", "village"),
    "is_first_time",
)
COLUMNS = {
    "teams_fieldsubmission": SUBMISSION,
    "teams_session": SESSION,
    "teams_session_topics": ("session_id", "topic_id"),
    "teams_session_helpers": ("session_id", "user_id"),
    "teams_sessionact": ("id", "session_id", "kind", "count"),
    "teams_sessionturn": ("id", "session_id", "topic_id", "count"),
    "teams_attendance": ATTENDANCE,
}
TABLES = tuple(COLUMNS)
NUMBERED = (SessionAct, SessionTurn, Attendance)
type Rows = dict[str, list[tuple[Cell, ...]]]


class Sessions:
    """Makes sessions one after another, each with all its rows."""

    def __init__(self, size: Size, places: list[Place], reviewer: int) -> None:
        self.size, self.places, self.reviewer = size, places, reviewer
        self.dice: Random = size.dice("sessions")
        self.topics = list(Topic.objects.order_by("position").values_list("pk", flat=True))
        self.kinds = list(Outcome.objects.order_by("position").values_list("code", flat=True))
        self.venues = list(VenueKind.objects.order_by("position").values_list("code", flat=True))
        self.keys = {one._meta.db_table: bulk.next_key(one._meta.db_table) for one in NUMBERED}

    def parts(self) -> Iterator[Rows]:
        """All of them in the order they were held in, some at a time."""
        weights = [self.dice.choice((1, 2, 4, 4, 5, 8)) for _place in self.places]
        held = zip(
            self.dice.choices(range(self.size.days), k=self.size.sessions),
            self.dice.choices(range(len(self.places)), weights, k=self.size.sessions),
            strict=True,
        )
        for part in batched(enumerate(sorted(held)), AT_ONCE):
            rows: Rows = {table: [] for table in TABLES}
            for number, (day, where) in part:
                self.add(rows, number, day, self.places[where])
            yield rows

    def add(self, rows: Rows, number: int, day: int, place: Place) -> None:
        """One session of a team on a day, with its log."""
        dice, held_on = self.dice, self.size.dates[day]
        log, session, record = (row_id(dice, number) for _ in range(3))
        kind = dice.choice(TYPES)
        is_home = kind == "home_visit"
        heads = dice.randint(1, 3) if is_home else dice.randint(8, 36)
        leader = place.first
        said = moment(held_on, dice.randint(17 * 60, 21 * 60))
        rows["teams_fieldsubmission"].append(
            (
                *(log, record, 1, "session", 1, place.team, leader),
                f'{{"held_on": "{held_on}", "heads": {heads}}}',
                *("", f"{log}{log}", "[]", f"S{number:011}", said, said),
            )
        )
        status = self._status(day)
        is_decided = status != "received"
        female, older = heads * dice.randint(3, 8) // 10, heads * dice.randint(2, 9) // 10
        rows["teams_session"].append(
            (
                *(session, record, 1, log, place.team, place.unit, held_on, kind),
                *(dice.choice((60, 90, 90, 120)), "Nhà văn hóa thôn"),
                *("home" if is_home else dice.choice(self.venues), heads, female, older),
                *(heads // 9, heads * dice.randint(0, 4) // 10, "", ""),
                *(f"Hộ {dice.randint(1, 200)}" if is_home else "", "", status, "[]", leader),
                self.reviewer if is_decided else None,
                moment(self.size.dates[min(day + dice.randint(0, 9), self.size.days - 1)], 1290)
                if is_decided
                else None,
                *("Ghi lại số người." if status == "needs_fix" else "", said),
            )
        )
        self._add_parts(rows, session, heads)
        self._add_people(rows, session, place, heads)

    def _status(self, day: int) -> str:
        thrown = self.dice.random()
        if day >= self.size.days - FRESH and thrown < 1 / 3:
            return "received"
        if thrown > 0.985:
            return "rejected" if thrown > 0.993 else "needs_fix"
        return "verified"

    def _add_parts(self, rows: Rows, session: str, heads: int) -> None:
        dice = self.dice
        topics = dice.sample(self.topics, dice.choice((1, 1, 2)))
        rows["teams_session_topics"] += [(session, topic) for topic in topics]
        rows["teams_sessionturn"] += [
            (self._key("teams_sessionturn"), session, topic, max(1, heads - dice.randint(0, 5)))
            for topic in topics
        ]
        rows["teams_sessionact"] += [
            (self._key("teams_sessionact"), session, kind, dice.randint(1, heads))
            for kind in dice.sample(self.kinds, dice.choice((1, 1, 2)))
        ]

    def _add_people(self, rows: Rows, session: str, place: Place, heads: int) -> None:
        dice = self.dice
        rows["teams_session_helpers"] += [(session, one) for one in place.members[:2]]
        came = {dice.randint(place.first, place.last) for _ in range(min(sizes.KNOWN, heads))}
        rows["teams_attendance"] += [
            (self._key("teams_attendance"), session, "", order, "card", one, "", "", 0)
            for order, one in enumerate(sorted(came), start=1)
        ]

    def _key(self, table: str) -> int:
        key = self.keys[table]
        self.keys[table] = key + 1
        return key


def lay(rows: Rows) -> int:
    """Write what was made; how many sessions."""
    for table, listed in rows.items():
        bulk.write(table, COLUMNS[table], listed)
    return len(rows["teams_session"])
