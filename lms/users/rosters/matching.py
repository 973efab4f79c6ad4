"""Whom a list may mean: the people of the own subtree, and, unseen, those elsewhere.

Read for many rows at once, in a number of queries that does not depend on them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.db.models import F

from lms.common import text
from lms.users.models import Agency, LoginPhone, Official, RoleGrant, User
from lms.users.rosters.cells import Line

LIKE = 0.75
LONGEST_PADDED = 8


@dataclass
class Known:
    """The people that the staff numbers, addresses and numbers of some rows belong to."""

    posts: dict[int, list[Official]] = field(default_factory=dict)
    """Open posts in the subtree by person, the oldest first."""
    by_staff_no: dict[str, list[Official]] = field(default_factory=dict)
    by_email: dict[str, User] = field(default_factory=dict)
    by_phone: dict[str, list[User]] = field(default_factory=dict)
    phones: dict[int, list[LoginPhone]] = field(default_factory=dict)
    """Sign-in numbers of the own people."""
    keepers: frozenset[int] = frozenset()
    """Those whose name and ways in are theirs alone to change."""

    @property
    def people(self) -> set[int]:
        found = {user.pk for user in self.by_email.values()}
        found.update(user.pk for users in self.by_phone.values() for user in users)
        return found | self.posts.keys()

    def numbers(self, own: User) -> set[str]:
        """The sign-in numbers of somebody of the own subtree."""
        return {row.number for row in self.phones.get(own.pk, [])}

    def is_own(self, person: User) -> bool:
        return person.pk in self.posts


def know(lines: Sequence[Line], top: Agency) -> Known:
    """Everybody the lines may mean."""
    emails = {line.email for line in lines if line.email}
    numbers = {line.phone for line in lines if line.is_mobile}
    by_email = {u.email or "": u for u in User.objects.filter(email__in=emails)}
    by_phone: defaultdict[str, list[User]] = defaultdict(list)
    found = LoginPhone.objects.filter(number__in=numbers).select_related("person")
    # Whoever has proved the number comes first, on every database.
    for row in found.order_by(F("verified_at").asc(nulls_last=True), "pk"):
        by_phone[row.number].append(row.person)
    open_posts = Official.objects.within(top).filter(ended_on=None)
    by_staff_no: defaultdict[str, list[Official]] = defaultdict(list)
    for post in open_posts.filter(staff_no__in=_staff_nos(lines)).select_related("person"):
        by_staff_no[post.staff_no].append(post)
    people = {user.pk for users in by_phone.values() for user in users}
    people |= {user.pk for user in by_email.values()}
    people |= {post.person_id for posts in by_staff_no.values() for post in posts}
    posts: defaultdict[int, list[Official]] = defaultdict(list)
    for post in open_posts.filter(person__in=people).select_related("person", "agency"):
        posts[post.person_id].append(post)
    for held in posts.values():
        held.sort(key=lambda post: post.pk)
    phones: defaultdict[int, list[LoginPhone]] = defaultdict(list)
    for row in LoginPhone.objects.filter(person__in=posts):
        phones[row.person_id].append(row)
    return Known(
        posts=dict(posts),
        by_staff_no=dict(by_staff_no),
        by_email=by_email,
        by_phone=dict(by_phone),
        phones=dict(phones),
        keepers=_keepers(dict(posts), dict(phones), top),
    )


def _staff_nos(lines: Sequence[Line]) -> set[str]:
    """The staff numbers, and those they may have been before a spreadsheet took their zeros."""
    wanted: set[str] = set()
    for line in lines:
        wanted.update((line.staff_no, line.staff_no_padded))
        if line.staff_no_was_number:
            wanted.update(padded(line.staff_no))
    return wanted - {""}


def padded(staff_no: str) -> list[str]:
    return [staff_no.zfill(width) for width in range(len(staff_no) + 1, LONGEST_PADDED + 1)]


def _keepers(
    posts: dict[int, list[Official]], phones: dict[int, list[LoginPhone]], top: Agency
) -> frozenset[int]:
    """Whom not this list alone made known, who signed in once, holds a role, or is out of use."""
    people = {held[0].person_id: held[0].person for held in posts.values()}
    kept = {
        pk
        for pk, person in people.items()
        if not person.made_by_list
        or person.last_login
        or person.is_superuser
        or not person.is_active
        or person.has_usable_password()
        or any(row.verified_at for row in phones.get(pk, []))
    }
    grants = RoleGrant.objects.filter(person__in=people)
    kept.update(grants.values_list("person_id", flat=True))
    elsewhere = Official.objects.filter(person__in=people, ended_on=None).exclude(
        agency__path__startswith=top.path
    )
    kept.update(elsewhere.values_list("person_id", flat=True))
    return frozenset(kept)


def same_name(person: User, line: Line) -> bool:
    """Whether the names are one, however the tone marks and capitals are written."""
    return person.sort_key == name_key(line.name)


def name_key(full_name: str) -> str:
    family, given = text.split_name(full_name)
    return text.sort_key(f"{given} {family}")


def like_name(person: User, line: Line) -> bool:
    """Whether one name may be the other with a letter or a mark put right."""
    fold = text.fold(line.name)
    return person.name_fold == fold or SequenceMatcher(None, person.name_fold, fold).ratio() >= LIKE


def same_birth(person: User, line: Line) -> bool:
    return not (person.birth_year and line.birth_year) or person.birth_year == line.birth_year
