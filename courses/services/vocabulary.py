"""The hard words authors are reminded of: those shipped, as editors have changed them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from courses.models import HardWord
from courses.services.glossing import Explained
from lms.common import text
from lms.media.models import Recording

_SHIPPED = Path(__file__).parents[1] / "drafting" / "hard_words.txt"


@cache
def shipped() -> Mapping[str, str]:
    """The plain word for each hard one that every installation begins with."""
    return {word: plain for word, (plain, _sentence) in _lines().items()}


@cache
def shipped_sentences() -> Mapping[str, str]:
    """What residents are told of those that need more than a plain word."""
    return {word: sentence for word, (_plain, sentence) in _lines().items() if sentence}


@cache
def _lines() -> Mapping[str, tuple[str, str]]:
    lines = _SHIPPED.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" = ", 1) for line in lines if line and not line.startswith("#"))
    found = {}
    for hard, rest in pairs:
        plain, _bar, sentence = rest.partition(" | ")
        found[as_looked_for(hard)] = (text.nfc(plain), text.nfc(sentence))
    return found


def glossary() -> dict[str, Explained]:
    """The words residents can tap, each with its sentence and who reads it; one query."""
    found = {word: Explained(sentence) for word, sentence in shipped_sentences().items()}
    for row in HardWord.objects.select_related("voice"):
        known = found.pop(row.word, None)
        sentence = row.sentence or (known.sentence if known else "")
        if row.is_explained and sentence:
            # A recording reads the words that stand in its row.
            found[row.word] = Explained(sentence, row.voice if row.sentence else None)
    return found


def recordings() -> list[Recording]:
    """The voices that read sentences of the glossary."""
    spoken = {one.recording.pk: one.recording for one in glossary().values() if one.recording}
    return list(spoken.values())


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
        HardWord(word=word, plain=plain, sentence=shipped_sentences().get(word, ""))
        for word, plain in shipped().items()
        if word not in known
    ]
    HardWord.objects.bulk_create(missing, ignore_conflicts=True)
    _show_sentences()
    return len(missing)


def _show_sentences() -> None:
    """Rows of before there were sentences get those shipped; they are what residents see anyhow."""
    blank = list(HardWord.objects.filter(sentence="", word__in=list(shipped_sentences())))
    for row in blank:
        row.sentence = shipped_sentences()[row.word]
    HardWord.objects.bulk_update(blank, ["sentence"])


def as_looked_for(word: str) -> str:
    """The form in which a word is kept and compared."""
    return text.nfc(word).lower()
