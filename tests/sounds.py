"""Recordings as phones make them, with a hum for a voice."""

import math
import shutil
import struct
import subprocess
import tempfile
import wave
from io import BytesIO
from pathlib import Path

RATE = 16_000


def recording(*parts, loud=0.4):
    """A WAV file: spoken and silent parts in turn, in seconds."""
    points = []
    for number, seconds in enumerate(parts):
        level = 0 if number % 2 else loud * 32767
        points += [
            int(level * math.sin(at * 0.08) * (0.6 + 0.4 * math.sin(at / 900)))
            for at in range(int(seconds * RATE))
        ]
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(points)}h", *points))
    return out.getvalue()


def as_kind(extension, *options, parts=(1.2, 0.6, 1.2)):
    """The same stored another way, by ffmpeg itself."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"made.{extension}")
        command = [str(shutil.which("ffmpeg")), "-loglevel", "error", "-i", "pipe:0"]
        subprocess.run([*command, *options, str(target)], input=recording(*parts), check=True)
        return target.read_bytes()


# Adaptive multi-rate as old phones record it: frames of 12.2 kbit/s, twenty milliseconds each.
AMR = b"#!AMR\n" + b"".join(
    bytes([0x3C, *((number * 37 + byte * 11) % 256 for byte in range(31))]) for number in range(120)
)


def clip(seconds=4, name=b"a"):
    """What passes for a clip fit for phones; nothing can be heard in it."""
    head = b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\0\0\0\x6cmvhd\0\0\0\0" + b"\0" * 8
    return head + (1000).to_bytes(4) + int(seconds * 1000).to_bytes(4) + name * 200


def hour(folder):
    """A file in which nobody says anything for an hour."""
    path = folder / "buổi họp.wav"
    with wave.open(str(path), "wb") as written:
        written.setparams((1, 1, 4000, 0, "NONE", ""))
        written.writeframes(b"\x80" * 4000 * 3600)
    return path
