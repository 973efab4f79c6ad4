"""Where the story of a drill can go: turns are numbered from one, paths begin at the first."""

from collections.abc import Iterable, Sequence

MOST_TURNS = 5

# For each turn the turns its answers lead on to; an answer that ends the story leads nowhere.
type Story = Sequence[Iterable[int]]


def reached(story: Story) -> list[set[int]]:
    """The turns one may be at first, second and so on, one more than a path may have."""
    steps = [{1} if story else set()]
    for _ in range(MOST_TURNS):
        onward = {turn for here in steps[-1] for turn in story[here - 1]}
        steps.append({turn for turn in onward if 1 <= turn <= len(story)})
    return steps


def never_reached(story: Story) -> set[int]:
    """The turns no path of allowed length comes to."""
    return set(range(1, len(story) + 1)).difference(*reached(story)[:MOST_TURNS])


def too_late(story: Story) -> set[int]:
    """The turns at which a path that has used up its turns still goes on; all rings are found."""
    last, beyond = reached(story)[-2:]
    return {turn for turn in last if beyond.intersection(story[turn - 1])}
