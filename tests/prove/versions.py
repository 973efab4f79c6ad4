"""Whatever an author does to a course, nobody's record changes, and everybody can go on.

A course is published. Learners are somewhere in it, some have finished, some hold a certificate.
Then words are mended, a step is added, lessons change their order, a step and a lesson are taken
out, answers and the pass mark turn, the course is hidden, and in the end its pages, questions and
pictures are deleted. After each act every row about people is compared with what it was: only the
edition of who is under way may follow small changes within its line. All pages of all editions
people stand in are asked for again, and at the end those under way finish where they stand.
"""

from tests.prove._site import play, site, unlike


def main(*, full: bool = False, databases: tuple[str, ...] = ("sqlite", "postgresql")):
    """One row a database: what was done to the course, and what that did to its learners."""
    return [_prove(database, 1020 if full else 7) for database in databases]


def faults(row):
    found = unlike(row, 0, "records changed", "moved wrongly", "pages gone", "could not finish")
    return found + unlike(row, row["under way"], "finished after")


def _prove(database: str, learners: int):
    with site(database) as place:
        return {"database": database} | place.ask("versions", "acts", str(learners))


def acts(learners: str):
    from tests.prove import _versions

    return _versions.play_out(int(learners))


if __name__ == "__main__":
    play({"acts": acts})
