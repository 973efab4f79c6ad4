"""Vietnamese text: one form to store, one to search, one to sort, one for addresses."""

import re
import unicodedata

# Eth looks like Đ and comes from old keyboards and converted files; it is never meant. Hangul
# fillers and the blank braille pattern show nothing: a name made of them would look empty.
_EXCHANGED = str.maketrans("Ðð", "Đđ", "\u115f\u1160\u3164\uffa0\u2800")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_LOOSE_SIGNS = re.compile(r"[^\w\s\x21-\x7e]{3,}")
_MARKS_IN_A_ROW = 2

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES = {letter: str(20 + place) for place, letter in enumerate(_LETTERS)}
_OTHER_LETTER = "99"
_TONES = {"\u0300": "02", "\u0309": "03", "\u0303": "04", "\u0301": "05", "\u0323": "06"}
_LEVEL_TONE = "01"


def nfc(value: str) -> str:
    """One line of composed Unicode that is safe to show: the form in which text is stored.

    Outer blanks go, inner blanks and line ends become one blank. Gone too is what nobody sees
    and hostile names are made of: control, zero-width, bidi and private signs, letters without
    a shape, loose marks beyond two in a row. Eth (Ð), typed for Đ, becomes Đ.
    """
    seen = value if value.isprintable() else "".join(map(_shown, value))
    composed = unicodedata.normalize("NFC", seen.translate(_EXCHANGED))
    return " ".join(_LOOSE_SIGNS.sub(_calm, composed).split())


def fold(value: str) -> str:
    """Lower case without marks, đ as d, blanks single: equal for every way to type a word.

    Never longer than `nfc(value)`, so it fits a column as wide as the text's own.
    """
    marks = unicodedata.normalize("NFD", nfc(value).lower().replace("đ", "d"))
    bare = "".join(sign for sign in marks if not unicodedata.combining(sign))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def slug(value: str) -> str:
    """Lower-case ASCII words joined by hyphens; empty when no letter or digit is left."""
    return _NOT_WORD.sub("-", fold(value)).strip("-")


def sort_key(value: str) -> str:
    """A key whose plain order is the Vietnamese dictionary's; at most 2 × len(nfc(value)) + 2.

    Words are compared one by one: first their letters, a < ă < â < b …, then their tone,
    ngang < huyền < hỏi < ngã < sắc < nặng, wherever in the word it is written. Numbers come
    before letters and count by value (Xóm 2 before Xóm 10), letters of other scripts come
    last, punctuation only parts words. The key is digits alone, two for a letter, so that
    every collation of every database orders it alike.
    """
    line = nfc(value)
    tokens = _TOKEN.findall(line.lower())
    key = "".join(_number_key(t) if t.isdecimal() else _word_key(t) for t in tokens)
    return key[: 2 * len(line) + 2]


def split_name(full_name: str) -> tuple[str, str]:
    """(family and middle names, given name); a single word is the given name."""
    words = nfc(full_name).split(" ")
    return " ".join(words[:-1]), words[-1]


def _shown(sign: str) -> str:
    if sign.isspace():
        return " "
    return "" if unicodedata.category(sign) in _UNSEEN else sign


def _calm(signs: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in signs[0]:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(sign)
    return "".join(kept)


def _number_key(digits: str) -> str:
    value = digits.lstrip("0") or "0"
    return f"1{min(len(value), 9)}{value}"


def _word_key(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    tone = next((_TONES[sign] for sign in marks if sign in _TONES), _LEVEL_TONE)
    letters = unicodedata.normalize("NFC", "".join(s for s in marks if s not in _TONES))
    return "".join(map(_letter_key, letters)) + tone


def _letter_key(letter: str) -> str:
    if letter in _PLACES:
        return _PLACES[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    return "" if unicodedata.combining(base) else _PLACES.get(base, _OTHER_LETTER)
