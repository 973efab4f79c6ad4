"""Everything kept about a person: shown, handed over and erased, part by part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from lms.audit import services as audit
from lms.common import clock
from lms.places.models import Unit
from lms.users.models import User

type Words = str | Promise


@dataclass(frozen=True)
class Part:
    """What one app keeps about people."""

    name: str
    label: Words
    export: Callable[[User], Any]
    erase: Callable[[User], None] | None
    describe: Callable[[User], Sequence[Words]] | None = None
    stays: Words = ""


_parts: dict[str, Part] = {}


def register_part(  # one part says everything about itself
    name: str,
    *,
    label: Words,
    export: Callable[[User], Any],
    erase: Callable[[User], None] | None,
    describe: Callable[[User], Sequence[Words]] | None = None,
    stays: Words = "",
) -> None:
    """Announce a part, from `AppConfig.ready`.

    `export` gives JSON-able content, `erase` removes the person and keeps counts (None: all of it
    stays), `describe` says in short sentences what is kept, `stays` what the law keeps after
    erasing and why.
    """
    _parts[name] = Part(name, label, export, erase, describe, stays)


def parts() -> list[Part]:
    """Every part, in the order of registration: lower apps first."""
    return list(_parts.values())


def export(user: User) -> dict[str, Any]:
    """All that is kept about the person, ready for JSON."""
    told = {"made_at": clock.now().isoformat(), **_record(user)}
    if former := [_record(one) for one in user.merged_from.order_by("pk")]:
        # What was kept as it came under a record that was merged into this one.
        told["merged_records"] = former
    return told


def _record(user: User) -> dict[str, Any]:
    return {
        "person": user.public_id,
        "parts": {
            part.name: {"label": str(part.label), "content": part.export(user)} for part in parts()
        },
    }


def erase(user: User, *, by: User, now: datetime) -> bool:
    """Remove the person and keep counts; true only for the call that did it.

    Parts are erased from the upper apps down, then the row itself is blanked: phones and e-mail
    are free for others, no session is good any more, and nothing is left to sign in with. So do
    the records that were merged into this one.
    """
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        if person.erased_at:
            return False
        for one in (person, *person.merged_from.filter(erased_at=None)):
            for part in reversed(parts()):
                if part.erase:
                    part.erase(one)
            _blank(one, now=now)
        audit.record("person.erased", subject=person, actor=by, at=now)
    user.refresh_from_db()
    return True


def _blank(person: User, *, now: datetime) -> None:
    person.family_middle = person.given_name = person.name_fold = person.sort_key = ""
    person.contact_phone = person.form_of_address = ""
    person.former_ids = []
    person.birth_year = person.email = person.last_login = None
    person.home_unit = _commune_of(person)
    person.is_active = person.is_superuser = False
    person.erased_at = now
    person.set_unusable_password()
    person.save()


def _commune_of(person: User) -> Unit | None:
    """Counts need the commune; the village would still point at a person."""
    home = person.home_unit
    if home is not None and home.level == Unit.Level.VILLAGE:
        return home.parent
    return home
