"""Where the stories of drills can go: checked against every path there is, one by one."""

from hypothesis import given
from hypothesis import strategies as st

from courses.drafting import story
from courses.evidence import drills
from courses.evidence.frozen import Exit

stories = st.integers(1, 7).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(1, count + 1), max_size=3), min_size=count, max_size=count
    )
)


def paths(tale, most):
    """Every path from the first turn, of at most so many turns."""
    found, going = [], [[1]]
    while going:
        path = going.pop()
        found.append(path)
        if len(path) < most:
            going += [[*path, turn] for turn in tale[path[-1] - 1] if turn <= len(tale)]
    return found


@given(stories)
def test_a_turn_is_too_late_exactly_when_some_path_goes_on_past_the_fifth(tale):
    longer = [path for path in paths(tale, story.MOST_TURNS + 1) if len(path) > story.MOST_TURNS]
    assert story.too_late(tale) == {path[story.MOST_TURNS - 1] for path in longer}


@given(stories)
def test_a_turn_is_reached_exactly_when_it_is_on_some_path(tale):
    on_a_path = {turn for path in paths(tale, story.MOST_TURNS) for turn in path}
    assert story.never_reached(tale) == set(range(1, len(tale) + 1)) - on_a_path


def test_a_ring_is_found_wherever_it_lies():
    assert story.too_late([[1]]) == {1}
    assert story.too_late([[2], [3], [2]])
    assert not story.too_late([[2], [3], [4], [5], []])
    assert story.too_late([[2], [3], [4], [5], [6], []]) == {5}


exits = st.builds(
    lambda leads: Exit(leads, "") if isinstance(leads, int) else Exit(-1, leads),
    st.one_of(st.integers(0, 3), st.sampled_from(["safe", "harmed"])),
)
tales = st.lists(st.lists(exits, min_size=1, max_size=3), min_size=1, max_size=4)


@given(tales, st.lists(st.one_of(st.integers(-1, 3), st.booleans(), st.none()), max_size=6))
def test_answers_have_an_end_only_when_they_walk_to_it_and_stop(tale, choices):
    end = drills.end_of(tale, choices)
    here, met = 0, ""
    for place, choice in enumerate(choices):
        fits = type(choice) is int and 0 <= here < len(tale) and 0 <= choice < len(tale[here])
        if not fits or met:
            met = ""
            break
        met, here = tale[here][choice].end, tale[here][choice].next
        if met and place < len(choices) - 1:
            met = ""
            break
    assert end == met
