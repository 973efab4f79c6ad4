"""Prepares a fresh clone: an interpreter, a virtual environment, packages, system programs.

Runs on the plain `python3` of the machine before anything is installed, so it uses the standard
library only and syntax that Python 3.8 can read. Safe to repeat; does nothing when all is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BOOT = ROOT / ".boot"
REQUIREMENTS = ROOT / ".ci" / "requirements"
OLDEST = (3, 12)

# What a program is called, and which Debian package brings it.
TEST_PROGRAMS = {
    "chromium-headless-shell": "chromium-headless-shell",
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "qpdf": "qpdf",
    "pdftotext": "poppler-utils",
    "zbarimg": "zbar-tools",
    "ffmpeg": "ffmpeg",
}
# The measured phone is the whole browser.
BENCH_PROGRAMS = {"chromium": "chromium"}
# Where the first cannot be had, the second does as well, only slower.
STAND_INS = {"chromium-headless-shell": "chromium"}
PDF_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
# Makes recorded voices and videos fit for phones.
VOICE_PROGRAM = "ffmpeg"


def main(purpose: str) -> None:
    say("Chuẩn bị môi trường…")
    ensure_system(purpose)
    ensure_packages("run" if purpose == "run" else "dev")


def say(text: str) -> None:
    print("• " + text, flush=True)


def stop(text: str) -> NoReturn:
    print("✗ " + text, file=sys.stderr, flush=True)
    raise SystemExit(1)


# Python and its packages


def ensure_packages(which: str) -> None:
    """Make `.venv` hold exactly the pinned packages of `which` ("run" or "dev")."""
    wanted = {name: fingerprint(name) for name in ("run", "dev")}
    stamp = VENV / "installed"
    have = stamp.read_text(encoding="utf-8").strip() if stamp.exists() else ""
    # The "dev" set contains the "run" set, so it serves both.
    if have in {wanted[which], wanted["dev"]} and venv_python().exists():
        return
    if not venv_python().exists():
        make_venv()
    say("Cài các gói Python (%s)…" % ("đủ để kiểm thử" if which == "dev" else "đủ để chạy"))
    install(which)
    compile_beside()
    stamp.write_text(wanted[which], encoding="utf-8")


def fingerprint(which: str) -> str:
    file = REQUIREMENTS / (which + ".txt")
    return which + ":" + hashlib.sha256(file.read_bytes()).hexdigest()


def venv_python() -> Path:
    return VENV / "bin" / "python"


def make_venv() -> None:
    python = find_python()
    if python:
        # Without a pip of its own when the interpreter's will do: that is five seconds less.
        if can_install_elsewhere(python) and run(
            [python, "-m", "venv", "--without-pip", str(VENV)]
        ):
            return
        if run([python, "-m", "venv", str(VENV)], quiet=True):
            return
        shutil.rmtree(VENV, ignore_errors=True)
        if apt_works() and apt_install(["python3-venv"]) and run([python, "-m", "venv", str(VENV)]):
            return
        stop("Không tạo được .venv. Hãy cài gói python3-venv rồi chạy lại.")
    say("Máy chưa có Python 3.12 trở lên, đang tải bản 3.13…")
    if not run([sys.executable, "-m", "venv", str(BOOT)]):
        stop("Cần Python 3.12 trở lên (tốt nhất 3.13). Hãy cài rồi chạy lại.")
    boot = str(BOOT / "bin" / "python")
    run([boot, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", uv_pin()])
    if not run([boot, "-m", "uv", "venv", "--quiet", "--seed", "--python", "3.13", str(VENV)]):
        stop("Không tải được Python 3.13. Hãy cài Python 3.12 trở lên rồi chạy lại.")


def find_python() -> str | None:
    """The best interpreter of this machine that is new enough, 3.13 first; None without one."""
    pyenv = sorted(Path.home().glob(".pyenv/versions/3.1[2-9].*/bin/python"), reverse=True)
    names = [os.environ.get("PYTHON"), "python3.13", *map(str, pyenv), sys.executable]
    names += ["python3.12", "python3.14", "python3"]
    found = [interpreter(name) for name in names if name]
    fit = [pair for pair in found if pair[0] >= OLDEST]
    best = [path for version, path in fit if version == (3, 13)] or [path for _, path in fit]
    return best[0] if best else None


def interpreter(name: str) -> tuple[tuple[int, ...], str]:
    """Its version and where it really is; version (0, 0) when it does not start."""
    ask = [name, "-c", "import sys; print(*sys.version_info[:2], sys.executable)"]
    try:
        done = subprocess.run(ask, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        major, minor, path = done.stdout.decode().strip().split(" ", 2)
        return (int(major), int(minor)), path
    except (OSError, ValueError):
        return (0, 0), name


def can_install_elsewhere(python: str) -> bool:
    """Whether this interpreter has a pip that can install into another environment (22.3+)."""
    return run([python, "-m", "pip", "--python", python, "--version"], quiet=True, told=False)


def pip() -> list[str]:
    """How `.venv` is installed into: by its own pip, else by that of its interpreter."""
    python = str(venv_python())
    quiet = ["--quiet", "--disable-pip-version-check"]
    if run([python, "-m", "pip", "--version"], quiet=True, told=False):
        return [python, "-m", "pip", "install", *quiet]
    return [str(find_python()), "-m", "pip", "--python", python, "install", *quiet]


def uv_pin() -> str:
    return str(REQUIREMENTS / "uv.txt")


def install(which: str) -> None:
    python = str(venv_python())
    pins = str(REQUIREMENTS / (which + ".txt"))
    into_venv = pip()
    if run([*into_venv, "--require-hashes", "-r", uv_pin()]):
        sync = [python, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes"]
        if run([*sync, "--python", python, pins]):
            return
        say("uv không cài được, thử lại bằng pip…")
    if not run([*into_venv, "--require-hashes", "-r", pins]):
        stop("Không cài được các gói Python. Xem dòng lỗi ở trên; kiểm tra mạng rồi chạy lại.")


def compile_beside() -> None:
    """Begin to compile what the product imports last, while it imports the rest by itself."""
    later = []
    for packages in VENV.glob("lib/python3*/site-packages"):
        later += [str(packages / name) for name in ("wagtail", "allauth", "celery", "kombu")]
    if later:
        command = [str(venv_python()), "-m", "compileall", "-q", *later]
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# Programs and libraries of the system


def ensure_system(purpose: str) -> None:
    """Install by apt what is missing for `purpose`, or say what is."""
    programs = programs_for(purpose)
    wanted = [package for name, package in programs.items() if not program_path(name)]
    missing = [*([] if pdf_libraries_present() else PDF_PACKAGES), *wanted]
    if missing and apt_works():
        say("Cài bằng apt: %s" % " ".join(missing))
        if apt_install(missing):
            missing = []
    missing = [name for name in missing if not shutil.which(STAND_INS.get(name, ""))]
    if not missing:
        ensure_voice_program()
        return
    names = " ".join(missing)
    notice = "Máy còn thiếu: %s. Trên Debian/Ubuntu: sudo apt-get install %s" % (names, names)
    if os.environ.get("CI") == "true":
        stop(notice)
    print("\n" + "!" * 72 + "\n! " + notice + "\n" + "!" * 72 + "\n", flush=True)


def programs_for(purpose: str) -> dict[str, str]:
    """Each program it takes, and the package that brings it."""
    programs = {} if purpose == "run" else TEST_PROGRAMS
    return {**programs, **BENCH_PROGRAMS} if purpose == "bench" else programs


def ensure_voice_program() -> None:
    """Nothing waits for it: without it an author who uploads a voice is told what is missing."""
    if program_path(VOICE_PROGRAM):
        return
    if not apt_works():
        say("Chưa có ffmpeg nên chưa làm được giọng đọc. Debian: sudo apt-get install ffmpeg")
        return
    say("Cài ffmpeg bên cạnh, để làm giọng đọc…")
    command = "apt-get -qq update; apt-get -qq install --yes --no-install-recommends ffmpeg"
    subprocess.Popen(
        ["/bin/sh", "-c", command],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def best_path(name: str) -> str | None:
    """Where a program is, or what stands in for it."""
    return program_path(name) or program_path(STAND_INS.get(name, name))


def program_path(name: str) -> str | None:
    """Where a program is; PostgreSQL's own are kept off the PATH by Debian."""
    found = shutil.which(name)
    if found:
        return found
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/" + name), reverse=True)
    return str(homes[0]) if homes else None


def pdf_libraries_present() -> bool:
    if sys.platform != "linux":
        return True
    import ctypes

    try:
        for library in PDF_LIBRARIES:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_works() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> bool:
    if "postgresql" in packages:
        # Or Debian starts a server of its own the moment the package is in.
        folder = Path("/etc/postgresql-common")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "createcluster.conf").write_text("create_main_cluster = false\n")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "-qq", "update"], env=quiet, quiet=True)
    install_command = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages]
    return run(install_command, env=quiet, quiet=True)


def run(
    command: list[str], env: dict[str, str] | None = None, quiet: bool = False, told: bool = True
) -> bool:
    """Run a command; true when it succeeded. Output is shown only on failure when quiet, and not
    even then unless `told`: for a question whose answer may be no."""
    out = subprocess.PIPE if quiet else None
    try:
        done = subprocess.run(command, env=env, stdout=out, stderr=subprocess.STDOUT, check=False)
    except OSError as error:
        print(error, file=sys.stderr)
        return False
    if done.returncode and quiet and told:
        sys.stderr.buffer.write(done.stdout)
    return done.returncode == 0


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
