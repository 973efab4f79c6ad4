"""The reader: a process of its own, because a file may be made to fill memory or to take for ever.

It knows neither Django nor the database: a file and a folder in, `parts.json` and pictures in the
folder out, or a word on why not. The system ends it when it has used up its time or its memory.
"""

import json
import resource
import sys
from pathlib import Path

from courses.documents import portable, word
from courses.documents.parts import NotRead

SECONDS, MEMORY = 25, 900 * 1024 * 1024
READERS = {".docx": word.read, ".pdf": portable.read}
ANSWER = "parts.json"


def main(path: Path, folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    told: dict[str, object]
    try:
        told = {"parts": [one.told() for one in READERS[path.suffix](path, folder)]}
    except NotRead as found:
        told = {"why": found.why, "count": found.count}
    (folder / ANSWER).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
