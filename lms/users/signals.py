"""Domain signals of people and rights; sent inside the transaction, carrying ids only."""

from django.dispatch import Signal

# person_id: the person whose valid grants may have changed.
grants_changed = Signal()

# official_ids: posts that were opened just now, each of somebody who serves there from today.
posts_opened = Signal()
