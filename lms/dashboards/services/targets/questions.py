"""What can be asked of what was folded and told: a target, or a question in the shape of one."""

from dataclasses import dataclass
from uuid import UUID

from lms.dashboards.models import Indicator, ReportingPeriod, Target
from lms.places.models import Unit
from lms.users.models import Agency
from teams.models import Team


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a place over a period as of a target, where nobody gave one: what boards
    ask by the hundred. `pk` is any number no other question of the list has."""

    pk: int
    indicator: Indicator
    period: ReportingPeriod
    place: Unit | Team | Agency

    @property
    def holder_key(self) -> UUID:
        return self.place.pk

    @property
    def unit(self) -> Unit | None:
        return self.place if isinstance(self.place, Unit) else None

    @property
    def agency(self) -> Agency | None:
        return self.place if isinstance(self.place, Agency) else None

    @property
    def team(self) -> Team | None:
        return self.place if isinstance(self.place, Team) else None


type Asked = Target | Question
type Asker = UUID | int
"""By what a target or question is known in an answer."""
