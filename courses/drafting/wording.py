"""What makes a text hard to read for residents: long sentences, hard words, marks in new places."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lms.common import text

MOST_SYLLABLES = 15
_SYLLABLE = re.compile(r"[^\W_]+(?:[.,:/@-]?[^\W_]+)*")
# The words of a button or a message are not the author's to choose.
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# "hoà", "khoẻ", "thuỷ": the mark on the last vowel. After "q" the u is no vowel: "quý" is right.
_NEW = re.compile(r"(?<![qQ])([oO][àáảãạèéẻẽẹ]|[uU][ỳýỷỹỵ])(?!\w)", re.IGNORECASE)
# "tòan", "hùynh": typed too fast, the mark on the first vowel of a closed syllable.
_EARLY = re.compile(
    r"(?<![qQ])([òóỏõọ][aăe]|[ùúủũụ](?:[âêơ]|y(?=\w)))(?:ng|nh|ch|[cmnptiyo])(?!\w)",
    re.IGNORECASE,
)


class Kind(StrEnum):
    LONG = "long"
    HARD = "hard"
    MARK = "mark"


@dataclass(frozen=True)
class Remark:
    """Something to write in another way: what stands there, and what could (LONG has nothing)."""

    kind: Kind
    found: str
    swap: str = ""
    # Of a long sentence.
    syllables: int = 0


def remarks(sentences: list[str], hard: Mapping[str, str]) -> Iterator[Remark]:
    """All remarks on these sentences, each word once; `hard` gives a plain word for a hard one."""
    seen: set[str] = set()
    for sentence in map(text.nfc, sentences):
        count = syllables(sentence)
        if count > MOST_SYLLABLES:
            yield Remark(Kind.LONG, sentence, syllables=count)
        own = _QUOTED.sub(" “” ", sentence)
        for remark in (*_marks(own), *_hard_words(own, hard)):
            if remark.found.lower() not in seen:
                seen.add(remark.found.lower())
                yield remark


def syllables(sentence: str) -> int:
    """Vietnamese writes its syllables apart; a number or an address counts as one."""
    return len(_SYLLABLE.findall(sentence))


def with_old_marks(word: str) -> str:
    """The word with its tone mark where the old style has it: "hoà" as "hòa", "tòan" as "toàn"."""
    return _EARLY.sub(_later, _NEW.sub(_earlier, word))


def _marks(sentence: str) -> Iterator[Remark]:
    for word in re.findall(r"[^\W\d_]+", sentence):
        mended = with_old_marks(word)
        if mended != word:
            yield Remark(Kind.MARK, word, mended)


def _earlier(found: re.Match[str]) -> str:
    first = found[0][0]
    plain, tone = _apart(found[0][1])
    return unicodedata.normalize("NFC", first + tone) + plain


def _later(found: re.Match[str]) -> str:
    first, second, rest = found[0][0], found[0][1], found[0][2:]
    plain, tone = _apart(first)
    return plain + unicodedata.normalize("NFC", second + tone) + rest


def _apart(letter: str) -> tuple[str, str]:
    """A vowel and its tone mark: "ầ" as "â" and the grave."""
    signs = unicodedata.normalize("NFD", letter)
    tone = "".join(sign for sign in signs if sign in _TONES)
    return unicodedata.normalize("NFC", "".join(s for s in signs if s not in _TONES)), tone


def _hard_words(sentence: str, hard: Mapping[str, str]) -> Iterator[Remark]:
    if not hard:
        return
    for found in any_of(hard).finditer(as_compared(sentence)):
        word = found[0]
        yield Remark(Kind.HARD, word, hard[word])


def as_compared(text: str) -> str:
    """The text as words are looked for in it, each letter in its place."""
    plain = with_old_marks(text).lower()
    return plain if len(plain) == len(text) else text


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these words."""
    return _any_of(tuple(sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=16)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """The longest word wins: "mã xác thực" is not also "xác thực"."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
