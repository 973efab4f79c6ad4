"""What will be done about each row, and why: the same answer for preview and for the act itself.

A row may mean somebody of the own subtree, who is shown; somebody elsewhere, of whom nothing is
shown and nothing changed; or somebody new. The second and the third look alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from lms.users.models import Agency, Official, RosterImport, RosterRow, User
from lms.users.rosters import cells, columns, matching, twins
from lms.users.rosters.cells import Line
from lms.users.rosters.matching import Known
from lms.users.services.people import PEOPLE_A_NUMBER

Action = RosterRow.Action
REFUSED, REPAIRED, CHANGED = "refuse", "repair", "change"

type Reason = tuple[str, str]


@dataclass
class Decision:
    """One row's fate."""

    line: Line
    action: str
    reasons: list[Reason] = field(default_factory=list)
    person: User | None = None
    """Of the own subtree; None for whoever is new to it."""
    linked: User | None = None
    """Somebody elsewhere who gets a post here; never shown."""
    post: Official | None = None
    """The open post the row is about."""
    closes: bool = False
    """Whether that post ends because the person moves within the subtree."""
    may_rename: bool = False
    """Whether name, address and numbers of the person are the list's to change."""
    may_sign_in: bool = False
    """Whether the number of the row becomes a way in."""


@dataclass
class Deciding:
    """Decides the rows of one list, chunk by chunk."""

    roster: RosterImport
    agencies: dict[str, Agency]
    taken: dict[int, int] = field(default_factory=dict)
    """Which row already means this person."""
    given: dict[tuple[str, str], int] = field(default_factory=dict)
    """Which row already gives out this staff number in this agency."""

    @property
    def top(self) -> Agency:
        if self.roster.agency is None:
            raise TypeError
        return self.roster.agency

    def decide(self, rows: Sequence[tuple[int, Line]]) -> list[Decision]:
        known = matching.know([line for _number, line in rows if not line.faults], self.top)
        if rows:
            self._look_back(known, rows[0][0])
        return [self._one(number, line, known) for number, line in rows]

    def _look_back(self, known: Known, first: int) -> None:
        """Take note of the people whom rows before this chunk mean."""
        before = self.roster.rows.filter(person__in=known.people, row_no__lt=first)
        accepted = before.exclude(action=Action.REFUSE)
        self.taken.update(accepted.values_list("person_id", "row_no"))

    def _one(self, number: int, line: Line, known: Known) -> Decision:
        if line.faults:
            return Decision(line, Action.REFUSE, [(REFUSED, words) for words in line.faults])
        repairs = [(REPAIRED, words) for words in line.repairs]
        own, linked, refusal = self._whom(line, known, repairs)
        if refusal:
            return _refuse(line, refusal)
        who = own or linked
        earlier = self.taken.setdefault(who.pk, number) if who else number
        if earlier != number:
            words = _("Dòng %(row)s đã nói về chính người này.")
            return _refuse(line, words % {"row": earlier})
        if own is None:
            decision = self._create(line, linked, known, repairs)
        else:
            decision = self._change(line, own, known, repairs)
        return self._once(number, decision)

    def _once(self, number: int, decision: Decision) -> Decision:
        """The decision, unless an earlier row gave its staff number to somebody else."""
        line = decision.line
        if decision.action == Action.REFUSE or not line.staff_no:
            return decision
        earlier = self.given.setdefault((line.agency_id, line.staff_no), number)
        if earlier != number:
            return _refuse(line, twins.words(columns.STAFF_NO, earlier))
        return decision

    def _whom(
        self, line: Line, known: Known, repairs: list[Reason]
    ) -> tuple[User | None, User | None, str]:
        """(of the own subtree, from elsewhere, why it cannot be told)."""
        if line.agency_id and line.agency_id not in self.agencies:
            gone = cells.fault(columns.AGENCY, _("không còn trong cơ quan này."))
            return None, None, gone
        own, refusal = _own_person(line, known, self.top.pk, repairs)
        if own or refusal:
            return own, None, refusal
        linked, refusal = _elsewhere(line, known)
        return None, linked, refusal

    def _create(
        self, line: Line, linked: User | None, known: Known, repairs: list[Reason]
    ) -> Decision:
        line.agency_id = line.agency_id or self.top.pk.hex
        self._fill_kind(line, repairs)
        is_new = linked is None
        may_sign_in = is_new and line.is_mobile and not is_full(line, known)
        _note_full(line, known, repairs)
        return Decision(
            line, Action.CREATE, repairs, linked=linked, may_rename=is_new, may_sign_in=may_sign_in
        )

    def _fill_kind(self, line: Line, repairs: list[Reason]) -> None:
        """What the agency's people mostly are, for a new post whose row does not say."""
        if not line.kind:
            line.kind = _usual_kind(self.agencies[line.agency_id])
            words = cells.change(columns.KIND, "", Official.Kind(line.kind).label)
            repairs.append((REPAIRED, words))

    def _change(self, line: Line, own: User, known: Known, repairs: list[Reason]) -> Decision:
        held = known.posts[own.pk]
        here = UUID(line.agency_id) if line.agency_id else _meant(line, held).agency_id
        if _is_of_another(line.staff_no, own, here, known):
            return _refuse(line, cells.fault(columns.STAFF_NO, _("đã có người khác dùng.")))
        line.agency_id = here.hex
        post, closes, changes = self._of_post(line, held, repairs)
        may_rename = own.pk not in known.keepers
        if not may_rename and line.name != own.full_name:
            words = _("hiểu là %(name)s, giữ tên này.") % {"name": own.full_name}
            repairs.append((REPAIRED, cells.fault(columns.NAME, words)))
        if may_rename:
            personal, refusal = _changes_of_person(line, own, known)
            if refusal:
                return _refuse(line, refusal)
            changes += personal
            if line.phone not in known.numbers(own):
                _note_full(line, known, repairs)
        reasons = repairs + [(CHANGED, words) for words in changes]
        action = Action.CHANGE if changes else Action.SAME
        return Decision(
            line,
            action,
            reasons,
            own,
            post=post,
            closes=closes,
            may_rename=may_rename,
            may_sign_in=may_rename and _opens_a_way(line, own, known),
        )

    def _of_post(
        self, line: Line, held: Sequence[Official], repairs: list[Reason]
    ) -> tuple[Official | None, bool, list[str]]:
        """(the post the row is about, whether it ends by a move, what changes)."""
        here = UUID(line.agency_id)
        if post := next((post for post in held if post.agency_id == here), None):
            return post, False, _changes_of_post(line, post)
        target = self.agencies[line.agency_id].name
        if len(held) > 1:
            self._fill_kind(line, repairs)
            return None, False, [cells.change(columns.AGENCY, "", target)]
        left = held[0]
        changes = [cells.change(columns.AGENCY, left.agency.name, target)]
        changes += _changes_of_post(line, left)
        if left.staff_no and not line.staff_no:
            changes.append(cells.change(columns.STAFF_NO, left.staff_no, "–"))
        line.kind, line.title = line.kind or left.kind, line.title or left.job_title
        return left, True, changes


