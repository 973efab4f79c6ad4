"""The domain signal of places; sent inside the transaction, carrying ids only."""

from django.dispatch import Signal

# links: list of (old unit's id, new unit's id), the units that moved with them not among them;
# effective_on: the first day of the new units; actor_id: who decided, or None.
units_succeeded = Signal()
