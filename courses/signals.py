"""What the domain of learning tells the apps above it: ids only, inside the transaction."""

from django.dispatch import Signal

course_completed = Signal()
"""Sent once for each enrolment, by the call that closed it, with `enrolment_id`."""
