"""The editing forms of courses, lessons and questions, grouped as one thinks of them."""

from django.forms import TextInput
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)


def _titled(words: str | Promise) -> TextInput:
    """A name is written on the paper itself: while it is empty, these words stand there."""
    return TextInput(attrs={"placeholder": words})


# Wagtail's own panel of a title wants a slug to write along.
TITLE = FieldPanel("title", heading=_("Tên"), classname="title")

COURSE = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel(
                    "title",
                    heading=_("Tên khóa học"),
                    help_text=_("Nói học xong làm được gì, ví dụ: Nộp hồ sơ trực tuyến."),
                    classname="title",
                    widget=_titled(_("Tên khóa học")),
                ),
                FieldPanel("summary", help_text=_("Một hai câu ngắn, dễ hiểu.")),
                FieldPanel("can_do", help_text=_("Mỗi dòng một việc.")),
                FieldPanel("prepare", help_text=_("Bà con cần có sẵn gì trước khi học.")),
                MultiFieldPanel(
                    [FieldPanel("art"), FieldPanel("art_image")], heading=_("Hình đại diện")
                ),
                FieldPanel(
                    "voice",
                    help_text=_(
                        "Một bản ghi đọc tên khóa học, rồi học xong làm được gì. Nghe được ở trang "
                        "chủ và trang khóa học."
                    ),
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("gives_certificate"),
                        FieldPanel(
                            "address",
                            help_text=_(
                                "Phần sau /khoa-hoc/. Để trống thì lấy theo tên. "
                                "Không đổi được sau lần phát hành đầu."
                            ),
                        ),
                    ],
                    heading=_("Khi phát hành"),
                ),
                CommentPanel(),
            ],
            heading=_("Giới thiệu"),
        ),
        ObjectList(
            [
                FieldRowPanel(
                    [
                        FieldPanel(
                            "pass_mark",
                            help_text=_("Thang 10. Để trống là khóa học không có bài kiểm tra."),
                        ),
                        FieldPanel(
                            "attempts", help_text=_("Để trống là làm lại bao nhiêu cũng được.")
                        ),
                        FieldPanel(
                            "test_minutes", help_text=_("Để bà con biết trước. Không bấm giờ.")
                        ),
                    ]
                ),
                FieldPanel("test_title"),
                FieldPanel("test_intro"),
                FieldPanel(
                    "test_online_only",
                    help_text=_(
                        "Không chọn: không có mạng vẫn làm được, bài chờ trong máy rồi gửi chấm. "
                        "Chọn khi muốn bà con biết điểm ngay lúc làm."
                    ),
                ),
                HelpPanel(
                    _(
                        "Đáp án của bài kiểm tra không gửi xuống điện thoại. Nên dùng câu hỏi "
                        "chưa có trong bài học."
                    )
                ),
                FieldPanel(
                    "test_out",
                    help_text=_(
                        "Bài thử sức hỏi 10 câu của nhiều khóa, để biết khóa nào khỏi học. Muốn "
                        "tính là đã xong thì hỏi ít nhất 3 câu của khóa này, muốn cấp giấy thì 5 "
                        "câu; năm câu được sai một. Việc học cơ quan giao cũng tính theo lựa chọn "
                        "này."
                    ),
                ),
                FieldPanel("final_test"),
            ],
            heading=_("Bài kiểm tra"),
        ),
    ]
)

LESSON = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel(
                    "title",
                    heading=_("Tên bài học"),
                    help_text=_("Một việc nhỏ, ví dụ: Tìm đúng thủ tục."),
                    classname="title",
                    widget=_titled(_("Tên bài học")),
                ),
                FieldRowPanel(
                    [
                        FieldPanel("minutes", help_text=_("Học bài này mất chừng bao lâu.")),
                        FieldPanel(
                            "module",
                            help_text=_("Chỉ điền khi bài này mở đầu một chuyên đề mới."),
                        ),
                    ]
                ),
                FieldPanel(
                    "steps",
                    help_text=_(
                        "Mỗi bước là một màn hình điện thoại. Khung xem trước đi theo bước đang "
                        "sửa."
                    ),
                ),
                CommentPanel(),
            ],
            heading=_("Bài học"),
        ),
    ]
)

SECTION = ObjectList([TITLE])

QUESTION = [
    FieldPanel("section"),
    FieldPanel("kind"),
    FieldPanel("prompt", help_text=_("Một câu ngắn.")),
    MultiFieldPanel(
        [
            FieldPanel("stimulus_kind"),
            FieldPanel("stimulus_from"),
            FieldPanel("stimulus_text"),
        ],
        heading=_("Tin nhắn, cuộc gọi hay trang web để xem trước khi trả lời"),
    ),
    FieldPanel("options", help_text=_("Từ 2 đến 6 câu, đánh dấu câu đúng.")),
    FieldPanel("explanation", help_text=_("Vì sao như vậy. Hiện sau khi trả lời.")),
    FieldPanel("tags", help_text=_("Để tìm lại sau này.")),
]

# What it shows is written where the lesson lies.
SHARED_LESSON = ObjectList([HelpPanel(template="courses/editor/shared_lesson.html")])
