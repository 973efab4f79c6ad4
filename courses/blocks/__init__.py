"""The blocks lessons, questions and tests are made of."""

from courses.blocks.content import DoBlock, NoteBlock, PictureBlock, ReadBlock, TeachBlock
from courses.blocks.drill import DrillBlock, DrillChoiceBlock, DrillPartBlock, DrillTurnBlock
from courses.blocks.practice import ScreenBlock, SimulateBlock, SpotBlock
from courses.blocks.questions import OptionBlock, QuestionBlock, SlotBlock
from courses.blocks.steps import StepsBlock
from courses.blocks.watch import WatchBlock

__all__ = [
    "DoBlock",
    "DrillBlock",
    "DrillChoiceBlock",
    "DrillPartBlock",
    "DrillTurnBlock",
    "NoteBlock",
    "OptionBlock",
    "PictureBlock",
    "QuestionBlock",
    "ReadBlock",
    "ScreenBlock",
    "SimulateBlock",
    "SlotBlock",
    "SpotBlock",
    "StepsBlock",
    "TeachBlock",
    "WatchBlock",
]
