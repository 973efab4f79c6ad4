"""Vietnamese text: one form to store, one to search, one to sort, one for addresses."""

import re
import unicodedata

_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def nfc(value: str) -> str:
    """Composed Unicode, outer blanks gone, inner blanks single."""
    return " ".join(unicodedata.normalize("NFC", value).split())


def fold(value: str) -> str:
    """Lower case without marks, đ as d, blanks single: equal for every way to type a word."""
    marks = unicodedata.normalize("NFD", value.lower().replace("đ", "d"))
    bare = "".join(sign for sign in marks if not unicodedata.combining(sign))
    return " ".join(bare.split())


def slug(value: str) -> str:
    """Lower-case ASCII words joined by hyphens; empty when no letter or digit is left."""
    return _NOT_WORD.sub("-", fold(value)).strip("-")


def sort_key(value: str) -> str:
    """A key whose plain order is the Vietnamese dictionary's: letters first, then tones.

    Words are compared one by one; a letter sorts a < ă < â < b …, a tone ngang < huyền <
    hỏi < ngã < sắc < nặng, and a tone counts only where all letters of the word are equal.
    """
    return " ".join(_word_key(word) for word in nfc(value).lower().split())


def _word_key(word: str) -> str:
    letters, tones = [], []
    for sign in word:
        parts = unicodedata.normalize("NFD", sign)
        tone = next((_TONES[mark] for mark in parts if mark in _TONES), 1)
        base = unicodedata.normalize("NFC", "".join(m for m in parts if m not in _TONES))
        place = _LETTERS.find(base)
        # Letters of the alphabet take A–` in order; everything else keeps its place before them.
        letters.append(chr(ord("A") + place) if place >= 0 else base)
        tones.append(str(tone))
    return "".join(letters) + "!" + "".join(tones)


def split_name(full_name: str) -> tuple[str, str]:
    """(family and middle names, given name); a single word is the given name."""
    words = nfc(full_name).split(" ")
    return " ".join(words[:-1]), words[-1]
