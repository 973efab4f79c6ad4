"""How large the province is, and the dice its people and days are thrown with."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

NAM_DINH = "36"
"""The code of the former province whose communes it is, unless the whole is asked for."""
RESIDENTS, RESIDENTS_OF_ALL = 1_900_000, 4_400_000
TEAMS = 4000
DAYS = 3 * 365
LEAST_DAYS = 14
SESSIONS_A_WEEK = 1
"""Of a team, over all its weeks: some hold three, some one a month."""
MEMBERS = 5
A_TEAM = RESIDENTS // TEAMS
"""So many residents have a team in a province that is made smaller."""
LEAST_TEAMS = 2 * 129
"""One of each commune and one of a village of each."""
LEAST_A_TEAM = 15
"""Residents: a village has at least a third of the usual, and its team is made up of them."""
KNOWN = 4
"""Of those who come to a session, so many are known by card, code or sight."""
LEARN = 0.2
"""The share of residents who begin the first course; half as many begin the next, and so on."""
FINISH = 0.6


def teams_of(residents: int) -> int:
    """How many teams so many residents have: a smaller province has fewer villages."""
    return max(min(TEAMS, residents // A_TEAM), LEAST_TEAMS)


@dataclass(frozen=True)
class Size:
    """What is asked for; `today` is the last day anything happens on."""

    today: date
    residents: int = RESIDENTS
    teams: int = TEAMS
    days: int = DAYS
    whole_province: bool = False
    seed: int = 1

    @property
    def first_day(self) -> date:
        return self.today - timedelta(days=self.days)

    @property
    def sessions(self) -> int:
        return self.teams * SESSIONS_A_WEEK * self.days // 7

    def dice(self, what: str) -> random.Random:
        """Dice of their own for each kind of row: the same throws however others were thrown."""
        return random.Random(f"{self.seed} {what}")  # noqa: S311  nothing is secret here

    @cached_property
    def dates(self) -> list[str]:
        """Every day as it is written, the oldest first."""
        return [
            (self.first_day + timedelta(days=number)).isoformat() for number in range(self.days)
        ]


def row_id(dice: random.Random, number: int) -> str:
    """A UUID version 7 by its digits; those of one kind sort by their number."""
    chance = dice.getrandbits(62)
    return f"{number:012x}7{chance & 0xFFF:03x}{0x8000000000000000 | chance:016x}"


def public_id(number: int) -> str:
    """Thirteen signs no other number has, in no order anybody sees."""
    return f"{number * 0x9E3779B97F4A7 % (1 << 52):013x}"


def moment(day: str, minutes: int) -> str:
    """So many minutes after midnight of Vietnam on a day that is written; before 7 it is the
    night before in UTC, which nothing of ours needs."""
    hour, minute = divmod(minutes - 7 * 60, 60)
    return f"{day} {hour:02}:{minute:02}:00"
