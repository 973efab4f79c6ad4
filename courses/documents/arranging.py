"""The lines and pictures of a PDF in the order one reads them."""

from courses.documents.sheets import CELL, Drawn, Line, lines


def arranged(found: list[Line | Drawn]) -> list[Line | Drawn]:
    """As one reads: from the top down; on a page of two columns the left one first.

    Programs draw in any order: pictures and the marks of lists often after all words.
    """
    pages: dict[int, list[Line | Drawn]] = {}
    for one in found:
        pages.setdefault(one.page, []).append(one)
    return [one for _page, some in sorted(pages.items()) for one in _of_page(some)]


def _of_page(some: list[Line | Drawn]) -> list[Line | Drawn]:
    middle = _between_columns([*lines(some)])
    if middle is None:
        return _downwards(some)
    left = [one for one in some if one.x < middle]
    return _downwards(left) + _downwards([one for one in some if one.x >= middle])


def _between_columns(some: list[Line]) -> float | None:
    """Where the right column begins; None for a page that has one only."""
    if not some:
        return None
    start, end = min(line.x for line in some), max(line.end for line in some)
    middle = (start + end) / 2
    left = [line for line in some if line.end <= middle + (end - start) * 0.02]
    right = [line for line in some if line.x >= middle]
    is_prose = all(
        len(side) > 0.3 * len(some)
        and sum(line.end - line.x for line in side) > len(side) * 0.3 * (end - start)
        for side in (left, right)
    )
    return min(line.x for line in right) if is_prose else None


def _downwards(some: list[Line | Drawn]) -> list[Line | Drawn]:
    found: list[Line | Drawn] = []
    for one in sorted(some, key=lambda one: (-one.top, one.x)):
        before = next((old for old in reversed(found[-4:]) if isinstance(old, Line)), None)
        if isinstance(one, Line) and before and _is_same_line(before, one):
            _put_together(before, one)
        else:
            found.append(one)
    return found


def _is_same_line(one: Line, other: Line) -> bool:
    return abs(one.y - other.y) < 0.35 * max(one.size, other.size)


def _put_together(one: Line, other: Line) -> None:
    """Two pieces of one line, as they stand from left to right."""
    first, second = (one, other) if one.x <= other.x else (other, one)
    # Before its text is drawn, the mark of a list stands alone.
    is_mark = len(first.text) <= 3 or second.x - first.end < CELL * first.size
    cells = (
        [*first.cells[:-1], f"{first.cells[-1]} {second.cells[0]}", *second.cells[1:]]
        if is_mark
        else [*first.cells, *second.cells]
    )
    larger = first if len(first.text) > len(second.text) else second
    one.size, one.is_bold, one.is_italic = larger.size, larger.is_bold, larger.is_italic
    one.cells, one.x, one.end = cells, first.x, max(first.end, second.end)
