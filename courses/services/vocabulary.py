"""The hard words authors are reminded of: those shipped, as editors have changed them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from courses.models import HardWord
from lms.common import text

_SHIPPED = Path(__file__).parents[1] / "drafting" / "hard_words.txt"


@cache
def shipped() -> Mapping[str, str]:
    """The plain word for each hard one that every installation begins with."""
    lines = _SHIPPED.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" = ", 1) for line in lines if line and not line.startswith("#"))
    return {as_looked_for(hard): text.nfc(plain) for hard, plain in pairs}


def hard_words() -> dict[str, str]:
    """The plain word for each hard one that is looked for now; one query."""
    words = dict(shipped())
    for row in HardWord.objects.all():
        words.pop(row.word, None)
        if row.is_checked:
            words[row.word] = row.plain
    return words


def ensure_usual() -> int:
    """Show the shipped words to editors; what they have changed stays. How many were added."""
    known = set(HardWord.objects.values_list("word", flat=True))
    missing = [
        HardWord(word=word, plain=plain) for word, plain in shipped().items() if word not in known
    ]
    HardWord.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def as_looked_for(word: str) -> str:
    """The form in which a word is kept and compared."""
    return text.nfc(word).lower()
