"""Steps that show and ask: something to read, to do for real, to show to somebody."""

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.values import LinesValue

TEXT_FEATURES = ["bold", "italic", "h3", "ol", "ul", "link"]
TITLE_LENGTH = 200


def voice_block() -> SnippetChooserBlock:
    """The one recording that reads a step aloud."""
    return SnippetChooserBlock(
        "media.Recording",
        label="Giọng đọc",
        required=False,
        help_text="Một bản ghi đọc cả bước: tên bước, rồi từng câu theo thứ tự trên màn hình.",
    )


def procedure_block() -> SnippetChooserBlock:
    """The procedure a step speaks of; its card stands below the text."""
    return SnippetChooserBlock(
        "courses.ProcedureCard",
        label="Thẻ thủ tục",
        required=False,
        help_text="Giấy tờ, số ngày, lệ phí hiện thành thẻ ở cuối bước, in ra cũng có.",
    )


class PictureBlock(blocks.StructBlock):
    """One picture with the words for those who cannot see it."""

    image = ImageChooserBlock(label="Hình", required=False)
    alt = blocks.CharBlock(
        label="Lời mô tả hình",
        required=False,
        max_length=300,
        help_text="Đọc lên cho người không nhìn thấy hình. Nói trong hình có gì.",
    )
    caption = blocks.CharBlock(label="Chú thích dưới hình", required=False, max_length=300)

    class Meta:
        icon = "image"
        label = "Hình minh họa"
        description = "Hình vẽ hoặc ảnh chụp, có lời mô tả."
        template = "courses/blocks/picture.html"


class NoteBlock(blocks.StructBlock):
    """A tip or a warning in a box of its own."""

    kind = blocks.ChoiceBlock(
        label="Loại",
        choices=[("none", "Không có"), ("tip", "Mẹo"), ("scam", "Coi chừng lừa đảo")],
        default="none",
    )
    title = blocks.CharBlock(label="Tiêu đề", required=False, max_length=100)
    text = blocks.TextBlock(label="Nội dung", required=False, rows=2, max_length=400)

    class Meta:
        icon = "warning"
        label = "Mẹo hoặc cảnh báo"
        description = "Một ô nổi bật ở cuối bước."
        template = "courses/blocks/note.html"


class ReadBlock(blocks.StructBlock):
    """A short text, perhaps with a picture and a note."""

    title = blocks.CharBlock(label="Tên bước", max_length=TITLE_LENGTH)
    text = blocks.RichTextBlock(
        label="Nội dung",
        features=TEXT_FEATURES,
        help_text="Một hai ý, câu ngắn. Dài hơn thì tách thành hai bước.",
    )
    picture = PictureBlock()
    after = blocks.RichTextBlock(label="Nội dung dưới hình", features=TEXT_FEATURES, required=False)
    note = NoteBlock()
    procedure = procedure_block()
    voice = voice_block()
    required = blocks.BooleanBlock(
        label="Bắt buộc", default=True, required=False, help_text="Phải xem mới xong khóa học."
    )

    class Meta:
        icon = "doc-full"
        label = "Bước đọc"
        description = "Bà con đọc một đoạn ngắn, có hình và mẹo."
        template = "courses/blocks/step.html"
        label_format = "Đọc: {title}"


class DoBlock(blocks.StructBlock):
    """Something to do for real, on one's own phone."""

    title = blocks.CharBlock(label="Tên bước", max_length=TITLE_LENGTH)
    task = blocks.RichTextBlock(label="Việc cần làm", features=TEXT_FEATURES)
    checklist = blocks.TextBlock(
        label="Tự kiểm tra", rows=3, help_text="Mỗi dòng một ý, bà con đánh dấu khi xong."
    )
    help = blocks.RichTextBlock(label="Khi chưa làm được", features=TEXT_FEATURES, required=False)
    procedure = procedure_block()
    voice = voice_block()
    required = blocks.BooleanBlock(
        label="Bắt buộc", default=True, required=False, help_text="Phải làm mới xong khóa học."
    )

    class Meta:
        icon = "check"
        label = "Bước làm thật"
        description = "Bà con làm thật trên máy mình rồi tự đánh dấu."
        template = "courses/blocks/step.html"
        label_format = "Làm thật: {title}"
        value_class = LinesValue


class TeachBlock(blocks.StructBlock):
    """A card of three points to show somebody at home."""

    title = blocks.CharBlock(label="Tên bước", max_length=TITLE_LENGTH)
    intro = blocks.RichTextBlock(
        label="Lời mời",
        features=TEXT_FEATURES,
        help_text="Chỉ cho ai, chỉ việc gì. Một hai câu ngắn.",
    )
    points = blocks.TextBlock(
        label="Ba ý trên thẻ",
        rows=3,
        help_text="Đúng ba dòng, mỗi dòng một ý bà con nói lại được.",
    )
    help = blocks.RichTextBlock(
        label="Khi chưa chỉ được cho ai", features=TEXT_FEATURES, required=False
    )
    voice = voice_block()
    required = blocks.BooleanBlock(
        label="Bắt buộc", default=True, required=False, help_text="Phải làm mới xong khóa học."
    )

    class Meta:
        icon = "group"
        label = "Chỉ lại cho một người"
        description = "Bà con chỉ lại điều vừa học cho một người trong nhà, rồi báo mấy người."
        template = "courses/blocks/step.html"
        label_format = "Chỉ lại: {title}"
        value_class = LinesValue
