"""Boards are kept by name, shared, sent by mail and dropped."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.common import clock, site, text
from lms.dashboards.models import BoardView
from lms.dashboards.services.boards import asking, showing
from lms.dashboards.services.boards.showing import Found, Shown
from lms.notifications import inbox
from lms.notifications import services as notifications
from lms.users.models import User

MOST = 50
AT_ONCE = 20
WORST = 5
MONDAY, FIRST = 0, 1
_PLAIN = re.compile(r"[-A-Za-z0-9]{1,40}")
Schedule = BoardView.Schedule
HOMES = {showing.PROVINCE: "/bang/", showing.COMMUNE: "/bang/xa/", showing.TEAM: "/bang/to/"} | {
    showing.AGENCY: "/bang/co-quan/"
}


class NameTaken(Exception):
    """This person keeps another board under this name."""


class TooMany(Exception):
    """This person keeps as many boards as one can."""


class Overtaken(Exception):
    """What is to be changed was changed otherwise since it was looked at."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is kept of a board besides where it is."""

    name: str
    is_shared: bool = False
    schedule: str = ""


def keep(
    level: str, key: str, said: Mapping[str, str], wish: Wish, *, by: User, now: datetime
) -> BoardView:
    """Keep a board under a name; raises NameTaken or TooMany."""
    if BoardView.objects.filter(owner=by).count() >= MOST:
        raise TooMany
    known = {name: said[name] for name in asking.NAMES if _PLAIN.fullmatch(said.get(name, ""))}
    view = BoardView(owner=by, level=level, key=key, said=known, created_at=now)
    _put(view, wish, is_new=True)
    return view


def wish_of(view: BoardView) -> Wish:
    """What is kept of it now."""
    return Wish(view.name, view.is_shared, view.schedule)


def change(view: BoardView, wish: Wish, *, seen: Wish | None = None) -> None:
    """Name, share and send it otherwise; raises NameTaken. What is not changed stays as others may
    have written it meanwhile: its owner, when it was last sent; with `seen`, what whoever wishes it
    went on from, also what she left as it was. Raises Overtaken where both changed the same."""
    now = wish_of(view)
    mine = {
        name: said
        for name, said in asdict(wish).items()
        if seen is None or said != getattr(seen, name)
    }
    if seen and any(
        getattr(now, name) not in {said, getattr(seen, name)} for name, said in mine.items()
    ):
        raise Overtaken
    _put(view, replace(now, **mine))


def _put(view: BoardView, wish: Wish, *, is_new: bool = False) -> None:
    wanted = {
        "name": text.nfc(wish.name),
        "is_shared": wish.is_shared,
        "schedule": wish.schedule,
    }
    changed = {name: value for name, value in wanted.items() if getattr(view, name) != value}
    if "schedule" in changed:
        # What was due before somebody asked for it is not sent.
        changed["mailed_on"] = clock.today()
    for name, value in changed.items():
        setattr(view, name, value)
    try:
        with transaction.atomic():
            view.save(update_fields=None if is_new else changed)
    except IntegrityError as error:
        if BoardView.objects.filter(owner=view.owner, name=view.name).exclude(pk=view.pk).exists():
            raise NameTaken from error
        raise


def stop(view: BoardView) -> bool:
    """Send it no more; true only for the call that stopped it."""
    rows = BoardView.objects.filter(pk=view.pk).exclude(schedule=Schedule.NEVER)
    return bool(rows.update(schedule=Schedule.NEVER))


def drop(view: BoardView) -> bool:
    deleted, _by_model = BoardView.objects.filter(pk=view.pk).delete()
    return bool(deleted)


def address(view: BoardView) -> str:
    """Where its board stands."""
    home = HOMES[view.level] + (f"{view.key}/" if view.key else "")
    return f"{home}?{urlencode(view.said)}" if view.said else home


def place(view: BoardView) -> Found | None:
    """The place it is of; None where there is none of that name any more."""
    return showing.find(view.level, view.key)


def of(user: User) -> list[BoardView]:
    return list(BoardView.objects.filter(owner=user).order_by("name", "pk"))


def shared_with(user: User) -> list[BoardView]:
    """Others' boards of places this person may see herself, the newest first."""
    rows = BoardView.objects.filter(is_shared=True, owner__is_active=True).exclude(owner=user)
    listed = list(rows.select_related("owner").order_by("-created_at")[: MOST * 4])
    seen = showing.seen_by(user, {(view.level, view.key) for view in listed})
    return [view for view in listed if (view.level, view.key) in seen][:MOST]


def due(today: date) -> list[BoardView]:
    """The next few that are to be sent: this week's on Monday or after, this month's from the
    first on; a machine that was off sends them when it is on again."""
    monday = today - timedelta(days=today.weekday())
    rows = BoardView.objects.filter(schedule=Schedule.WEEK, mailed_on__lt=monday)
    rows |= BoardView.objects.filter(schedule=Schedule.MONTH, mailed_on__lt=today.replace(day=1))
    return list(rows.select_related("owner").order_by("pk")[:AT_ONCE])


def send(view: BoardView, *, now: datetime) -> bool:
    """Send what stood on it yesterday to its owner, as far as she may see it today; true only for
    the call that sent it. Where she may not any more, it is stopped and she is told."""
    today = clock.local(now).date()
    with transaction.atomic():
        mark = BoardView.objects.filter(pk=view.pk, mailed_on=view.mailed_on)
        if not mark.exclude(schedule=Schedule.NEVER).update(mailed_on=today):
            return False
        found = place(view)
        key = f"board-view:{view.pk}:{today.isoformat()}"
        if (
            found is None
            or not view.owner.is_active
            or not showing.may_see(view.owner, found.place)
        ):
            stop(view)
            _tell(
                view,
                key,
                _("Thôi gửi bảng “%(name)s”"),
                _("Anh/chị không còn xem được nơi này."),
                now,
            )
            return False
        # On a Monday or a first the period that has just begun says nothing yet.
        shown = showing.read(found, view.said, today=today - timedelta(days=1))
        if shown is None:
            return False
        words = _letter(shown)
        _tell(view, key, _("Bảng “%(name)s”"), words, now)
        if view.owner.email:
            notifications.send_mail(
                to=view.owner.email,
                subject=_("Bảng “%(name)s”") % {"name": view.name},
                body=words
                + "\n\n"
                + _("Mở bảng: %(url)s") % {"url": site.known() + view.get_absolute_url()}
                + "\n"
                + _("Thôi nhận: %(url)s") % {"url": site.known() + "/bang/da-luu/"},
                kind="board_view",
                person=view.owner,
            )
    return True


def _tell(view: BoardView, key: str, title: str, body: str, now: datetime) -> None:
    said = title % {"name": view.name}
    inbox.tell([view.owner_id], key=key, title=said, body=body, url="/bang/da-luu/", now=now)


def _letter(shown: Shown) -> str:
    """The whole and the worst few, with whose figures they are."""
    whole = shown.total
    said = [f"{shown.title}. {shown.under}."]
    if shown.note:
        said.append(shown.note)
    said.append(f"{whole.name}: {whole.figure}")
    if whole.aim:
        said[-1] += f" / {whole.aim}. {whole.step}"
    if shown.board.aimed_count:
        said.append(
            _("Chậm nhịp: %(behind)s trong %(total)s nơi có chỉ tiêu.")
            % {"behind": len(shown.board.behind), "total": shown.board.aimed_count}
        )
    said += [
        f"– {line.name}: {line.figure}" + (f" / {line.aim}, {line.gap}" if line.aim else "")
        for line in shown.lines[:WORST]
    ]
    return "\n".join([*said, shown.source + "."])
