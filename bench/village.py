"""What a village's list of 500 residents costs: read, decided, written, their cards printed.

The goal: reading and writing in some seconds of CPU and in queries that hardly grow with the rows;
the cards in a minute of CPU, in parts that leave room for other work.
"""

from io import BytesIO

from bench import _site, _work

PEOPLE = 500
VILLAGES = 10
PHONES = 300


def main():
    _site.ready()
    from lms.common import clock  # noqa: PLC0415 (after Django is ready)
    from lms.users.models import LearningCard, LoginPhone, User  # noqa: PLC0415
    from lms.users.services import rosters  # noqa: PLC0415
    from teams.services import printing  # noqa: PLC0415

    commune, manager = _commune()
    content, rows = _list(), []

    def step(name, work):
        begun = _work.cpu()
        with _work.queries() as asked:
            result = work()
        spent = _work.cpu() - begun
        row = {"step": name, "CPU-s": f"{spent:.2f}", "ms a row": f"{1000 * spent / PEOPLE:.2f}"}
        rows.append(row | {"queries": len(asked), "longest part, s": ""})
        return result

    def worked_off(name):
        longest = step(name, _work.work_off)
        rows[-1]["longest part, s"] = f"{longest:.2f}"

    def upload():
        return rosters.upload(commune, "thon.xlsx", content, by=manager, now=clock.now())

    first = step("new people: upload", upload)
    worked_off("new people: stage")
    assert rosters.confirm(first, by=manager, now=clock.now())
    worked_off("new people: apply")
    assert (User.objects.count(), LoginPhone.objects.count()) == (PEOPLE + 1, PHONES)
    step("the same list again: upload", upload)
    worked_off("the same list again: stage")
    order = {"whom": "all", "site": "https://hocso.example.vn", "by": manager}
    sheets = step("cards: ask", lambda: printing.order(first, **order, now=clock.now()))
    worked_off("cards: draw 500")
    assert LearningCard.objects.open().count() == PEOPLE
    file = step("cards: fetch", lambda: printing.fetch(_now(sheets), by=manager, now=clock.now()))
    rows.append({"step": "the file, KB", "CPU-s": f"{len(file) / 1024:.0f}"})
    assert rosters.undo(first, by=manager, now=clock.now())
    worked_off("taken back")
    assert User.objects.count() == 1
    return rows


def _now(sheets):
    sheets.refresh_from_db()
    return sheets


def _commune():
    from tests.factories import make_commune, make_province, make_village  # noqa: PLC0415
    from tests.people import make_person  # noqa: PLC0415

    commune = make_commune("Xã Ý Yên", province=make_province())
    for number in range(VILLAGES):
        make_village(f"Thôn {number + 1}", commune=commune)
    return commune, make_person("Người quản lý")


def _list():
    import xlsxwriter  # noqa: PLC0415

    families, middles = ["Nguyễn", "Trần", "Lê", "Phạm", "Đỗ"], ["Thị", "Văn", "Thị Thu", "Quang"]
    givens = ["Hoa", "Bình", "Chi", "Dũng", "Ân", "Hường", "Khánh", "Lý", "Sen", "Tư"]
    body = BytesIO()
    with xlsxwriter.Workbook(body, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(0, 0, ["STT", "Họ và tên", "Năm sinh", "Thôn", "Số điện thoại"])
        for n in range(PEOPLE):
            name = f"{families[n % 5]} {middles[n // 5 % 4]} {givens[n // 20 % 10]}"
            phone = 912000000 + n if n < PHONES else ""
            sheet.write_row(
                n + 1, 0, [n + 1, name, 1940 + n // 20, f"Thôn {n % VILLAGES + 1}", phone]
            )
    return body.getvalue()
