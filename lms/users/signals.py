"""Domain signals of people and rights; sent inside the transaction, carrying ids only."""

from django.dispatch import Signal

# person_id: the person whose valid grants may have changed.
grants_changed = Signal()

# person_ids: whose every sign-in ends now, because a phone or card may be in wrong hands.
sign_ins_ended = Signal()

# official_ids: posts that were opened just now, each of somebody who serves there from today.
posts_opened = Signal()
