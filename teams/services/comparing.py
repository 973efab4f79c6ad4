"""What the reviewer compares: a confirmed session with a change to it, two bodies of one number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teams.models import (
    Difficulty,
    Outcome,
    QuarantinedSubmission,
    Session,
    Topic,
    VenueKind,
)
from teams.services import joining, listed, session_form
from teams.services.session_form import PARTS

LABELS = {
    "held_on": "Ngày",
    "type": "Hình thức",
    "start_time": "Giờ bắt đầu",
    "duration_min": "Thời lượng (phút)",
    "venue": "Nơi tổ chức",
    "venue_kind": "Loại nơi",
    "topics": "Nội dung",
    "helpers": "Thành viên tham gia",
    "heads": "Người đến",
    **PARTS,
    "devices_ok": session_form.DEVICES,
    "turns": "Lượt theo nội dung",
    "acts": "Kết quả",
    "difficulties": "Khó khăn",
    "difficulty_note": "Khó khăn khác",
    "feedback": "Bà con phản ánh",
    "note": "Ghi chú",
    "consent_taken": "Đã được đồng ý ghi tên",
    "household": "Hộ",
    "code_nth": "Mã của buổi",
    "names": "Tên người tham gia",
    "attendees": "Điểm danh từng người",
    "photos": "Ảnh",
    "gps": "Vị trí",
}
COUNTED = {
    "names": gettext_lazy("%(count)s người"),
    "helpers": gettext_lazy("%(count)s người"),
    "attendees": gettext_lazy("%(count)s người"),
    "photos": gettext_lazy("%(count)s ảnh"),
    "gps": gettext_lazy("đã ghi"),
}
LISTS = {
    "topics": Topic,
    "turns": Topic,
    "acts": Outcome,
    "difficulties": Difficulty,
    "venue_kind": VenueKind,
}
Names = dict[str, dict[str, str]]
"""What the lines of each list are called, by the field and by the code."""


@dataclass(frozen=True)
class Line:
    """One field that says two things."""

    label: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Other:
    """Another body that came under a number of this record, and where it differs."""

    aside: QuarantinedSubmission
    lines: list[Line]


def change(session: Session) -> list[Line]:
    """What the change that waits would make different."""
    if session.pending is None:
        return []
    return _lines(session.submission.told(), session.pending.told(), _names())


def others(session: Session) -> list[Other]:
    """Bodies in conflict with what counts, the first that came first."""
    rows = QuarantinedSubmission.objects.conflicts_of(session)
    own = list(rows.select_related("submitter", "settled_by").order_by("received_at", "pk"))
    if not own:
        return []
    ours, lists, names = session.latest.told(), listed.snapshot(), _names()
    return [Other(row, _lines(ours, _told(row, lists), names)) for row in own]


def document_of(aside: QuarantinedSubmission) -> dict[str, Any]:
    """The document that was set aside, in one piece again."""
    body = {key: value for key, value in aside.body.items() if key != "team"}
    return {**body, **(aside.personal or {})}


def _told(aside: QuarantinedSubmission, lists: listed.Lists) -> dict[str, Any]:
    """What it says in the shape of what counts, or as it came where it cannot be read."""
    document = document_of(aside)
    facts, _errors = session_form.read(document, version=1, lists=lists)
    return {**facts.payload(), **facts.personal()} if facts else document


def _names() -> Names:
    tables = {model: dict(model.objects.values_list("code", "name")) for model in {*LISTS.values()}}
    return {key: tables[model] for key, model in LISTS.items()}


def _lines(ours: dict[str, Any], theirs: dict[str, Any], names: Names) -> list[Line]:
    keys = [key for key in joining.differing(ours, theirs) if key in LABELS]
    return [
        Line(LABELS[key], *(_said(key, told.get(key), names) for told in (ours, theirs)))
        for key in sorted(keys, key=[*LABELS].index)
    ]


def _said(key: str, value: Any, names: Names) -> str:
    """The value in words; names and members as how many, for they are read elsewhere."""
    if value in (None, "", [], {}):
        return _("không ghi")
    if key == "attendees" and isinstance(value, list):
        value = [one for one in value if not (isinstance(one, dict) and one.get("gone"))]
    if key in COUNTED and isinstance(value, list | dict):
        return str(COUNTED[key]) % {"count": len(value)}
    if key == "type":
        return str(dict(Session.Type.choices).get(value, value))
    if key in LISTS:
        return _listed(value, names[key])
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return _day(str(value)) if key == "held_on" else str(value)


def _listed(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{names.get(code, code)}: {count}" for code, count in value.items())
    codes: Iterable[object] = [value] if isinstance(value, str) else value
    return ", ".join(names.get(str(code), str(code)) for code in codes)


def _day(written: str) -> str:
    try:
        return f"{date.fromisoformat(written):%d/%m/%Y}"
    except ValueError:
        return written
