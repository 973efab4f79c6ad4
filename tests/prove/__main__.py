"""`make prove`: every proof at full size, each with a table for the record.

`python -m tests.prove papers jobs` runs those alone, `--small` at the size of `make test`. Each
proof says of a row of its table what it disproves; one fault anywhere fails the whole.
"""

import importlib
import os
import pkgutil
import sys
import time

from tests import prove

# What the proofs copy is named by the settings of the tests.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

SMALL = "--small"
Row = dict[str, object]


def table(rows: list[Row]) -> str:
    """A Markdown table; the columns are the keys of the first row."""
    heads = list(rows[0]) if rows else []
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(str(row.get(head, "")) for head in heads) + " |" for row in rows]
    return "\n".join(lines)


def main(words: list[str]) -> int:
    chosen = [word for word in words if word != SMALL]
    names = [module.name for module in pkgutil.iter_modules(prove.__path__)]
    found = []
    for name in names:
        if name.startswith("_") or (chosen and name not in chosen):
            continue
        print(f"\n## {name}", flush=True)
        start = time.monotonic()
        proof = importlib.import_module(f"tests.prove.{name}")
        rows = proof.main(full=SMALL not in words)
        print(table(rows))
        print(f"({time.monotonic() - start:.0f} s)", flush=True)
        found += [f"{name}: {fault}" for row in rows for fault in proof.faults(row)]
    return verdict(found)


def verdict(found: list[str]) -> int:
    """The exit code, and every fault in words nobody overlooks."""
    if not found:
        print("\nProved: nothing lost, nothing twice.")
        return 0
    lines = "".join(f"! {fault}\n" for fault in found)
    print(f"\n{'!' * 72}\n! NOT PROVED\n{lines}{'!' * 72}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
