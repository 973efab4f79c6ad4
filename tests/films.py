"""Short videos as phones make them, drawn and hummed by ffmpeg itself."""

import shutil
import subprocess
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from lms.media.pictures import Picture

CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:01.500
Mở Cổng dịch vụ công.

00:00:01.500 --> 00:00:03.000
Bấm nút Nộp trực tuyến.
"""


@cache
def video(seconds=4, size="320x240", extension="mp4", *, sound=True, rate=10, noise=0):
    """A moving test picture with a tone; noise makes it as heavy as a shaking hand does."""
    drawn = f"testsrc=size={size}:rate={rate}:duration={seconds}"
    if noise:
        drawn += f",noise=alls={noise}:allf=t"
    inputs = ["-f", "lavfi", "-i", drawn]
    if sound:
        inputs += ["-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}"]
    coded = ["-c:v", "libvpx", "-deadline", "realtime"] if extension == "webm" else []
    coded = coded or ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    if extension == "mp4":
        coded += ["-movflags", "+faststart"]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"made.{extension}")
        command = [str(shutil.which("ffmpeg")), "-loglevel", "error"]
        subprocess.run([*command, *inputs, *coded, str(target)], check=True)
        return target.read_bytes()


def copy(seconds=20, name=b"a"):
    """What passes for a copy fit for phones; nothing can be seen in it."""
    head = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0\0\0\x6cmvhd\0\0\0\0" + b"\0" * 8
    return head + (1000).to_bytes(4) + int(seconds * 1000).to_bytes(4) + name * 500


POSTER = Picture(b"RIFF\x20\0\0\0WEBPVP8 " + b"\0" * 24, ".webp", 320, 240)


def poster():
    """A real picture for a page that shows it."""
    out = BytesIO()
    Image.new("RGB", (320, 240), "#0f5b47").save(out, "WEBP")
    return out.getvalue()
