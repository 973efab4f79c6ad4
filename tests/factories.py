"""Small valid rows of the lower apps, for tests that need a place but not the whole province."""

from datetime import date

from lms.common import text
from lms.places.models import Unit
from lms.places.services import opening
from lms.users.models import Agency

MERGED_ON = date(2025, 7, 1)
"""The day today's province and communes began."""

KINDS = {
    "xa": "commune",
    "phuong": "ward",
    "thi tran": "township",
    "thon": "village",
    "xom": "hamlet",
    "to dan pho": "residential_group",
}


def make_unit(name, *, level, parent=None, valid_from=MERGED_ON, **fields):
    unit = Unit(name=name, level=level, parent=parent, valid_from=valid_from, **fields)
    return opening.open_units([unit])[0]


def make_province(name="Tỉnh Ninh Bình", *, code="37", **fields):
    """Today's province; the same row when asked for again."""
    found = Unit.objects.named(name).filter(level="province", valid_to=None).first()
    return found or make_unit(name, level="province", kind="province", code=code, **fields)


def make_commune(name="Xã Ý Yên", *, province=None, **fields):
    """A commune of today, in today's province unless another is given."""
    kind = fields.pop("kind", None) or kind_of(name)
    above = province or make_province()
    return make_unit(name, level="commune", kind=kind, parent=above, **fields)


def make_village(name="Thôn An Hòa", *, commune=None, **fields):
    kind = fields.pop("kind", None) or kind_of(name)
    above = commune or make_commune()
    return make_unit(name, level="village", kind=kind, parent=above, **fields)


def make_agency(name, code, unit, parent=None):
    agency = Agency(code=code, kind="department", unit=unit, parent=parent)
    agency.rename(name)
    agency.path = f"{parent.path if parent else ''}{agency.pk.hex}/"
    agency.save()
    return agency


def kind_of(name):
    folded = text.fold(name)
    return next(kind for words, kind in KINDS.items() if folded.startswith(words + " "))
