"""What `make run` prints when the product answers."""

import shlex
import socket
from collections.abc import Callable

import segno
from django.conf import settings

from lms.home.starting.accounts import SignIn

Say = Callable[[str], None]
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
LOOPBACK = "127."


def lan_address() -> str:
    """This machine's address on the local network; empty when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: the kernel only says which address it would use.
            probe.connect(("192.0.2.1", 9))
            found = str(probe.getsockname()[0])
        except OSError:
            return ""
    return "" if found.startswith(LOOPBACK) else found


def here(host: str, port: int) -> str:
    """Where the product can be opened on this machine."""
    name = "localhost" if host in EVERYWHERE else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def addresses(host: str, port: int) -> list[str]:
    """Where the product can be opened: on this machine, then from phones beside it."""
    lan = lan_address() if host in EVERYWHERE else ""
    return [here(host, port), *([f"http://{lan}:{port}/"] if lan else [])]


def qr_lines(address: str) -> list[str]:
    """A QR of half-height blocks for a terminal, dark on light whatever its colours."""
    rows = [list(row) for row in segno.make(address, error="l").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    blocks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    return [
        "".join(blocks[bool(upper), bool(lower)] for upper, lower in zip(top, bottom, strict=True))
        for top, bottom in zip(rows[::2], rows[1::2], strict=True)
    ]


def manage(words: str) -> str:
    """The shell command that runs `manage.py` on the data folder in use."""
    usual = settings.BASE_DIR / "data"
    folder = settings.DATA_DIR
    prefix = "" if folder == usual else f"LMS_DATA={shlex.quote(str(folder))} "
    return f"{prefix}.venv/bin/python manage.py {words}"


def greet(say: Say, *, host: str, port: int, sign_ins: list[SignIn]) -> None:
    """Address, QR for a phone on the same network, and how each kind of person signs in."""
    found = addresses(host, port)
    say("")
    say("Học số đã sẵn sàng. Mở bằng trình duyệt:")
    for address in found:
        say(f"   {address}")
    if len(found) > 1:
        say("")
        say("Điện thoại cùng mạng Wi-Fi quét mã này:")
        for line in qr_lines(found[-1]):
            say(f"   {line}")
    if sign_ins:
        _tell_sign_ins(say, sign_ins)
    say("")
    say(f"Dữ liệu nằm ở {settings.DATA_DIR}. Nhấn Ctrl+C để dừng.")


def _tell_sign_ins(say: Say, sign_ins: list[SignIn]) -> None:
    say("")
    say("Đăng nhập thử (mật khẩu chỉ có ở thư mục dữ liệu này):")
    wide = max(len(entry.who) for entry in sign_ins)
    door = max(len(entry.address) for entry in sign_ins)
    for entry in sign_ins:
        secret = f"mật khẩu {entry.password}" if entry.password else "mã hiện ở đây khi nhắn"
        say(f"   {entry.who:<{wide}}  {entry.address:<{door}} {entry.login:<24} {secret}")
    say(f"   Mã của ứng dụng xác thực: {manage('demo_code <thư điện tử>')}")
