"""Sân tập: a drawn or photographed phone to practise on."""

from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.images.blocks import ImageChooserBlock

from courses.blocks.content import TITLE_LENGTH, voice_block


class SpotBlock(blocks.StructBlock):
    """A rectangle on the picture: the right place to touch, or a likely wrong one."""

    role = blocks.ChoiceBlock(
        label="Đây là",
        choices=[("target", "Chỗ đúng"), ("decoy", "Chỗ hay chạm nhầm")],
        default="target",
    )
    label = blocks.CharBlock(
        label="Chữ trên chỗ đó",
        max_length=100,
        help_text="Được đọc lên, nên đừng viết lộ đáp án.",
    )
    x = blocks.FloatBlock(label="Cách mép trái (%)", min_value=0, max_value=100)
    y = blocks.FloatBlock(label="Cách mép trên (%)", min_value=0, max_value=100)
    w = blocks.FloatBlock(label="Rộng (%)", min_value=0, max_value=100)
    h = blocks.FloatBlock(label="Cao (%)", min_value=0, max_value=100)
    gesture = blocks.ChoiceBlock(
        label="Thao tác",
        choices=[("tap", "Chạm"), ("type", "Gõ chữ"), ("scroll", "Cuộn")],
        default="tap",
    )
    text = blocks.CharBlock(
        label="Chữ cần gõ",
        required=False,
        max_length=100,
        help_text=(
            "Chỉ khi thao tác là gõ chữ. Gõ thiếu dấu vẫn đúng. Chỉ dùng tên và số bịa, không lấy "
            "của người thật."
        ),
    )
    said = blocks.CharBlock(
        label="Khi chạm vào, nói",
        required=False,
        max_length=300,
        help_text="Với chỗ hay chạm nhầm: chỗ này để làm gì.",
    )

    class Meta:
        icon = "crosshairs"
        label = "Chỗ chạm"
        description = "Một chỗ trên màn hình giả."
        template = "courses/blocks/spot.html"
        form_layout = BlockGroup(
            children=[
                "role",
                "label",
                BlockGroup(
                    children=["x", "y", "w", "h"],
                    heading="Số đo",
                    help_text=(
                        "Vẽ trên hình thì số tự điền. Tính bằng phần trăm của hình: mép trái và "
                        "mép trên là 0, mép phải và mép dưới là 100."
                    ),
                    icon="crosshairs",
                    classname="desk-four collapsed",
                    label_format="",
                ),
                "gesture",
                "text",
                "said",
            ],
        )
        label_format = "{role}: {label}"


class ScreenBlock(blocks.StructBlock):
    """One picture of a phone screen with its spots and sentences."""

    image = ImageChooserBlock(label="Hình màn hình", required=False)
    alt = blocks.CharBlock(
        label="Lời mô tả màn hình",
        required=False,
        max_length=300,
        help_text="Đọc lên cho người không nhìn thấy. Nói trên màn hình có gì.",
    )
    ask = blocks.CharBlock(
        label="Lời yêu cầu", max_length=200, help_text="Ví dụ: Chạm vào nút “Nộp trực tuyến”."
    )
    spots = blocks.ListBlock(SpotBlock(), label="Các chỗ chạm")
    hint = blocks.CharBlock(
        label="Gợi ý", max_length=300, help_text="Hiện sau hai lần chạm nhầm, hoặc khi hỏi."
    )
    missed = blocks.CharBlock(
        label="Khi chạm ra ngoài, nói",
        max_length=300,
        default="Chỗ này chưa có gì. Thử lại nhé.",
    )
    right = blocks.CharBlock(
        label="Khi chạm đúng, nói", max_length=300, help_text="Vừa rồi máy đã làm gì."
    )

    class Meta:
        icon = "mobile-alt"
        label = "Màn hình"
        description = "Một hình chụp hoặc hình vẽ màn hình điện thoại."
        template = "courses/blocks/screen.html"
        label_format = "{ask}"


class SimulateBlock(blocks.StructBlock):
    """A run of screens to practise on; nothing is sent anywhere."""

    title = blocks.CharBlock(label="Tên bước", max_length=TITLE_LENGTH)
    mode = blocks.ChoiceBlock(
        label="Cách tập",
        choices=[
            ("watch", "Xem: máy làm mẫu"),
            ("follow", "Làm theo: chỉ sẵn chỗ chạm"),
            ("alone", "Tự làm: có gợi ý khi cần"),
            ("test", "Kiểm tra: không gợi ý"),
        ],
        default="alone",
    )
    app = blocks.CharBlock(
        label="Theo ứng dụng",
        required=False,
        max_length=60,
        help_text="Tên ứng dụng hoặc trang trong hình, ví dụ: VNeID.",
    )
    app_version = blocks.CharBlock(
        label="Bản",
        required=False,
        max_length=30,
        help_text="Ví dụ: 2.1.6. Ứng dụng có bản mới thì tìm lại được bước này.",
    )
    screens = blocks.ListBlock(ScreenBlock(), label="Các màn hình")
    voice = voice_block()
    required = blocks.BooleanBlock(
        label="Bắt buộc", default=True, required=False, help_text="Phải tập mới xong khóa học."
    )

    class Meta:
        icon = "mobile-alt"
        label = "Sân tập"
        description = "Bà con tập chạm, gõ trên màn hình giả, chạm nhầm không sao."
        template = "courses/blocks/step.html"
        label_format = "Sân tập: {title}"
