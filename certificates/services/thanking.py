"""The year's thanks to members of teams, by what a commune has confirmed of them."""

from collections.abc import Collection
from datetime import datetime

from certificates.models import Certificate, Issuer
from certificates.services import issuing
from lms.common import numbers
from lms.users.models import User
from teams.services.contributing import Year


def subject_of(one: Year, year: int) -> str:
    return f"thanks:{one.team.pk.hex}:{year}"


def thanked(years: Collection[Year], *, year: int) -> set[tuple[int, str]]:
    """Who of these has it, perhaps under a record of before, as (person, subject); one query."""
    wanted = {subject_of(one, year) for one in years}
    rows = Certificate.objects.filter(subject__in=wanted)
    named = rows.values_list("person_id", "person__merged_into", "subject")
    return {(into or person, subject) for person, into, subject in named}


def thank(one: Year, *, year: int, issuer: Issuer, by: User, now: datetime) -> Certificate | None:
    """The certificate this call made; None for who has it, or had everything removed."""
    words = issuing.Thanks(
        subject=subject_of(one, year),
        what_for=f"Hướng dẫn bà con dùng công nghệ số, năm {year}",
        line=", ".join(filter(None, (one.role, one.team.name))),
        detail=" · ".join(
            (
                f"{one.hours} giờ công",
                f"{numbers.show(one.sessions_count)} buổi",
                f"{numbers.show(one.heads_count)} người đến",
            )
        ),
    )
    try:
        return issuing.issue_thanks(one.person, words, issuer=issuer, by=by, now=now)
    except issuing.HolderErased:
        return None
