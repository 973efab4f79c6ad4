"""`python -m tests.jobs.house FOLDER CHILD …`: a supervisor for the tests to kill."""

import sys
from pathlib import Path

from lms.jobs.processes import children, supervisor


def child(word):
    if word.startswith("web:"):
        return children.web("127.0.0.1", int(word.removeprefix("web:")))
    if word == "worker":
        return children.worker()
    if word == "beat":
        return children.beat()
    return children.Child(word, f"Tiến trình {word}", ("tests.jobs.little", word))


if __name__ == "__main__":
    sys.exit(
        supervisor.run(
            [child(word) for word in sys.argv[2:]],
            data_dir=Path(sys.argv[1]),
            on_ready=lambda: supervisor.say("sẵn sàng"),
            tries=3,
        )
    )
