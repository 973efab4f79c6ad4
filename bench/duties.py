"""What it costs to give a course to 36,500 officials, and to read how far they are.

The goal: no transaction longer than two seconds.
"""

import time
from datetime import timedelta

from bench import _site, _work
from bench.roster import OFFICES, PEOPLE, province


def main():
    _site.ready()
    from courses.models import Duty  # noqa: PLC0415 (after Django is ready)
    from courses.services import duties  # noqa: PLC0415
    from lms.common import clock  # noqa: PLC0415
    from lms.users.models import Agency, Official, User  # noqa: PLC0415
    from tests.courses.editions import make_edition  # noqa: PLC0415

    top, manager = province()
    offices = list(Agency.objects.exclude(pk=top.pk))
    people = User.objects.bulk_create(
        [User(given_name=f"Cán bộ {n}", sort_key=f"{n:06}") for n in range(PEOPLE)], batch_size=1000
    )
    Official.objects.bulk_create(
        [
            Official(person=person, agency=offices[n % OFFICES], staff_no=f"{n:06}")
            for n, person in enumerate(people)
        ],
        batch_size=1000,
    )
    course = make_edition().course
    due = clock.today() + timedelta(days=30)
    rows = []

    def step(name, work):
        begun, cpu = time.monotonic(), time.process_time()
        result = work()
        rows.append(
            {
                "step": name,
                "CPU-s": f"{time.process_time() - cpu:.2f}",
                "s": f"{time.monotonic() - begun:.2f}",
            }
        )
        return result

    def give():
        """In the request; the job has the rest."""
        return duties.assign(top, course, due_on=due, by=manager, note="", now=clock.now())

    rule = step("give: the request", give)
    longest = step("give: the job", _work.work_off)
    rows[-1]["longest part, s"] = f"{longest:.2f}"
    assert Duty.objects.count() == PEOPLE
    step("give again", give)
    step("how far they are", lambda: duties.standing(rule))
    step("by agency", lambda: duties.standings_by_child(rule, top))
    return rows
