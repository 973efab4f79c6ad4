"""Every word of a certificate, fixed before anything is drawn."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from certificates.models import Certificate, Issuer
from courses.models import Enrolment
from lms.common import site, text
from lms.places.models import Unit
from lms.users.models import Official, User

NOWHERE = "https://ban-thu.invalid"
"""A trial that no phone can open says so, instead of leading each phone to itself."""


def again(certificate: Certificate, *, on: date) -> dict[str, Any]:
    """What a certificate that takes this one's place would say now."""
    issuer, old = certificate.book.issuer, certificate.snapshot
    if certificate.enrolment is not None:
        return of_completion(certificate.enrolment, issuer=issuer, on=on)
    return of_thanks(
        certificate.person,
        line=old["holder"]["line"],
        course=old["course"],
        detail=old["detail"],
        issuer=issuer,
        on=on,
    )


def of_completion(enrolment: Enrolment, *, issuer: Issuer, on: date) -> dict[str, Any]:
    """The snapshot of a finished course, without its number and code."""
    edition = enrolment.completed_edition or enrolment.edition
    return {
        "issuer": _issuer(issuer),
        "holder": _holder(enrolment.learner, on),
        "course": text.nfc(edition.title),
        "detail": _detail(edition.outline, enrolment.completed_mark),
        **_signed(issuer, on),
        "edition": edition.public_id,
    }


def of_thanks(
    person: User, *, line: str, course: str, detail: str, issuer: Issuer, on: date
) -> dict[str, Any]:
    """The snapshot of a word of thanks; `course` is what it is for, as all pages show it."""
    return {
        "issuer": _issuer(issuer),
        "holder": {
            "salutation": "Ông/Bà",
            "name": text.nfc(person.full_name),
            "line": text.nfc(line),
        },
        "course": text.nfc(course),
        "detail": text.nfc(detail),
        **_signed(issuer, on),
    }


def _issuer(issuer: Issuer) -> dict[str, str]:
    return {
        "superior": text.nfc(issuer.superior_name),
        "name": text.nfc(issuer.name),
        "place": text.nfc(issuer.place),
    }


def _signed(issuer: Issuer, on: date) -> dict[str, Any]:
    return {
        "place_and_date": f"{text.nfc(issuer.place)}, {long_date(on)}",
        "signatory": {
            "capacity": text.nfc(issuer.signing_capacity),
            "title": text.nfc(issuer.signatory_title),
            "name": text.nfc(issuer.signatory_name),
        },
    }


def numbered(snapshot: dict[str, Any], *, register_no: str, code: str) -> dict[str, Any]:
    """The same words with number, code and the address of the check page."""
    known = site.known()
    return {
        **snapshot,
        "number": register_no,
        "code": code,
        "printed_code": "-".join((code[:4], code[4:8], code[8:])),
        "address": address(code),
        "check_at": f"{known.partition('//')[2]}/K" if known else "",
        "is_trial": not settings.PUBLIC_HOST,
    }


def address(code: str) -> str:
    """What the QR says, upper case so that its signs stay large: final from the first day."""
    return f"{(site.known() or NOWHERE).upper()}/K/{code}"


def digest(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the snapshot's canonical JSON."""
    canonical = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def long_date(day: date) -> str:
    """As state documents write it (Decree 30/2020): "ngày 05 tháng 02 năm 2026"."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _holder(person: User, on: date) -> dict[str, str]:
    post = (
        Official.objects.serving_on(on)
        .filter(person=person)
        .select_related("agency")
        .order_by("-started_on", "-pk")
        .first()
    )
    line = _post_line(post) if post else _resident_line(person)
    return {"salutation": "Ông/Bà", "name": text.nfc(person.full_name), "line": line}


def _post_line(post: Official) -> str:
    title = text.nfc(post.job_title) or post.get_kind_display()
    return f"{title} · {text.nfc(post.agency.name)}"


def _resident_line(person: User) -> str:
    """Birth year and commune only: no more of a resident is printed."""
    parts = []
    if person.birth_year:
        parts.append(f"Sinh năm {person.birth_year}")
    if person.home_unit_id:
        parts.append(f"Nơi cư trú: {_commune_and_province(person.home_unit)}")
    return " · ".join(parts)


def _commune_and_province(unit: Unit | None) -> str:
    names = []
    while unit is not None:
        if unit.level in {Unit.Level.COMMUNE, Unit.Level.PROVINCE}:
            names.append(text.nfc(unit.name))
        unit = unit.parent
    return ", ".join(names)


def _detail(outline: dict[str, Any], mark: Decimal | None) -> str:
    parts = [f"Thời lượng: {len(outline.get('lessons', []))} bài học"]
    if mark is not None:
        parts.append(f"Kết quả kiểm tra: {plain_mark(mark)}/10")
    return " · ".join(parts)


def plain_mark(mark: Decimal) -> str:
    """A mark as people write it: "9", "8,5"."""
    return f"{mark.normalize():f}".replace(".", ",")
