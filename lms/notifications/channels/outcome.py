"""What may come of handing a message over, apart from its having gone.

A channel is a function `send(message) -> str` that returns the provider's own id for it, or "".
"""


class Refused(Exception):
    """No later try will do; the text is shown to people and names no number."""


class TryLater(Exception):
    """The way is blocked for the moment; the text names no number."""
