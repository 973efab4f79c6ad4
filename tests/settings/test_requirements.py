"""What the product imports is installed with it, and not only with its tests."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("lms", "courses", "teams", "certificates")
# For those who work on the product.
WITHOUT = {"lms/settings/test.py"}


def _imported():
    for part in PARTS:
        for file in sorted((ROOT / part).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if name in WITHOUT:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((name, one.name.partition(".")[0]) for one in node.names)
                elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                    yield name, node.module.partition(".")[0]


def _plain(distribution):
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_every_import_of_the_product_is_among_what_running_it_installs():
    text = (ROOT / ".ci" / "requirements" / "run.txt").read_text(encoding="utf-8")
    installed = set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))
    homes = packages_distributions()
    missing = {
        f"{file}: {module}"
        for file, module in _imported()
        if module not in sys.stdlib_module_names
        and module in homes
        and not installed & {_plain(one) for one in homes[module]}
    }
    assert not missing
