"""Every text an author has written in a step, with its field: residents read all of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock

from courses.drafting.freezing import html, paragraphs
from courses.models import Question
from courses.services.speech import Reader

# What is on the screens of others, or typed to be found wrong: written as it is there.
QUOTED = {
    "SpotBlock": {"label", "text"},
    "DrillPartBlock": {"text"},
    "DrillBlock": {"sender"},
}
# Words for those who cannot see: they list what is on a screen, in the words that stand there.
DESCRIBING = "alt"


@dataclass(frozen=True)
class Text:
    """One field's sentences; `place` is the id of the block it lies in, or a model's field."""

    label: str
    place: str
    sentences: list[str]
    byte_count: int
    is_description: bool = False
    # Of the field within its block.
    name: str = ""


def of_block(block: Any, place: str) -> Iterator[Text]:
    """The texts below a bound block, in the order of the form."""
    value, definition = block.value, block.block
    if isinstance(definition, StructBlock):
        quoted = QUOTED.get(type(definition).__name__, set())
        for name, child in value.bound_blocks.items():
            if name not in quoted:
                for text in of_block(child, place):
                    is_description = text.is_description or name == DESCRIBING
                    yield replace(text, is_description=is_description, name=text.name or name)
    elif isinstance(definition, (ListBlock, StreamBlock)):
        for child in value.bound_blocks if isinstance(definition, ListBlock) else value:
            yield from of_block(child, str(child.id or place))
    elif isinstance(definition, RichTextBlock):
        yield from _written(definition.label, place, html(value))
    elif isinstance(definition, (CharBlock, TextBlock)):
        yield from _written(definition.label, place, _escaped(value))


def of_question(question: Question) -> Iterator[Text]:
    """The texts of a question; never what it quotes."""
    for name in ("prompt", "explanation"):
        label = str(Question._meta.get_field(name).verbose_name)
        yield from _written(label, name, _escaped(getattr(question, name)))
    for option in question.options:
        yield from of_block(option, str(option.id))


def _escaped(value: object) -> str:
    return paragraphs(value).replace("&", "&amp;").replace("<", "&lt;")


def _written(label: str, place: str, markup: str) -> Iterator[Text]:
    if not markup:
        return
    reader = Reader()
    reader.html(markup)
    yield Text(str(label), place, reader.sentences, len(markup.encode()))
