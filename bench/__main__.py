"""`make bench`: every benchmark, each with its table of figures, each on a site of its own."""

import importlib
import pkgutil
import subprocess
import sys

import bench
from bench import _site
from tests.prove.__main__ import table


def main(chosen: list[str]) -> int:
    if len(chosen) == 1:
        found = importlib.import_module(f"bench.{chosen[0]}").main()
        tables = found if isinstance(found, dict) else {chosen[0]: found}
        for title, rows in tables.items():
            print(f"\n## {title}\n{table(rows)}")
        print(f"\nA fixed piece of Python takes {_site.speed():.1f} CPU-ms here now.", flush=True)
        return 0
    every = [one.name for one in pkgutil.iter_modules(bench.__path__) if one.name[0] != "_"]
    command = [sys.executable, "-m", "bench"]
    runs = [subprocess.run([*command, name], check=False) for name in chosen or every]
    return max(run.returncode for run in runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
