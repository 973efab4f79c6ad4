"""What the teams tell those above: ids only, sent inside the transaction."""

from django.dispatch import Signal

session_verified = Signal()
"""`session_id`: a reviewer has just confirmed this session; it counts from now on."""
