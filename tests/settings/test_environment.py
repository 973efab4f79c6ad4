"""`.env.example` tells the whole truth about the environment."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / ".env.example"
FOR_TESTS = {"TEST_DATABASE"}


def read_by_the_code():
    """{name: default as written, None when it is computed} of every call of `lms.env`."""
    found = {}
    for folder in ("lms", "courses", "teams", "certificates"):
        for file in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if _reads_environment(call):
                    found.setdefault(call.args[0].value, _default(call))
    return found


def _reads_environment(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and isinstance(node.args[0], ast.Constant)
    )


def _default(call):
    given = [*call.args[1:2], *(keyword.value for keyword in call.keywords)]
    if not given:
        return ""
    if not all(isinstance(one, ast.Constant) for one in given):
        return None
    return ",".join(str(int(v) if isinstance(v, bool) else v) for v in (g.value for g in given))


def example():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]", line))


def test_every_variable_is_listed_and_none_is_invented():
    assert set(example()) == set(read_by_the_code()) - FOR_TESTS


def test_listed_defaults_are_the_real_ones():
    listed = example()
    for name, default in read_by_the_code().items():
        if name not in FOR_TESTS and default is not None:
            assert listed[name] == default, name


def test_only_one_module_reads_the_environment():
    for folder in ("lms", "courses", "teams", "certificates"):
        for file in (ROOT / folder).rglob("*.py"):
            if file.name not in {"env.py", "bootstrap.py"}:
                text = file.read_text(encoding="utf-8")
                assert not re.search(r"os\.(environ\[|environ\.get|getenv)", text), file
