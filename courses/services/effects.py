"""Who is learning a course, and what becomes of them under each level an edition may have."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from courses.models import CourseEdition, Enrolment
from courses.services import levels, reading
from courses.services.levels import Level


@dataclass(frozen=True)
class Reach:
    """How many people learn a course: in the line of the edition that is out, behind it, done."""

    under_way: int
    behind: int
    done: int

    @property
    def anybody(self) -> bool:
        return bool(self.under_way or self.behind or self.done)


@dataclass(frozen=True)
class Choice:
    """A level as the author chooses it, and what it does to those who learn."""

    level: Level
    name: str
    means: str
    effects: list[str]
    is_allowed: bool


def reach(current: CourseEdition | None) -> Reach:
    """One query beside the one for the line."""
    if current is None:
        return Reach(0, 0, 0)
    line = reading.last_major(current)
    is_open = Q(completed_at=None)
    counted = Enrolment.objects.filter(course=current.course_id).aggregate(
        under_way=Count("pk", filter=is_open & Q(line=line)),
        behind=Count("pk", filter=is_open & ~Q(line=line)),
        done=Count("pk", filter=~is_open),
    )
    return Reach(**counted)


def choices(floor: Level, people: Reach) -> list[Choice]:
    """All three levels, smallest first; what is below the floor is shown and not to be chosen."""
    return [
        Choice(
            level,
            str(level.label),
            str(MEANS[level]()),
            effects(level, people),
            levels.at_least(level, floor),
        )
        for level in levels.ORDER
    ]


MEANS = {
    Level.TYPO: lambda: _("Chỉ sửa chữ, việc phải làm vẫn thế."),
    Level.MINOR: lambda: _("Thêm bớt phần không bắt buộc, đổi hình, giọng đọc hay thứ tự."),
    Level.MAJOR: lambda: _("Phần phải học, chỗ phải chạm hay đáp án khác đi."),
}


def effects(level: str, people: Reach) -> list[str]:
    """What an edition of this level does to whom, a sentence for each group there is."""
    found = _of_open(level, people)
    if people.done:
        said = _("%(count)s người đã học xong: kết quả, điểm và giấy chứng nhận giữ nguyên.")
        found.append(said % {"count": people.done})
    return found or [_("Chưa có ai học khóa này.")]


def _of_open(level: str, people: Reach) -> list[str]:
    under_way = {"count": people.under_way}
    if level == Level.MAJOR:
        count = {"count": people.under_way + people.behind}
        said = _(
            "%(count)s người đang học: giữ bản đang học cho tới khi xong; ai tự mở bản mới thì học "
            "tiếp ở đó, bước đã xong vẫn tính."
        )
        return [said % count] if count["count"] else []
    found = []
    if people.under_way:
        said = _("%(count)s người đang học: chuyển sang bản mới, bước đã xong vẫn tính.")
        found.append(said % under_way)
    if people.behind:
        said = _("%(count)s người đang học bản trước thay đổi lớn: giữ bản của mình.")
        found.append(said % {"count": people.behind})
    return found
