"""Whether the database is one that may be served: asked by every process as it starts."""

from django.core import checks


def faults() -> str:
    """Why it must not be served, in words for the operator; empty when it may."""
    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    return "\n".join(str(fault) for fault in found if fault.is_serious())
