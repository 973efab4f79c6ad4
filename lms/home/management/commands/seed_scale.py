"""Make a province at its real size, to measure on; see `lms.home.scale`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.common import clock
from lms.home.scale import seeding, sizes
from lms.home.scale.sizes import Size
from lms.home.starting import preparing

NOTHING = "Đã dừng giữa chừng; chưa có gì được ghi. Chạy lại đúng lệnh này để làm từ đầu."
UNCOUNTED = (
    "Đã dừng khi đang đếm; người dân, tổ, buổi đã ghi đủ. Chạy lại đúng lệnh này để đếm tiếp."
)


class Command(BaseCommand):
    help = (
        "Dựng một tỉnh bịa ở cỡ thật để đo: 1,9 triệu người dân, 4.000 tổ, ba năm buổi hướng dẫn "
        "và việc học. Chỉ dựng vào cơ sở dữ liệu trống, ví dụ LMS_DATA=/thư/mục/mới."
    )
    # They need tables, which may not be there yet.
    requires_system_checks: Any = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--whole-province", action="store_true", help="cả 129 xã, phường")
        parser.add_argument("--residents", type=int, metavar="SỐ", help="số người dân")
        parser.add_argument("--teams", type=int, metavar="SỐ", help="số tổ, mỗi thôn một tổ")
        parser.add_argument("--days", type=int, default=sizes.DAYS, help="bao nhiêu ngày")
        parser.add_argument("--seed", type=int, default=1, help="số khác, tỉnh khác")

    def handle(self, *_args: Any, **options: Any) -> None:
        size = size_of(options)
        try:
            seeding.check_place()
            static_is_there = preparing.collect_static()
            preparing.migrate()
            static_is_there()
        except seeding.Refused as refused:
            raise CommandError(str(refused)) from None
        except KeyboardInterrupt:
            raise CommandError(NOTHING) from None
        try:
            laid = seeding.lay(size, say=self._say)
        except seeding.Refused as refused:
            raise CommandError(str(refused)) from None
        except KeyboardInterrupt:
            raise CommandError(UNCOUNTED if seeding.is_uncounted(size) else NOTHING) from None
        self._say(
            f"Xong: {laid.communes} xã, phường; {laid.teams:,} tổ; {laid.residents:,} người dân; "
            f"{laid.sessions:,} buổi; {laid.enrolments:,} lượt học; {laid.facts:,} số liệu ngày; "
            f"{laid.targets:,} chỉ tiêu. Đếm lại {laid.days_looked_at} ngày: khớp."
        )
        self._say("Mở xem: manage.py up --no-demo, với cùng LMS_DATA.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def size_of(options: dict[str, Any]) -> Size:
    whole = options["whole_province"]
    residents = options["residents"]
    if residents is None:
        residents = sizes.RESIDENTS_OF_ALL if whole else sizes.RESIDENTS
    teams = options["teams"]
    if teams is None:
        teams = sizes.teams_of(residents)
    return Size(
        today=clock.today(),
        residents=residents,
        teams=teams,
        days=options["days"],
        whole_province=whole,
        seed=options["seed"],
    )
