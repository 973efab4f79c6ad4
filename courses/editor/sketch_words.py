"""What the page that makes a lesson from pictures says; its script fills in names in brackets."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.drafting import places
from courses.editor import covering
from courses.editor.voices import recorder_words
from courses.services import spoken


def words() -> dict[str, Any]:
    return {
        "rules": {"picture": places.PICTURE, "finger": places.FINGER},
        "board": {"stage": _("Hình màn hình. Chạm vào chỗ bà con phải chạm.")},
        "place": _("Chỗ cần chạm trên màn hình %(number)s"),
        "screen": _("Màn hình %(number)s trên %(count)s"),
        "cover": {
            "address": f"{reverse('courses_editor:cover', args=[0])}?{covering.FRAMED}",
            "title": _("Che tên, số riêng"),
            "close": _("Xong, quay lại bài"),
        },
        "voice": _voice_words(),
        "choose": _("Chọn ảnh màn hình"),
        "more": _("Thêm ảnh"),
        "touch": _("Chạm vào hình để chỉ chỗ bà con phải chạm."),
        "small": _("Chỗ này hơi nhỏ, ngón tay khó chạm. Kéo góc cho to ra."),
        "fit": _("Nút to hơn hay nhỏ hơn khung: kéo góc khung cho vừa nút."),
        "waiting": _("Ảnh chưa gửi được, tự gửi lại khi có mạng. Cứ làm tiếp, đừng đóng trang."),
        "sending": _("Đang gửi ảnh…"),
        "keeping": _("Đang lưu…"),
        "kept": _("Đã lưu, đóng trang cũng không mất."),
        "no_line": _("Chưa lưu được vì mất mạng, sẽ tự thử lại. Đừng đóng trang."),
        "signed_out": _(
            "Chưa lưu được vì đã hết phiên đăng nhập. Mở một trang khác để đăng nhập lại rồi quay "
            "về đây, bài vẫn còn."
        ),
        "no_picture": _("Đây không phải ảnh. Chọn ảnh chụp màn hình."),
        "left_out": _("Chưa lấy vào vì không phải ảnh: %(names)s."),
        "too_many": _("Một bài chỉ nên có %(most)s màn hình, các ảnh sau chưa lấy vào."),
        "removed": _("Đã bỏ màn hình %(number)s."),
        "bring_back": _("Lấy lại"),
        "moved": _("Giờ là màn hình %(number)s."),
        "still_sending": _("Còn ảnh chưa gửi xong. Chờ một chút rồi bấm lại."),
        "refused_stays": _("Có ảnh không dùng được. Bỏ ảnh đó ra rồi bấm lại."),
        "making": _("Đang tạo bài nháp…"),
        "not_made": _("Chưa tạo được bài vì mất mạng. Mọi thứ vẫn còn, bấm lại khi có mạng."),
    }


def _voice_words() -> dict[str, str]:
    return {
        **recorder_words(),
        "state": reverse("media_desk:recording_state", args=[0]),
        "title": _("%(lesson)s: màn hình %(number)s"),
        "group": _("Nói câu của màn hình này"),
        "do_record": _("Nói câu này"),
        "do_again": _("Nói lại"),
        "do_drop": _("Bỏ giọng"),
        "do_back": _("Lấy lại bản trước"),
        "recording": _("Đang ghi. Nói xong một câu thì bấm dừng, giọng tự lưu."),
        "taken": _("Ghi xong. Chưa gửi bản này."),
        "chosen": _("Đã chọn “%(name)s”."),
        "full": _("Đã đủ %(seconds)s giây nên dừng ghi. Mỗi màn hình một câu thôi.")
        % {"seconds": spoken.MOST_SECONDS},
        "sent": _("Màn hình này đã có giọng."),
        "making": _("Đang làm bản nghe, chờ một chút."),
        "gone": _("Giọng này không còn trong thư viện. Nói lại, hoặc bỏ giọng."),
        "unsent_stays": _("Còn giọng chưa gửi xong. Dừng ghi, gửi lại hoặc bỏ ở màn hình đó."),
    }
