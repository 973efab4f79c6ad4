"""Administrative units and villages, each row valid for a time, and who followed whom."""

from lms.places.models.successions import UnitLineage, UnitSuccession
from lms.places.models.units import Unit, UnitQuerySet

__all__ = ["Unit", "UnitLineage", "UnitQuerySet", "UnitSuccession"]
