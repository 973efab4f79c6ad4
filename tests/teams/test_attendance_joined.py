"""Two phones' lists of one session are one set: nobody is lost, nobody taken out comes back."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from teams.models import AttendanceMark
from teams.services import attendees, joining

LEVELS = AttendanceMark.Level.values
IDS = [str(UUID(int=number)) for number in range(1, 7)]
marks = st.dictionaries(
    st.sampled_from(["vneid", "qr", "qr/0123456789abc"]), st.sampled_from(LEVELS)
)


@st.composite
def lists(draw, among=IDS):
    """Some of the ids in some order, each a line or a tombstone."""
    rows = []
    for number in draw(st.permutations(among)):
        kind = draw(st.sampled_from(["line", "line", "gone", "missing"]))
        if kind == "gone":
            rows.append({"id": number, "gone": True})
        if kind == "line":
            name = draw(st.sampled_from(["", "Hoa", "An"]))
            row = {"id": number, "how": "name" if name else "unnamed"}
            row |= {"name": name} if name else {}
            made = draw(marks)
            rows.append(row | ({"marks": made} if made else {}))
    return rows


def as_set(rows):
    return {row["id"]: row for row in rows}


def gone(rows):
    return {row["id"] for row in rows if row.get("gone")}


@given(lists(), lists(), lists())
def test_nobody_is_lost_and_whoever_was_taken_out_stays_out(base, ours, theirs):
    joined = as_set(attendees.join(base, ours, theirs))
    assert joined.keys() == as_set(ours).keys() | as_set(theirs).keys()
    assert gone(joined.values()) == gone(ours) | gone(theirs)


@given(lists(), lists(), lists())
def test_which_phone_comes_first_does_not_matter(base, ours, theirs):
    one, other = attendees.join(base, ours, theirs), attendees.join(base, theirs, ours)
    assert as_set(one) == as_set(other)


@given(lists(), lists(), lists())
def test_joining_again_changes_nothing(base, ours, theirs):
    joined = attendees.join(base, ours, theirs)
    assert attendees.join(base, joined, joined) == joined
    assert as_set(attendees.join([], joined, [])) == as_set(joined)


@given(lists(), lists())
def test_what_only_one_phone_changed_is_taken(base, theirs):
    joined = as_set(attendees.join(base, base, theirs))
    before = as_set(base)
    for number, row in as_set(theirs).items():
        assert joined[number] == (row if number not in gone(base) else before[number])


@given(lists(), lists(), lists())
def test_three_phones_come_to_one_set_in_any_order(one, two, three):
    def whole(*phones):
        found = []
        for phone in phones:
            found = attendees.join([], found, phone)
        return gone(found), as_set(found).keys()

    assert whole(one, two, three) == whole(three, one, two) == whole(two, three, one)


@given(lists(), lists(), lists())
def test_people_never_make_two_logs_a_conflict(base, ours, theirs):
    said = {"heads": 14, "names": ["Hoa"]}
    told = [{**said, "attendees": rows} for rows in (base, ours, theirs)]
    joined = joining.join(*told)
    assert joined is not None
    assert joined["names"] == ["Hoa"]
