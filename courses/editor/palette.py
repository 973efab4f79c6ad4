"""Below the steps of a lesson: one button for each kind, and ways to begin a lesson."""

from typing import Any

from django import forms
from django.templatetags.static import static
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter

from courses.blocks import StepsBlock


class StepsAdapter(StreamBlockAdapter):
    """Wagtail's own form of the steps, with buttons of ours below."""

    js_constructor = "hocso.StepsBlock"

    @cached_property
    def media(self) -> forms.Media:
        js = [static("desk/board.js"), static("desk/steps.js")]
        return super().media + forms.Media(js=js, css={"all": [static("desk/steps.css")]})

    def js_args(self, block: StepsBlock) -> list[Any]:
        *rest, meta = super().js_args(block)
        return [*rest, {**meta, "palette": palette(block)}]


register(StepsAdapter(), StepsBlock)


def palette(block: StepsBlock) -> dict[str, Any]:
    """The buttons in their order, and what they say."""
    labels = adding()
    icons = {name: child.meta.icon for name, child in block.child_blocks.items()}
    return {
        "kinds": [
            {"kind": kind, "icon": icons[kind], "label": label, "about": about}
            for kind, (label, about) in labels.items()
        ],
        "ways": [
            {
                **way,
                "icon": icons[way["shown_as"]],
                "names": ", ".join(
                    str(block.child_blocks[step["kind"]].label) for step in way["steps"]
                ),
            }
            for way in ways()
        ],
        "words": {
            "add": _("Thêm một bước"),
            "begin": _("Bài này dạy gì? Chọn một kiểu, các bước xếp sẵn để điền."),
            "laid": _("Đã xếp %(count)s bước. Điền lần lượt từ trên xuống."),
            "undo": _("Bỏ các bước vừa xếp"),
            "undone": _("Đã bỏ các bước vừa xếp."),
        },
    }


def adding() -> dict[str, tuple[str, str]]:
    """What the button of each kind says, and what residents do there."""
    return {
        "read": (_("Thêm bước đọc"), _("Vài câu ngắn, hình, mẹo")),
        "simulate": (_("Thêm sân tập"), _("Tập bấm trên màn hình giả")),
        "question": (_("Thêm câu hỏi"), _("Một câu hỏi nhanh")),
        "watch": (_("Thêm video"), _("Xem một đoạn phim ngắn")),
        "drill": (_("Thêm diễn tập"), _("Luyện nhận ra trò lừa")),
        "do": (_("Thêm việc làm thật"), _("Làm trên máy của mình")),
        "teach": (_("Thêm bước chỉ lại"), _("Dạy lại cho người nhà")),
    }


def ways() -> list[dict[str, Any]]:
    """The usual steps of a lesson, by what it teaches; each step with a name to begin with."""
    ask = {"kind": "question", "title": _("Hỏi nhanh")}
    return [
        {
            "label": _("Bấm trên máy"),
            "about": _("Nhìn, tập, rồi làm thật"),
            "shown_as": "simulate",
            "steps": [
                {"kind": "read", "title": _("Nhìn trước các chỗ cần bấm")},
                {"kind": "simulate", "title": _("Tập bấm trên màn hình giả")},
                ask,
                {"kind": "do", "title": _("Làm thật trên máy của mình")},
            ],
        },
        {
            "label": _("Tránh bị lừa"),
            "about": _("Biết dấu hiệu, luyện, dặn người nhà"),
            "shown_as": "drill",
            "steps": [
                {"kind": "read", "title": _("Dấu hiệu phải nhớ")},
                {"kind": "drill", "title": _("Luyện nhận ra trò lừa")},
                ask,
                {"kind": "teach", "title": _("Dặn lại người nhà")},
            ],
        },
        {
            "label": _("Hiểu một việc"),
            "about": _("Đọc ngắn, trả lời"),
            "shown_as": "read",
            "steps": [
                {"kind": "read", "title": _("Việc này là gì")},
                {"kind": "read", "title": _("Cần chuẩn bị gì")},
                ask,
            ],
        },
        {
            "label": _("Xem rồi làm"),
            "about": _("Xem phim ngắn, làm theo"),
            "shown_as": "watch",
            "steps": [
                {"kind": "watch", "title": _("Xem cách làm")},
                {"kind": "do", "title": _("Làm thật trên máy của mình")},
                ask,
            ],
        },
    ]
