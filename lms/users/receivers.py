"""What a sign-out does besides ending the session."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import rotate_token


def signed_out(*, request: HttpRequest, **_signal: Any) -> None:
    """A new token of forms tells the pages kept on the phone that the person has left."""
    rotate_token(request)