def _meant(line: Line, held: Sequence[Official]) -> Official:
    """Of somebody's posts the one with the number of the row, or else the oldest."""
    return next((post for post in held if line.staff_no == post.staff_no != ""), held[0])


def _is_of_another(staff_no: str, own: User, agency: UUID, known: Known) -> bool:
    holders = known.by_staff_no.get(staff_no, []) if staff_no else []
    return any(post.agency_id == agency and post.person_id != own.pk for post in holders)


def _usual_kind(agency: Agency) -> str:
    """What most people of such an agency are."""
    is_public_unit = agency.kind == Agency.Kind.PUBLIC_UNIT
    return Official.Kind.PUBLIC_EMPLOYEE if is_public_unit else Official.Kind.CIVIL_SERVANT


def _refuse(line: Line, words: str) -> Decision:
    return Decision(line, Action.REFUSE, [(REFUSED, words)])


def _own_person(
    line: Line, known: Known, top: UUID, repairs: list[Reason]
) -> tuple[User | None, str]:
    """The one person of the subtree the row means, or why it cannot be told."""
    found: dict[int, User] = {}
    for key, person in _claims(line, known, top, repairs):
        if person.pk not in found and not _may_be_meant(line, person, key, known):
            words = _("đang là của %(name)s. Xem lại ô này hoặc họ tên của dòng.")
            return None, cells.fault(key, words % {"name": person.full_name})
        found[person.pk] = person
    if len(found) > 1:
        names = ", ".join(sorted(person.full_name for person in found.values()))
        words = _("Mã cán bộ, số điện thoại và email của dòng này là của nhiều người: %(names)s.")
        return None, words % {"names": names}
    if found:
        return next(iter(found.values())), ""
    namesakes = [
        post.person
        for post in known.by_staff_no.get(line.staff_no, [])
        if matching.same_name(post.person, line)
    ]
    return (namesakes[0] if len(namesakes) == 1 else None), ""


def _may_be_meant(line: Line, person: User, key: str, known: Known) -> bool:
    """Whether the names allow it; beside a number that people share only much alike does."""
    if matching.same_name(person, line):
        return True
    if not matching.like_name(person, line):
        return False
    if key == columns.STAFF_NO:
        return True
    staff_nos = {post.staff_no for post in known.posts[person.pk]} - {""}
    has_another_no = line.staff_no and staff_nos and line.staff_no not in staff_nos
    return bool(line.birth_year and line.birth_year == person.birth_year and not has_another_no)


