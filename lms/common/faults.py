"""What may be written about a fault where its own words may hold a name or a number."""

import traceback


def place(error: BaseException) -> str:
    """Type and line of the error without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} in {where}"
