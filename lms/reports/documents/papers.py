"""From a page of HTML to a PDF, with what our fonts cannot show left out."""

from lms.common import pdf

MOST_TRIES = 12
"""How often letters our fonts lack are taken out: each answer names forty of them at most."""


def render(html: str, *, identifier: str) -> bytes:
    """The PDF; a letter no face of ours has, an emoji, is left out rather than all of the paper."""
    for _try in range(MOST_TRIES):
        try:
            return pdf.render(html, identifier=identifier)
        except pdf.MissingLetters as missing:
            lacking = {*missing.letters, *missing.letters.lower()}
            html = html.translate({ord(one): None for one in lacking if len(one) == 1})
    return pdf.render(html, identifier=identifier)
