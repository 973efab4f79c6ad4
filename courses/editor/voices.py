"""The forms of steps: a voice is recorded beside the field that names it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.telepath import register
from wagtail.blocks import StructBlock

from courses.blocks.steps import StepsBlock
from courses.editor.screens import BoardAdapter
from lms.media.sound import kinds


class StepAdapter(BoardAdapter):
    """Wagtail's own form of a step, with a recorder under its voice."""

    js_constructor = "hocso.StepBlock"
    scripts = ("board", "sending", "microphone", "recorder", "marking", "voice")
    styles = ("board", "recorder")

    def js_args(self, block: StructBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        addresses = {
            "take": reverse("courses_editor:take", args=[0]),
            "sentences": reverse("courses_editor:sentences", args=[0, 0]),
            "state": reverse("media_desk:recording_state", args=[0]),
            "marks": reverse("media_desk:recording_marks", args=[0]),
        }
        voice = {"addresses": addresses, "most": kinds.MAX_SECONDS, "words": words()}
        return [name, children, {**meta, "voice": voice}]


for step in StepsBlock.base_blocks.values():
    register(StepAdapter(), type(step))


def words() -> dict[str, Any]:
    """What the recorder of a step says; its script fills in the names in brackets."""
    return {
        "recorder": recorder_words(),
        "marking": _marking_words(),
        "mark": _("Đánh dấu từng câu"),
        "mark_close": _("Đóng phần đánh dấu"),
        "undo": _("Lấy lại giọng cũ"),
        "undo_none": _("Không dùng bản này nữa"),
        "undone": _("Đã lấy lại như trước."),
        "making": _("Máy đang làm bản nhẹ cho điện thoại. Cứ làm việc khác."),
        "ready": _("Bản cho điện thoại đã xong: %(length)s."),
        "opening": _("Đang mở…"),
        "unsaved": _("Bài chưa lưu lần nào. Lưu bản nháp rồi bấm lại."),
        "no_line": _("Chưa mở được vì mất mạng. Bấm lại khi có mạng."),
        "not_own": _("Bản ghi này của người khác, chỉ người đó đánh dấu được."),
        "no_sentences": _("Bước chưa có câu nào để đọc. Viết chữ rồi bấm lại."),
    }


def recorder_words() -> dict[str, str]:
    return {
        "group": _("Ghi giọng đọc"),
        "do_record": _("Ghi giọng đọc"),
        "do_stop": _("Dừng ghi"),
        "do_use": _("Dùng bản này"),
        "do_send_again": _("Gửi lại"),
        "do_play": _("Nghe lại"),
        "do_pause": _("Dừng nghe"),
        "do_again": _("Ghi lại"),
        "do_drop": _("Bỏ"),
        "do_file": _("Chọn tệp ghi sẵn"),
        "do_back": _("Lấy lại bản vừa bỏ"),
        "asking": _("Trình duyệt hỏi dùng micrô thì bấm “Cho phép”."),
        "recording": _("Đang ghi. Đọc chậm, nghỉ một nhịp sau mỗi câu."),
        "taken": _("Ghi xong. Nghe lại, vừa ý thì dùng."),
        "chosen": _("Đã chọn “%(name)s”. Nghe lại, vừa ý thì dùng."),
        "longest": str(kinds.MAX_SECONDS),
        "too_long": _(
            "“%(name)s” dài %(minutes)s phút, mỗi bước nhiều nhất %(most)s phút nên chưa lấy. Cắt "
            "lấy phần cần nghe rồi chọn lại."
        ),
        "dropped": _("Đã bỏ bản vừa rồi."),
        "full": _("Đã đủ %(minutes)s phút nên dừng ghi. Bước dài quá thì tách làm hai."),
        "cut": _("Micrô vừa bị ngắt. Phần đã ghi vẫn còn."),
        "sending": _("Đang gửi bản ghi…"),
        "sent": _("Đã gửi, bước này dùng giọng vừa ghi."),
        "not_sent": _("Chưa gửi được vì mất mạng. Bản ghi vẫn còn ở đây, đừng đóng trang."),
        "signed_out": _(
            "Chưa gửi được vì đã hết phiên đăng nhập. Mở trang khác đăng nhập lại rồi quay về đây "
            "bấm “Gửi lại”, bản ghi vẫn còn."
        ),
        "unsaved": _("Bài chưa lưu lần nào. Lưu bản nháp rồi bấm lại."),
        "unheard": _("Trình duyệt này không phát được bản ghi, nhưng vẫn gửi được."),
        "forbidden": _(
            "Micrô đang bị chặn. Bấm hình ổ khóa cạnh địa chỉ trang, cho phép micrô rồi ghi lại. "
            "Hoặc chọn tệp ghi sẵn."
        ),
        "no_microphone": _("Máy này chưa có micrô. Cắm micrô, hoặc chọn tệp ghi sẵn."),
        "busy": _("Micrô đang bận ở ứng dụng khác. Đóng ứng dụng đó rồi ghi lại."),
        "cannot": _(
            "Trình duyệt này không ghi được ở đây. Ghi bằng máy ghi âm của điện thoại rồi chọn tệp."
        ),
    }


def _marking_words() -> dict[str, str]:
    return {
        "group": _("Đánh dấu từng câu"),
        "how": _("Máy phát giọng đọc; cứ mỗi câu bắt đầu thì chạm một cái."),
        "do_begin": _("Phát và chạm"),
        "do_again": _("Chạm lại từ đầu"),
        "do_tap": _("Câu %(number)s bắt đầu"),
        "do_listen": _("Nghe thử"),
        "do_stop": _("Dừng"),
        "do_undo": _("Bỏ dấu vừa chạm"),
        "do_keep": _("Giữ các dấu này"),
        "do_restore": _("Lấy lại dấu cũ"),
        "do_close": _("Đóng"),
        "tapping": _("Nghe, câu nào bắt đầu thì chạm nút to hoặc bấm phím cách."),
        "listening": _("Câu đang đọc được tô đậm."),
        "whole": _("Đủ các câu rồi. Giữ lại, hoặc nghe thử trước."),
        "partly": _(
            "Mới chạm %(done)s trong %(count)s câu. Bỏ dấu cuối để chạm tiếp, hoặc làm lại."
        ),
        "undone": _("Đã bỏ một dấu. Chạm lại từ câu %(number)s."),
        "keeping": _("Đang giữ…"),
        "kept": _("Đã giữ. Bà con nghe tới câu nào, câu đó được tô đậm."),
        "restored": _("Đã lấy lại dấu cũ."),
        "not_kept": _("Chưa giữ được vì mất mạng. Các dấu vẫn còn ở đây, bấm lại khi có mạng."),
        "signed_out": _("Đã hết phiên đăng nhập. Mở trang khác đăng nhập lại rồi bấm lại ở đây."),
        "unheard": _("Chưa phát được bản ghi này. Thử lại sau một chút."),
    }
