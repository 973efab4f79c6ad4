"""`make bench`: every benchmark, each with its table of figures."""

import importlib
import pkgutil
import sys

import bench
from bench import _site
from tests.prove.__main__ import table


def main(chosen: list[str]) -> int:
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name.startswith("_") or (chosen and module.name not in chosen):
            continue
        print(f"\n## {module.name}", flush=True)
        rows = importlib.import_module(f"bench.{module.name}").main()
        print(table(rows), flush=True)
    print(f"\nA fixed piece of Python takes {_site.speed():.1f} CPU-ms here now.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
