"""The demo sign-ins of a data folder, kept beside its database and readable by its owner only."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

FILE = "demo_accounts.json"


@dataclass(frozen=True)
class SignIn:
    """How one kind of person comes in; without a password, by a code sent to the number."""

    who: str
    address: str
    login: str
    password: str = ""


def kept() -> list[SignIn]:
    """The sign-ins of this data folder; none before the demo is loaded, or from a broken file."""
    try:
        entries = json.loads(_file().read_text(encoding="utf-8"))
        return [SignIn(**entry) for entry in entries]
    except (FileNotFoundError, ValueError, TypeError):
        return []


def keep(sign_ins: list[SignIn]) -> None:
    """Write the sign-ins down, all of them or, when the process is killed, none."""
    text = json.dumps([asdict(entry) for entry in sign_ins], ensure_ascii=False, indent=1)
    new = _file().with_suffix(".new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(text, encoding="utf-8")
    new.replace(_file())


def _file() -> Path:
    return Path(settings.DATA_DIR) / FILE
