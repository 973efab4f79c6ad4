"""ffmpeg in a child with limits: one file of ours in, one out, nothing else followed."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

PROGRAM = "ffmpeg"
# A job's share of time is 50 s.
SECONDS = 40
MEMORY_KILOBYTES = 2_000_000
_LIMITED = 'ulimit -t "$1" -v "$2"; shift 2; exec "$@"'


class NoProgram(Exception):
    """This machine has no ffmpeg."""


class TooSlow(Exception):
    """It was not done within its time."""


class Unreadable(Exception):
    """ffmpeg can make nothing of the file; the text is what it said."""


def is_possible() -> bool:
    return shutil.which(PROGRAM) is not None


def run(
    source: Path, target: Path, *, demuxer: str, making: Sequence[str], threads: int = 1
) -> str:
    """Make `target` of `source`, read as `demuxer` and as nothing else; what ffmpeg said.

    Raises NoProgram, TooSlow or Unreadable.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise NoProgram
    quiet = ("-nostdin", "-hide_banner", "-nostats", "-threads", str(threads))
    # Only this file, only as what it is: a playlist inside could name any file of the machine.
    reading = ("-protocol_whitelist", "file", "-f", demuxer, "-i", f"file:{source}")
    command = [program, *quiet, *reading, *making, "-y", f"file:{target}"]
    limits = (str(SECONDS * threads), str(MEMORY_KILOBYTES))
    try:
        done = subprocess.run(  # noqa: S603  our own words, and paths we made
            ["/bin/sh", "-c", _LIMITED, "sh", *limits, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TooSlow from late
    told = done.stderr.decode(errors="replace")
    if done.returncode:
        raise Unreadable(told)
    return told
