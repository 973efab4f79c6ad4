"""Certificates of people with awkward names, drawn for real and looked at by other programs.

Each goes from a finished course through the job that issues and the job that draws, in the child
that can be killed. Of every file: the name as it was given is what pdftotext reads, qpdf finds no
fault, zbar reads the address from the QR, all letters come from our fonts, it is one page, and it
says of itself what PDF/A-3a asks.
"""

import hashlib
import io
import itertools
import shutil
import subprocess
import tempfile
import time
import unicodedata
from pathlib import Path

from tests.prove._site import play, site, unlike

LETTERS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
OWN_FONTS = {"Tinos-VN", "Tinos-VN-Bold", "Tinos-VN-Italic"}
AWKWARD = [
    "Hoa",
    "<script>alert(1)</script> Hoa & Lan",
    "\u202ehnêt iờưgn\u202c Lan",
    "Y Blĭ Niê",
    "H’Hen Ñiê",
    "K'Brĕh O'Neill",
    "François Müller-Łoś",
    "Nguyễn Phước Công Tằng Tôn Nữ Thị Quỳnh Như",
    "Ng " * 66 + "An",
    "W" * 50 + " " + "Ẫ" * 49,
    unicodedata.normalize("NFD", "Đặng Thị Ngọc Hường"),
    "x\u0323 Ẩn {{ certificate }} {% now %}",
    "Ưng-Hoàng  \t Phúc\n",
    '"Bé" Năm',
    "Ðỗ Thuỵ Ỵ",
]
CHECKS = ("name", "qpdf", "QR", "fonts", "one page", "PDF/A-3a")


def names(size: int) -> list[str]:
    """The awkward ones, then names that hold all the letters of Vietnamese in both cases."""
    small = [unicodedata.normalize("NFC", a + tone) for a in LETTERS for tone in TONES] + ["đ"]
    usual = [f"{one.upper()}n Th{one} {one}{one.upper()}ng" for one in small]
    family = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng"]
    more = (
        f"{first} Thị {last} {n}" for n in itertools.count(2) for first in family for last in small
    )
    return list(itertools.islice(itertools.chain(AWKWARD, usual, more), size))


def main(*, full: bool = False):
    """One row: how many were drawn, and how many passed each of the checks."""
    size = 200 if full else len(AWKWARD)
    with site("sqlite") as place:
        place.ask("papers", "fill", str(size))
        drawn = place.ask("papers", "draw")
        found = place.ask("papers", "look")
    row = {"certificates": size, "drawn": drawn["drawn"]}
    row |= {check: found[check] for check in CHECKS}
    return [row | {"bytes each": found["bytes"], "seconds to draw": drawn["seconds"]}]


def faults(row):
    return unlike(row, row["certificates"], "drawn", *CHECKS)


def fill(size: str):
    from tests.certificates import people_for_proof

    people_for_proof.finish_all(names(int(size)))


def draw():
    """Work off the jobs, those that issue and those that draw, as a worker does."""
    from certificates.models import Certificate
    from lms.jobs import running

    began = time.monotonic()
    while running.drain("now"):
        pass
    drawn = Certificate.objects.exclude(pdf_sha256="").count()
    return {"drawn": drawn, "seconds": round(time.monotonic() - began, 1)}


def look():
    from certificates.models import Certificate

    passed = dict.fromkeys(CHECKS, 0)
    sizes = []
    folder = Path(tempfile.mkdtemp(prefix="hocso-papers-"))
    for certificate in Certificate.objects.exclude(pdf_sha256="").select_related("person"):
        pdf = bytes(certificate.pdf)
        assert hashlib.sha256(pdf).hexdigest() == certificate.pdf_sha256
        sizes.append(len(pdf))
        for check, is_right in _checks(certificate, pdf, folder).items():
            passed[check] += is_right
            if not is_right:
                print(check, certificate.register_no, ascii(certificate.snapshot["holder"]["name"]))
    shutil.rmtree(folder)
    return passed | {"bytes": sum(sizes) // len(sizes)}


def _checks(certificate, pdf: bytes, folder: Path) -> dict[str, bool]:
    file = folder / "giay.pdf"
    file.write_bytes(pdf)
    _run("pdftoppm", "-r", "75", "-png", "-singlefile", file, folder / "giay")
    wanted = certificate.snapshot
    # Lines wrap and capitals are the page's; everything else must be there, sign by sign.
    words = "".join(_run("pdftotext", file, "-").split())
    name = "".join(wanted["holder"]["name"].upper().split())
    return {
        "name": wanted["holder"]["name"] == certificate.person.full_name and name in words,
        "qpdf": "No syntax or stream encoding errors" in _run("qpdf", "--check", file),
        "QR": _run("zbarimg", "--quiet", "--raw", folder / "giay.png").strip() == wanted["address"],
        **_inside(pdf),
    }


def _inside(pdf: bytes) -> dict[str, bool]:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as meta:
        fonts = {
            str(font.BaseFont).split("+")[-1]
            for page in opened.pages
            for font in page.Resources.Font.values()
        }
        says = (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        root = opened.Root
        has_tags = bool(root.MarkInfo.Marked) and "/StructTreeRoot" in root and root.Lang == "vi"
        return {
            "fonts": fonts <= OWN_FONTS,
            "one page": len(opened.pages) == 1,
            "PDF/A-3a": says and has_tags and "/OutputIntents" in root,
        }


def _run(*command: object) -> str:
    words = [str(word) for word in command]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    play({"fill": fill, "draw": draw, "look": look})
