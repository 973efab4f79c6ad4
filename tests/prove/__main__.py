"""`make prove`: every proof at full size, each with a table for the record."""

import importlib
import pkgutil
import sys
import time

from tests import prove

Row = dict[str, object]


def table(rows: list[Row]) -> str:
    """A Markdown table; the columns are the keys of the first row."""
    heads = list(rows[0]) if rows else []
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(str(row.get(head, "")) for head in heads) + " |" for row in rows]
    return "\n".join(lines)


def main(chosen: list[str]) -> int:
    names = [module.name for module in pkgutil.iter_modules(prove.__path__)]
    for name in names:
        if name.startswith("_") or (chosen and name not in chosen):
            continue
        print(f"\n## {name}", flush=True)
        start = time.monotonic()
        rows = importlib.import_module(f"tests.prove.{name}").main(full=True)
        print(table(rows))
        print(f"({time.monotonic() - start:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
