"""The sheet for whoever holds a session: whom to expect, what to say, what to show, what to give.

The usual ones are filled in where a topic has none; what the province wrote stays.
"""

from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from lms.common import qr
from teams.models import Topic
from teams.services.usual_kits import USUAL

MOST_LINES = {"kit_whom": 5, "kit_say": 6, "kit_show": 8, "kit_hand_out": 5}
"""So many points fit on one side of paper."""
WIDTH, ROOM = 62, 18
"""Signs in a printed line of large type, and lines of it on the sheet."""


@dataclass(frozen=True)
class Kit:
    """One topic's sheet, and the way to its course and papers."""

    topic: Topic
    whom: list[str]
    say: list[str]
    show: list[str]
    hand_out: list[str]
    course: str = ""
    address: str = ""
    poster: str = ""
    qr: SafeString | None = None

    @property
    def is_long(self) -> bool:
        """Whether it needs smaller type to stay on one sheet."""
        points = (*self.whom, *self.say, *self.show, *self.hand_out)
        return sum(1 + len(point) // WIDTH for point in points) > ROOM


def offered(*, site: str) -> list[Kit]:
    """The sheets of what teams teach now, in the order of the form; one query."""
    rows = Topic.objects.filter(is_offered=True).select_related("course__current_edition")
    found = [of_topic(topic, site=site) for topic in rows.order_by("position", "name")]
    return [kit for kit in found if kit.topic.has_kit]


def of_topic(topic: Topic, *, site: str) -> Kit:
    bare = Kit(
        topic,
        whom=lines(topic.kit_whom),
        say=lines(topic.kit_say),
        show=lines(topic.kit_show),
        hand_out=lines(topic.kit_hand_out),
    )
    course = topic.course
    edition = course.current_edition if course and course.state == course.State.OPEN else None
    if course is None or edition is None:
        return bare
    address = f"{site}{course.get_absolute_url()}"
    return replace(
        bare,
        course=edition.title,
        address=address.partition("//")[2].rstrip("/"),
        poster=f"/hoc/{edition.public_id}/in/",
        qr=qr.drawing(address),
    )


def fill_in() -> int:
    """Write the usual sheet of each topic that has none; how many."""
    written = 0
    for topic in _bare().filter(code__in=USUAL):
        whom, say, show, hand_out = USUAL[topic.code]
        written += (
            _bare()
            .filter(pk=topic.pk)
            .update(kit_whom=whom, kit_say=say, kit_show=show, kit_hand_out=hand_out)
        )
    return written


def _bare() -> QuerySet[Topic]:
    return Topic.objects.filter(kit_whom="", kit_say="", kit_show="", kit_hand_out="")


def lines(written: str) -> list[str]:
    """One point a line."""
    return [line for line in map(str.strip, written.splitlines()) if line]
