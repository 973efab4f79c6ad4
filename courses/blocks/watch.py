"""A short video, with words for those who do not see, hear or fetch it."""

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.content import TEXT_FEATURES, TITLE_LENGTH, voice_block


class WatchBlock(blocks.StructBlock):
    """A video of the shelf; what is said in it lies with the video."""

    title = blocks.CharBlock(label="Tên bước", max_length=TITLE_LENGTH)
    intro = blocks.RichTextBlock(
        label="Xem để biết gì",
        features=TEXT_FEATURES,
        required=False,
        help_text="Một câu. Bà con đọc trước khi bấm xem.",
    )
    film = SnippetChooserBlock(
        "media.Film",
        label="Video",
        required=False,
        help_text="Phụ đề và lời ghi lại nằm ở video, trong mục Video.",
    )
    voice = voice_block()
    required = blocks.BooleanBlock(
        label="Bắt buộc", default=True, required=False, help_text="Phải xem mới xong khóa học."
    )

    class Meta:
        icon = "media"
        label = "Xem video"
        description = "Bà con xem một video ngắn, có phụ đề, hoặc đọc lời ghi lại."
        template = "courses/blocks/step.html"
        label_format = "Xem: {title}"
