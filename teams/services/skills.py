"""What can be marked of somebody at a session: each topic, and what its course asks to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.services import assisting
from teams.models import Topic


@dataclass(frozen=True)
class Skill:
    """A thing to do for real that belongs to a topic."""

    topic: str
    step: str
    name: str


def of_topics(topics: Iterable[Topic]) -> list[Skill]:
    """What the courses of these topics ask to do; one query."""
    by_course: dict[int, list[str]] = {}
    for topic in topics:
        if topic.course_id:
            by_course.setdefault(topic.course_id, []).append(topic.code)
    if not by_course:
        return []
    return [
        Skill(code, task.uid, task.title)
        for task in assisting.tasks(by_course)
        for code in by_course[task.course_id]
    ]
