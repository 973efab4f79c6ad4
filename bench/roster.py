"""What a list of 36,500 officials costs: read in the request, staged and applied by the worker.

The goal: the whole list well under a minute of CPU, and no transaction longer than two seconds.
"""

import resource
import time
from io import BytesIO

from bench import _site, _work

PEOPLE = 36_500
OFFICES = 300


def main():
    _site.ready()
    from lms.common import clock  # noqa: PLC0415 (after Django is ready)
    from lms.users.models import LoginPhone, Official  # noqa: PLC0415
    from lms.users.services import rosters  # noqa: PLC0415

    agency, manager = province()
    content = _list_of(PEOPLE)
    rows = []

    def step(name, work):
        begun = time.process_time()
        result = work()
        spent = time.process_time() - begun
        rows.append(
            {"step": name, "CPU-s": f"{spent:.2f}", "ms a row": f"{1000 * spent / PEOPLE:.3f}"}
        )
        return result

    def take_in(name):
        roster = step(
            f"{name}: upload",
            lambda: rosters.upload(agency, "ds.xlsx", content, by=manager, now=clock.now()),
        )
        longest = step(f"{name}: stage", _work.work_off)
        roster.refresh_from_db()
        rows[-1]["longest part, s"] = f"{longest:.2f}"
        rows[-1]["came to"] = str(roster.summary["counts"])
        return roster

    first = take_in("new people")
    rosters.confirm(first, by=manager, now=clock.now())
    longest = step("new people: apply", _work.work_off)
    rows[-1]["longest part, s"] = f"{longest:.2f}"
    assert Official.objects.count() == LoginPhone.objects.count() == PEOPLE
    take_in("the same list again")
    content = _list_of(PEOPLE, title="Phó phòng")
    moved = take_in("everybody changed")
    rosters.confirm(moved, by=manager, now=clock.now())
    step("everybody changed: apply", _work.work_off)
    assert Official.objects.filter(job_title="Phó phòng").count() == PEOPLE
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append({"step": "largest memory, MB", "CPU-s": f"{peak:.0f}"})
    return rows


def province():
    from lms.places.models import Unit  # noqa: PLC0415
    from lms.places.services import importing  # noqa: PLC0415
    from lms.users.services import agencies  # noqa: PLC0415
    from tests.people import make_person  # noqa: PLC0415

    importing.import_units()
    unit = Unit.objects.filter(level="province", valid_to=None).first()
    top = agencies.open_agency("UBND tỉnh", code="UB", kind="province_committee", unit=unit)
    for number in range(OFFICES):
        agencies.open_agency(
            f"Đơn vị {number}", code=f"DV{number:03}", kind="department", unit=unit, parent=top
        )
    return top, make_person("Người quản lý")


def _list_of(count, *, title="Chuyên viên"):
    import xlsxwriter  # noqa: PLC0415

    families, middles = (
        ["Nguyễn", "Trần", "Lê", "Phạm", "Đỗ"],
        ["Thị", "Văn", "Thị Thu", "Quang", "Ngọc"],
    )
    givens = ["Hoa", "Bình", "Chi", "Dũng", "Ân", "Hường", "Khánh", "Lý"]
    body = BytesIO()
    with xlsxwriter.Workbook(body, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(
            0,
            0,
            [
                "STT",
                "Họ và tên",
                "Mã cán bộ",
                "Số điện thoại",
                "Email",
                "Năm sinh",
                "Đối tượng",
                "Chức vụ",
                "Đơn vị",
                "Xã/Phường nơi ở",
            ],
        )
        for n in range(count):
            name = f"{families[n % 5]} {middles[n // 5 % 5]} {givens[n // 25 % 8]}"
            home = ["Xã Ý Yên", "Xã Yên Cường", "", "Phường Hoa Lư"][n % 4]
            sheet.write_row(
                n + 1,
                0,
                [
                    n + 1,
                    name,
                    f"{n:06}",
                    912000000 + n,
                    f"cb{n}@tinh.gov.vn",
                    1970 + n % 30,
                    "Công chức",
                    title,
                    f"DV{n % OFFICES:03}",
                    home,
                ],
            )
    return body.getvalue()
