"""`python -m lms.jobs.beat`: sends the scheduled messages.

Celery's own command loads all of Django first; this process needs only names and times and so
stays small. One of it runs, never inside a worker: it would outlive a killed one.
"""

from celery import current_app
from celery.apps.beat import Beat


class LightBeat(Beat):
    def init_loader(self) -> None:
        """Import no tasks: beat sends them by name."""
        current_app.finalize()


def main() -> None:
    LightBeat(app=current_app, quiet=True, loglevel="WARNING").run()


if __name__ == "__main__":
    main()
