"""Decisions written down: people, posts and numbers, many rows at once."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from lms.audit import services as audit
from lms.users.models import LoginPhone, Official, RosterImport, User
from lms.users.rosters.cells import Line
from lms.users.rosters.deciding import Action, Decision
from lms.users.signals import posts_opened

PERSONAL = (
    "family_middle",
    "given_name",
    "name_fold",
    "sort_key",
    "birth_year",
    "email",
    "home_unit",
    "contact_phone",
)
OF_A_POST = ("kind", "job_title", "staff_no", "ended_on")


def write(
    roster: RosterImport, decisions: Sequence[Decision], *, by: User, today: date, now: datetime
) -> None:
    """Write what was decided, in the caller's transaction; every decision has its person then."""
    created = [one for one in decisions if one.action == Action.CREATE]
    changed = [one for one in decisions if one.action == Action.CHANGE]
    _make_people(created, now)
    _change_people([one for one in changed if one.may_rename])
    _write_phones([one for one in (*created, *changed) if one.may_sign_in], now)
    posts = _change_posts(changed, today)
    opened = [_opened(one, today) for one in (*created, *changed) if one.closes or not one.post]
    Official.objects.bulk_create(opened)
    audit.record_all("official.changed", posts, actor=by, at=now, roster=roster.pk)
    audit.record_all("official.opened", opened, actor=by, at=now, roster=roster.pk)
    if opened:
        posts_opened.send(Official, official_ids=[post.pk for post in opened])


def _make_people(created: list[Decision], now: datetime) -> None:
    new = []
    for one in created:
        one.person = one.linked
        if one.person is None:
            one.person = User(password=no_password(), joined_at=now, made_by_list=True)
            _say(one.person, one.line)
            new.append(one.person)
    User.objects.bulk_create(new)
    linked = [one.linked.pk for one in created if one.linked]
    User.objects.filter(pk__in=linked, made_by_list=True).update(made_by_list=False)


def no_password() -> str:
    """What `make_password(None)` gives, in a tenth of its time."""
    return f"{UNUSABLE_PASSWORD_PREFIX}{secrets.token_urlsafe(30)}"


def _change_people(changed: list[Decision]) -> None:
    people = []
    for one in changed:
        if one.person:
            _say(one.person, one.line)
            people.append(one.person)
    # One statement for all; nothing is ever inserted, for each of them is there.
    User.objects.bulk_create(
        people, update_conflicts=True, unique_fields=["id"], update_fields=PERSONAL
    )


def _say(person: User, line: Line) -> None:
    """What the row says of a person; what it does not say stays."""
    person.rename(line.name)
    person.birth_year = line.birth_year or person.birth_year
    person.email = line.email or person.email
    if line.home_id:
        person.home_unit_id = UUID(line.home_id)
    if line.phone:
        person.contact_phone = line.phone


def _write_phones(signing_in: list[Decision], now: datetime) -> None:
    """The number of the row lets the person in; one that a list wrote before no longer does."""
    people = {one.person.pk: one.line.phone for one in signing_in if one.person}
    earlier = LoginPhone.objects.filter(person__in=people, verified_at=None)
    wrong = [row.pk for row in earlier if row.number != people[row.person_id]]
    LoginPhone.objects.filter(pk__in=wrong).delete()
    LoginPhone.objects.bulk_create(
        (LoginPhone(number=number, person_id=pk, created_at=now) for pk, number in people.items()),
        ignore_conflicts=True,
    )


def _change_posts(changed: list[Decision], today: date) -> list[Official]:
    posts = []
    for one in changed:
        if one.post is None:
            continue
        if one.closes:
            yesterday = today - timedelta(days=1)
            one.post.ended_on = max(yesterday, one.post.started_on or yesterday)
        else:
            one.post.kind = one.line.kind or one.post.kind
            one.post.job_title = one.line.title or one.post.job_title
            one.post.staff_no = one.line.staff_no or one.post.staff_no
        posts.append(one.post)
    Official.objects.bulk_create(
        posts, update_conflicts=True, unique_fields=["id"], update_fields=OF_A_POST
    )
    return posts


def _opened(one: Decision, today: date) -> Official:
    return Official(
        person=one.person,
        agency_id=UUID(one.line.agency_id),
        kind=one.line.kind,
        job_title=one.line.title,
        staff_no=one.line.staff_no,
        started_on=today,
    )
