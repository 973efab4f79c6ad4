"""Buttons of the desk that stand side by side do not touch."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates/courses/editor").glob("*.html"))
NOT_CLOSED = {"input", "img", "br", "meta", "link", "hr", "source"}
STYLES = "".join(path.read_text() for path in sorted((ROOT / "static/desk").glob("*.css")))
# The selectors of rules with a gap, each by the class it ends in.
SPACED = {
    name
    for selectors in re.findall(r"([^{}]+){[^{}]*\bgap:[^{}]*}", STYLES)
    for name in re.findall(r"\.([\w-]+)\s*(?=,|$)", selectors)
}
ROWS = ".desk :is(p, form):has(> .button ~ .button)"


class Rows(HTMLParser):
    """The elements in which two buttons stand side by side and nothing keeps them apart."""

    def __init__(self):
        super().__init__()
        self.above = [("", "", 0)]
        self.touching = []

    def handle_starttag(self, tag, attrs):
        classes = (dict(attrs).get("class") or "").split()
        name, held, buttons = self.above[-1]
        if "button" in classes:
            self.above[-1] = (name, held, buttons + 1)
        if tag not in NOT_CLOSED:
            self.above.append((tag, classes, 0))

    def handle_endtag(self, tag):
        if tag in NOT_CLOSED:
            return
        name, classes, buttons = self.above.pop()
        assert name == tag, self.getpos()
        if buttons > 1 and tag not in ("p", "form") and not SPACED.intersection(classes):
            self.touching.append((tag, self.getpos()))


def touching(html):
    rows = Rows()
    rows.feed(re.sub(r"{%.*?%}|{#.*?#}|{{.*?}}", "", html, flags=re.DOTALL))
    return rows.touching


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_buttons_side_by_side_stand_in_a_row_that_keeps_them_apart(template):
    assert touching(template.read_text()) == []


def test_such_a_row_has_a_gap_and_any_other_is_found():
    [rule] = re.findall(re.escape(ROWS) + r"\s*{([^}]*)}", STYLES)
    assert re.search(r"display: flex;\s*flex-wrap: wrap;\s*gap: 0\.75rem;", rule)
    assert "desk-buttons" in SPACED
    pair = '<a class="button" href="{% url "x" %}">Một</a> <button class="button">Hai</button>'
    assert touching(f'<div class="desk-card">{pair}</div>')
    assert not touching(f'<div class="desk-buttons">{pair}</div><p>{pair}</p>')
