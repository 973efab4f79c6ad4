"""The only reader of the environment. Every variable is listed in `.env.example`."""

import os
from pathlib import Path
from urllib.parse import urlsplit


class SettingMissing(Exception):
    """A variable that production cannot do without is not set, or not as it must be."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    return value in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    value = text(name)
    return int(value) if value else default


def budget(name: str, **defaults: int) -> dict[str, int]:
    """Whole numbers separated by commas, in the order of the defaults, or the defaults."""
    given = words(name)
    if given and len(given) != len(defaults):
        message = f"{name} cần {len(defaults)} số, cách nhau bằng dấu phẩy (xem .env.example)"
        raise SettingMissing(message)
    return dict(zip(defaults, map(int, given), strict=True)) if given else defaults


def words(name: str) -> list[str]:
    """Comma-separated values, blanks dropped."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    value = text(name)
    return Path(value).expanduser().resolve() if value else default


def secret(name: str, default: str = "") -> str:
    """The content of the file named by `<name>_FILE`, or else the value."""
    file = text(f"{name}_FILE")
    return Path(file).read_text(encoding="utf-8").strip() if file else text(name, default)


def https(name: str) -> str:
    """An address that starts with https://, or nothing; raises SettingMissing for any other."""
    value = text(name)
    parts = urlsplit(value)
    if value and not (parts.scheme == "https" and parts.hostname):
        message = f"{name} phải là một địa chỉ https://… (xem .env.example)"
        raise SettingMissing(message)
    return value


def required(name: str) -> str:
    """The value, or the content of the file named by `<name>_FILE`; raises SettingMissing."""
    value = secret(name)
    if not value:
        message = f"Cần đặt {name} (xem .env.example)"
        raise SettingMissing(message)
    return value


def required_words(name: str) -> list[str]:
    """Comma-separated values; raises SettingMissing when there is none."""
    return [word.strip() for word in required(name).split(",") if word.strip()]
