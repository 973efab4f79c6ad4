"""Diễn tập: a made-up scam to see through, and a story that goes as one answers."""

from wagtail import blocks

from courses.blocks.content import TITLE_LENGTH, voice_block


class DrillPartBlock(blocks.StructBlock):
    """One line of the message: a sign of a scam, or a harmless line."""

    text = blocks.CharBlock(label="Câu trong tin", max_length=300)
    sign = blocks.ChoiceBlock(
        label="Câu này",
        choices=[
            ("none", "Bình thường"),
            ("link", "Đường dẫn lạ"),
            ("pressure", "Giục gấp, dọa nạt"),
            ("money", "Đòi tiền"),
            ("secret", "Hỏi mã, mật khẩu, giấy tờ"),
            ("other", "Dấu hiệu khác"),
        ],
        default="none",
    )
    why = blocks.CharBlock(
        label="Khi chạm vào, nói",
        required=False,
        max_length=300,
        help_text="Với dấu hiệu: vì sao đáng ngờ. Với câu bình thường: để trống cũng được.",
    )

    class Meta:
        icon = "pilcrow"
        label = "Câu"
        description = "Một câu trong tin nhắn, cuộc gọi hay trang giả; chạm được riêng."
        template = "courses/blocks/step.html"
        label_format = "{sign}: {text}"


class DrillChoiceBlock(blocks.StructBlock):
    """One answer, what comes of it, and where the story goes."""

    text = blocks.CharBlock(label="Cách trả lời", max_length=200)
    said = blocks.CharBlock(
        label="Chọn rồi thì nói",
        max_length=300,
        help_text="Vì sao nên hay không nên. Với cái kết xấu: kẻ gian đã làm gì.",
    )
    end = blocks.ChoiceBlock(
        label="Sau đó",
        choices=[
            ("on", "Chuyện đi tiếp"),
            ("safe", "Hết chuyện: an toàn"),
            ("harmed", "Hết chuyện: bị lừa"),
        ],
        default="on",
    )
    next = blocks.IntegerBlock(
        label="Đi tiếp tới lượt số",
        required=False,
        min_value=1,
        help_text="Số thứ tự trong danh sách lượt. Hết chuyện thì để trống.",
    )

    class Meta:
        icon = "radio-full"
        label = "Cách trả lời"
        description = "Một cách trả lời và điều xảy ra sau đó."
        template = "courses/blocks/step.html"
        label_format = "{text}"


class DrillTurnBlock(blocks.StructBlock):
    """What happens, and the answers there are to it."""

    says = blocks.TextBlock(
        label="Chuyện xảy ra",
        rows=2,
        max_length=400,
        help_text="Người kia nói gì, hoặc hỏi bà con làm gì.",
    )
    choices = blocks.ListBlock(DrillChoiceBlock(), label="Các cách trả lời")

    class Meta:
        icon = "comment"
        label = "Lượt"
        description = "Một lượt của câu chuyện, có hai đến bốn cách trả lời."
        template = "courses/blocks/step.html"
        label_format = "{says}"


class DrillBlock(blocks.StructBlock):
    """A fake message, call, chat or page with signs to find and a story to get out of."""

    title = blocks.CharBlock(label="Tên bước", max_length=TITLE_LENGTH)
    channel = blocks.ChoiceBlock(
        label="Kiểu",
        choices=[
            ("sms", "Tin nhắn"),
            ("call", "Cuộc gọi"),
            ("chat", "Trò chuyện (Zalo, Messenger)"),
            ("web", "Trang mạng"),
        ],
        default="sms",
    )
    intro = blocks.CharBlock(
        label="Lời dặn",
        max_length=300,
        help_text="Ví dụ: Nhận được tin này. Chạm vào những chỗ đáng ngờ.",
    )
    sender = blocks.CharBlock(
        label="Tên người gửi, số gọi hoặc địa chỉ trang",
        max_length=120,
        help_text="Chỉ dùng tên và số bịa.",
    )
    sender_why = blocks.CharBlock(
        label="Người gửi đáng ngờ vì",
        required=False,
        max_length=300,
        help_text="Để trống nếu người gửi không phải là dấu hiệu.",
    )
    parts = blocks.ListBlock(DrillPartBlock(), label="Các câu")
    turns = blocks.ListBlock(DrillTurnBlock(), label="Các lượt của câu chuyện")
    voice = voice_block()
    required = blocks.BooleanBlock(
        label="Bắt buộc", default=True, required=False, help_text="Phải tập mới xong khóa học."
    )

    class Meta:
        icon = "warning"
        label = "Diễn tập"
        description = "Tin nhắn, cuộc gọi hay trang lừa giả: tìm chỗ đáng ngờ, rồi chọn cách xử lý."
        template = "courses/blocks/step.html"
        label_format = "Diễn tập: {title}"
