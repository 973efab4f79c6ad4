"""What templates and compilers ask of a block's value."""

from wagtail.blocks import StructValue


def lines(text: str) -> list[str]:
    """The lines of a text that hold anything, outer blanks gone."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class LinesValue(StructValue):
    """A value whose checklist or card is written one point a line."""

    @property
    def points(self) -> list[str]:
        return lines(self.get("checklist") or self.get("points") or "")
