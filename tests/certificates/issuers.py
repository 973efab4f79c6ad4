"""Whoever issues certificates in tests."""

from certificates.services import issuers
from tests.factories import make_agency, make_province

SHEET = {
    "superior_name": "UBND tỉnh Ninh Bình",
    "name": "Sở Khoa học và Công nghệ",
    "place": "Ninh Bình",
    "series": "GCN-KNS",
    "signatory_title": "Giám đốc",
    "signatory_name": "Trần Văn Minh",
}


def make_issuer(agency=None, **words):
    """The department issues, unless another agency is given; the first one is the default."""
    return issuers.open_issuer(
        agency or make_agency("Sở Khoa học và Công nghệ", "SKHCN", make_province()),
        **SHEET | words,
    )
