"""Two drafts beside each other, in the words of the form: choices by their names, yes and no.

Blocks of the library may not be made classes of our own (their names would stay in migrations for
ever), so the class that compares them is named on the library's.
"""

from typing import Any

from django.utils.encoding import force_str
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin import compare


class FieldComparison(compare.BlockComparison):
    """What a field holds as its author chose it."""

    def said(self, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if isinstance(self.block, blocks.BooleanBlock):
            return str(_("có") if value else _("không"))
        if isinstance(self.block, blocks.ChoiceBlock):
            return str(_names(self.block).get(str(value), value))
        return force_str(value)

    def htmlvalue(self, val: Any) -> str:
        return escape(self.said(val))

    def htmldiff(self) -> str:
        before, after = self.said(self.val_a), self.said(self.val_b)
        html: str = compare.diff_text(before, after).to_html()
        return html


def _names(block: Any) -> dict[str, Any]:
    return {str(value): name for value, name in block.field.choices if not isinstance(name, list)}


def compare_fields_by_their_names() -> None:
    """Called once, from `AppConfig.ready`."""

    def comparison_of(block: Any) -> type[compare.BlockComparison]:
        is_rich = isinstance(block, blocks.RichTextBlock)
        return compare.RichTextBlockComparison if is_rich else FieldComparison

    blocks.FieldBlock.get_comparison_class = comparison_of
