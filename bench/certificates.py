"""What a certificate costs: its number, its drawing in a child that stands ready, a new child.

CPU is that of this process and, for drawing, of its child too. The design asks for 15 a second and
core from plain WeasyPrint.
"""

import statistics
import time

from bench import _site, _work

COUNT = 60
STARTS = 3


def main():
    _site.ready()
    from certificates import rendering  # noqa: PLC0415 (after Django is ready)
    from certificates.models import Certificate  # noqa: PLC0415
    from certificates.services import sealing  # noqa: PLC0415
    from lms.jobs import running  # noqa: PLC0415
    from lms.jobs.models import Job  # noqa: PLC0415
    from tests.certificates import people_for_proof  # noqa: PLC0415

    people_for_proof.finish_all([f"Trần Thị Hoa {number}" for number in range(COUNT + 1)])

    def drain(kind, most):
        for _ in range(most):
            job = Job.objects.filter(kind=kind, state=Job.State.WAITING).order_by("due_at")[0]
            assert running._take(job)  # noqa: SLF001 (the claim of one known row)
            running.run(job)

    drain("certificates.issue", 1)
    drain("certificates.seal", 1)  # a child now stands ready
    rows = [
        _row("number and record, one job", COUNT, lambda: drain("certificates.issue", COUNT)),
        _row(
            "draw and store, one job, child ready", COUNT, lambda: drain("certificates.seal", COUNT)
        ),
    ]
    assert not Certificate.objects.filter(pdf_sha256="").exists()
    certificate = Certificate.objects.first()

    def start():
        for _ in range(STARTS):
            rendering.close()
            sealing.draw(certificate)

    rows.append(_row("start a child and draw one", STARTS, start))
    sizes = [len(bytes(pdf)) for pdf in Certificate.objects.values_list("pdf", flat=True)]
    return [row | {"bytes": statistics.median_high(sizes)} for row in rows]


def _row(name, count, act):
    before, began = _work.cpu(), time.monotonic()
    act()
    spent, seconds = _work.cpu() - before, time.monotonic() - began
    return {
        "work": name,
        "CPU-ms each": f"{1000 * spent / count:.1f}",
        "a second and core": f"{count / spent:.1f}",
        "a second, as it was": f"{count / seconds:.1f}",
    }
