"""What the pages everybody sees cost the server, found in its memory and made anew."""

from bench import _site

CACHED, MADE = {"budget": 1.2, "most_queries": 1}, {"budget": 5, "most_queries": 5}


def main():
    _site.ready()
    _site.with_static_files()
    from django.core.cache import caches  # noqa: PLC0415 (after Django is ready)

    from tests.courses.editions import make_edition, uids  # noqa: PLC0415

    edition = make_edition("khoa-de-do")
    caller = _site.Caller()
    step = f"/hoc/{edition.public_id}/{uids(edition)['tap-nop']}/"
    rows = []
    for name, address in (("home", "/"), ("course", "/khoa-hoc/khoa-de-do/"), ("step", step)):

        def ask(address=address):
            return caller.environ("GET", address)

        # The home page asks what there is: its two queries are not in its memory.
        cached = CACHED | ({"most_queries": 2} if name == "home" else {})
        forget = caches["bodies"].clear
        rows.append(_site.weigh(f"{name}, cached", caller, ask, **cached))
        rows.append(_site.weigh(f"{name}, made anew", caller, ask, before=forget, **MADE))
    return rows