def _claims(line: Line, known: Known, top: UUID, repairs: list[Reason]) -> list[tuple[str, User]]:
    """(column, person of the subtree whose it is)."""
    claims = []
    post = _post_with_number(line, known, top, repairs)
    if post is not None:
        claims.append((columns.STAFF_NO, post.person))
    owner = known.by_email.get(line.email)
    if owner is not None and known.is_own(owner):
        claims.append((columns.EMAIL, owner))
    owners = [user for user in known.by_phone.get(line.phone, []) if known.is_own(user)]
    named = [user for user in owners if matching.same_name(user, line)]
    claims += [(columns.PHONE, user) for user in (named or owners)[:1]]
    return claims


def _post_with_number(
    line: Line, known: Known, top: UUID, repairs: list[Reason]
) -> Official | None:
    """Who has this staff number; or, were zeros lost, the number with them.

    It is looked for in the agency of the row; where the row names none, in all of the subtree.
    """
    here = UUID(line.agency_id) if line.agency_id else top
    numbers = [line.staff_no, line.staff_no_padded]
    longer = matching.padded(line.staff_no) if line.staff_no_was_number else []
    posts = [
        post
        for number in dict.fromkeys([*numbers, *longer])
        for post in known.by_staff_no.get(number, [])
    ]
    named = [post for post in posts if matching.same_name(post.person, line)]
    found = [post for post in named if post.agency_id == here] or [
        post for post in posts if post.agency_id == here and post.staff_no in numbers
    ]
    if not found and not line.agency_id and len(named) == 1:
        found = named
    number = found[0].staff_no if found else line.staff_no_padded
    if number and number != line.staff_no:
        repairs.append((REPAIRED, cells.change(columns.STAFF_NO, line.staff_no, number)))
        line.staff_no = number
    return found[0] if found else None


def _elsewhere(line: Line, known: Known) -> tuple[User | None, str]:
    """The person with this address or number whose name the row also knows; or a refusal.

    An address serves one person only: a row that has it with another name cannot be taken, and
    is told no more than for an address that does not exist.
    """
    owner = known.by_email.get(line.email)
    if owner is not None:
        if _is_known_by(line, owner):
            return owner, ""
        return None, cells.fault(columns.EMAIL, _("không dùng được. Xem lại từng chữ."))
    owners = known.by_phone.get(line.phone, [])
    return next((user for user in owners if _is_known_by(line, user)), None), ""


def _is_known_by(line: Line, person: User) -> bool:
    return (
        person.is_active and matching.same_name(person, line) and matching.same_birth(person, line)
    )


def _changes_of_post(line: Line, post: Official) -> list[str]:
    changes = []
    if line.staff_no and line.staff_no != post.staff_no:
        changes.append(cells.change(columns.STAFF_NO, post.staff_no, line.staff_no))
    if line.kind and line.kind != post.kind:
        new = Official.Kind(line.kind).label
        changes.append(cells.change(columns.KIND, post.get_kind_display(), new))
    if line.title and line.title != post.job_title:
        changes.append(cells.change(columns.TITLE, post.job_title, line.title))
    return changes


def _changes_of_person(line: Line, own: User, known: Known) -> tuple[list[str], str]:
    """What a list may say anew of somebody whom only lists of this subtree know."""
    changes = []
    if line.name != own.full_name:
        changes.append(cells.change(columns.NAME, own.full_name, line.name))
    if line.birth_year and line.birth_year != own.birth_year:
        old = str(own.birth_year or "")
        changes.append(cells.change(columns.BIRTH, old, str(line.birth_year)))
    if line.home_id and UUID(line.home_id) != own.home_unit_id:
        changes.append(cells.fault(columns.HOME, line.home))
    if line.email and line.email != own.email:
        if line.email in known.by_email:
            return [], cells.fault(columns.EMAIL, _("không dùng được. Xem lại từng chữ."))
        changes.append(cells.change(columns.EMAIL, own.email or "", line.email))
    changes += _changes_of_phone(line, own, known)
    return changes, ""


def _changes_of_phone(line: Line, own: User, known: Known) -> list[str]:
    opens = line.is_mobile and not is_full(line, known)
    numbers = known.numbers(own) if opens else {own.contact_phone}
    if not line.phone or line.phone in numbers:
        return []
    old = ", ".join(cells.display_phone(number) for number in sorted(filter(None, numbers)))
    return [cells.change(columns.PHONE, old, cells.display_phone(line.phone))]


def _opens_a_way(line: Line, own: User, known: Known) -> bool:
    """Whether the number of the row is a new way in for the person."""
    return line.is_mobile and not is_full(line, known) and line.phone not in known.numbers(own)


def _note_full(line: Line, known: Known, repairs: list[Reason]) -> None:
    if line.is_mobile and is_full(line, known):
        words = _(
            "số này đã có %(most)s người dùng chung nên chỉ để liên hệ, "
            "không nhận được mã đăng nhập."
        ) % {"most": PEOPLE_A_NUMBER}
        repairs.append((REPAIRED, cells.fault(columns.PHONE, words)))


def is_full(line: Line, known: Known) -> bool:
    """Whether the number already serves as many people as may share one."""
    return len(known.by_phone.get(line.phone, [])) >= PEOPLE_A_NUMBER
