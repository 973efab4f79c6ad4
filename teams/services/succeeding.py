"""Teams when units change: they stay in the unit they were founded in and are found below the new.

Nothing of theirs is rewritten: sessions, plans and members keep the team, and whoever looks after
the new unit looks after them from its first day.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.notifications import inbox
from lms.users.reorganising.following import Done, Effect, Follower, Planned
from teams.models import Session, Team, TeamMembership, VisitRequest
from teams.policies import LEADING


def preview(planned: Planned) -> Sequence[Effect]:
    units = planned.unit_ids
    if not units:
        return ()
    teams = _teams(units)
    members = TeamMembership.objects.open().filter(team__in=teams.values("pk"))
    found = [
        Effect(_("Tổ công nghệ số cộng đồng đang hoạt động"), teams.count()),
        Effect(_("Thành viên tổ"), members.values("person").distinct().count()),
    ]
    if twice := _more_than_one(planned, teams):
        words = _("Xã mới có hơn một tổ cấp xã: mời xã kiện toàn lại")
        found.append(Effect(words, twice, is_warning=True))
    waiting = Session.objects.filter(unit__in=units, status=Session.Status.RECEIVED).count()
    if waiting:
        found.append(Effect(_("Nhật ký chờ duyệt: người duyệt của nơi mới duyệt tiếp"), waiting))
    asked = VisitRequest.objects.filter(unit__in=units, status__in=_OPEN).count()
    if asked:
        found.append(Effect(_("Lời nhờ giúp chưa xong: nơi mới lo tiếp"), asked))
    return found


def follow(done: Done) -> Sequence[Effect]:
    """Tell who leads a team what its commune is called now."""
    if not done.units:
        return ()
    teams = _teams(done.units)
    leaders = TeamMembership.objects.open().filter(team__in=teams.values("pk"), role__in=LEADING)
    people = set(leaders.values_list("person_id", flat=True))
    inbox.tell(
        sorted(people),
        key=f"reorganisation:{done.act.pk}:teams",
        title=_("Tổ của anh/chị nay thuộc đơn vị mới"),
        body=_(
            "Từ %(day)s, theo %(paper)s. Tổ giữ nguyên tên, thành viên và sổ buổi; "
            "buổi ghi sẵn trong máy vẫn gửi được như trước."
        )
        % {"day": f"{done.on:%d/%m/%Y}", "paper": done.act.document_no},
        url="/toi/",
        now=done.now,
    )
    return [
        Effect(_("Tổ theo về nơi mới"), teams.count()),
        Effect(_("Tổ trưởng, tổ phó được báo tin"), len(people)),
    ]


_OPEN = (VisitRequest.Status.WAITING, VisitRequest.Status.ACCEPTED)


def _teams(units: Iterable[UUID]) -> QuerySet[Team]:
    """Teams of these units and of what they took over before, whose time is not over."""
    return Team.objects.open().filter(unit__later_lineage__later__in=set(units)).distinct()


def _more_than_one(planned: Planned, teams: QuerySet[Team]) -> int:
    """How many new communes would have more than one team of the commune."""
    into = {
        line.old_unit_id: (line.new_name, line.new_parent)
        for line in planned.act.lines.filter(is_main=True)
    }
    upper = teams.filter(level=Team.Level.COMMUNE, unit__in=into)
    counts = Counter(into[pk] for pk in upper.values_list("unit_id", flat=True))
    return sum(count > 1 for count in counts.values())


FOLLOWER = Follower("teams", "Tổ công nghệ số cộng đồng", preview, follow)
