"""What the dashboards tell: ids only, sent inside the transaction."""

from django.dispatch import Signal

target_reached = Signal()
"""`target_id`: this target has just been reached, for the first time."""
