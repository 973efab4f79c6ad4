"""What a lesson is made of: steps, each one screen on a phone."""

from wagtail import blocks

from courses.blocks.content import DoBlock, ReadBlock, TeachBlock
from courses.blocks.drill import DrillBlock
from courses.blocks.practice import SimulateBlock
from courses.blocks.questions import QuestionBlock
from courses.blocks.watch import WatchBlock


class StepsBlock(blocks.StreamBlock):
    """The steps of a lesson; the name of a child is the kind of the step."""

    read = ReadBlock()
    watch = WatchBlock()
    simulate = SimulateBlock()
    drill = DrillBlock()
    question = QuestionBlock()
    do = DoBlock()
    teach = TeachBlock()

    class Meta:
        label = "Các bước"
        required = False
