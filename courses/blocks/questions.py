"""Questions where they are used: as a step, as a slot of the final test, and their answers."""

from decimal import Decimal

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.content import TITLE_LENGTH, voice_block


class OptionBlock(blocks.StructBlock):
    """One answer to choose."""

    text = blocks.CharBlock(label="Câu trả lời", max_length=200)
    right = blocks.BooleanBlock(label="Đây là câu đúng", required=False)
    said = blocks.CharBlock(
        label="Khi chọn câu này, nói",
        required=False,
        max_length=300,
        help_text="Vì sao đúng, hoặc dễ nhầm ở chỗ nào.",
    )

    class Meta:
        icon = "radio-full"
        label = "Câu trả lời"
        description = "Một câu trả lời để chọn."
        template = "courses/blocks/option.html"
        label_format = "{text}"


class QuestionBlock(blocks.StructBlock):
    """One question to practise with; as many tries as one likes."""

    title = blocks.CharBlock(label="Tên bước", max_length=TITLE_LENGTH)
    question = SnippetChooserBlock("courses.Question", label="Câu hỏi", required=False)
    voice = voice_block()
    required = blocks.BooleanBlock(
        label="Bắt buộc",
        default=True,
        required=False,
        help_text="Phải trả lời đúng mới xong khóa học.",
    )

    class Meta:
        icon = "help"
        label = "Câu hỏi"
        description = "Bà con trả lời, biết ngay đúng hay dễ nhầm chỗ nào."
        template = "courses/blocks/step.html"
        label_format = "Câu hỏi: {title}"


class SlotBlock(blocks.StructBlock):
    """A place in the final test."""

    question = SnippetChooserBlock("courses.Question", label="Câu hỏi", required=False)
    points = blocks.DecimalBlock(
        label="Số điểm",
        default=Decimal(1),
        min_value=Decimal("0.5"),
        max_value=100,
        decimal_places=1,
        help_text="So với các câu khác; máy tự quy về thang 10.",
    )
    placement = blocks.BooleanBlock(
        label="Dùng cả trong bài thử sức",
        default=True,
        required=False,
        help_text="Chọn câu nào ai đã biết khóa này đều trả lời được.",
    )
    voice = voice_block()

    class Meta:
        icon = "help"
        label = "Câu kiểm tra"
        description = "Một câu trong bài kiểm tra cuối khóa."
        template = "courses/blocks/slot.html"
