"""`python -m lms.jobs.beat`: sends the scheduled messages.

Celery's own command loads all of Django first; this process needs only names and times and so
stays small. One of it runs, never inside a worker: it would outlive a killed one.
"""

import subprocess
import sys

from celery import current_app
from celery.apps.beat import Beat
from django.conf import settings

# Django's own command, in a process of its own: it loads all that this one does without.
CHECK = ("django", "check", "--database", "default", "--tag", "database")


class LightBeat(Beat):
    def init_loader(self) -> None:
        """Import no tasks: beat sends them by name."""
        current_app.finalize()


def main() -> None:
    """Send messages until stopped; refuses a database that must not be served."""
    if not settings.EMBEDDED:
        checked = subprocess.run([sys.executable, "-m", *CHECK], check=False)  # noqa: S603  ours
        if checked.returncode:
            sys.exit(checked.returncode)
    LightBeat(app=current_app, quiet=True, loglevel="WARNING").run()


if __name__ == "__main__":
    main()
