"""What the courses of the tests say: steps of every kind, lessons of them, a final test.

The drawings are kept as assets, so a database is needed.
"""

import hashlib

from django.core.files.base import ContentFile

from courses.models import Asset

TEST_KEY = {
    "s1": {"right": ["b"], "points": 1, "explanation": "Trang thật kết thúc bằng .gov.vn."},
    "s2": {"right": ["a", "c"], "points": 1, "explanation": "Ảnh phải rõ chữ và đủ bốn góc."},
    "s3": {"right": ["sai"], "points": 1, "explanation": "Không ai được hỏi mã OTP."},
    "s4": {"right": ["a"], "points": 1, "explanation": "Mã hồ sơ dùng để tra cứu."},
}


def make_asset(body, *, width, height, content_type="image/svg+xml"):
    raw = body.encode() if isinstance(body, str) else body
    sha256 = hashlib.sha256(raw).hexdigest()
    asset, _ = Asset.objects.get_or_create(
        sha256=sha256,
        defaults={
            "content_type": content_type,
            "byte_count": len(raw),
            "width": width,
            "height": height,
            "file": ContentFile(raw, name=f"{sha256}.svg"),
        },
    )
    return asset


def _button(y, text, fill="#fff", ink="#1b2520"):
    return (
        f'<rect x="20" y="{y}" width="280" height="52" rx="10" fill="{fill}" stroke="#7c7563"/>'
        f'<text x="160" y="{y + 32}" font-family="sans-serif" font-size="18" font-weight="700" '
        f'fill="{ink}" text-anchor="middle">{text}</text>'
    )


def _phone(*parts, height=400):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 {height}" width="320" '
        f'height="{height}"><rect width="320" height="{height}" fill="#f6f7f9"/>'
        '<rect width="320" height="56" fill="#8c2116"/><text x="20" y="36" font-size="20" '
        'font-family="sans-serif" font-weight="700" fill="#fff">Dịch vụ công</text>'
        + "".join(parts)
        + "</svg>"
    )


def _search_screen():
    return make_asset(
        _phone(
            '<rect x="20" y="80" width="280" height="52" rx="26" fill="#fff" stroke="#1b2520"/>'
            '<text x="44" y="112" font-family="sans-serif" font-size="18" '
            'fill="#465349">Tìm thủ tục</text>',
            _button(170, "Đăng nhập"),
            _button(244, "Tin tức"),
        ),
        width=320,
        height=400,
    )


def _procedure_screen():
    return make_asset(
        _phone(
            '<text x="20" y="96" font-family="sans-serif" font-size="18" font-weight="700">'
            "Xác nhận thông tin về cư trú</text>",
            _button(130, "Xem giấy tờ cần có"),
            _button(204, "Nộp trực tuyến", "#a32a1d", "#fff"),
            _button(278, "Tải mẫu đơn"),
        ),
        width=320,
        height=400,
    )


def cover():
    """The drawing beside the title of a course."""
    return make_asset(_phone(_button(170, "Hồ sơ")), width=320, height=400)


def read_values():
    picture = _procedure_screen()
    return {
        "text": "<p>Mở trang Cổng dịch vụ công. Bấm vào ô tìm kiếm ở trên cùng (số 1), rồi gõ "
        "việc cần làm. Ví dụ: <strong>xác nhận cư trú</strong>.</p>",
        "picture": {
            "asset": f"{picture.sha256}.svg",
            "alt": "Hình vẽ điện thoại mở Cổng dịch vụ công, có ô tìm kiếm và nút Nộp trực tuyến.",
            "caption": "Số 1 là ô tìm kiếm. Số 2 là nút Nộp trực tuyến.",
            "width": picture.width,
            "height": picture.height,
        },
        "after": "<p>Đọc tên thủ tục. Đúng việc của mình thì bấm nút đỏ <strong>Nộp trực tuyến"
        "</strong> (số 2).</p>",
        "note": {"kind": "tip", "title": "Mẹo", "text": "Gõ thiếu dấu cũng tìm được."},
    }


def scam_values():
    return {
        "text": "<p>Trước khi nhập gì, nhìn địa chỉ ở trên cùng màn hình.</p>",
        "picture": None,
        "after": "",
        "note": {
            "kind": "scam",
            "title": "Coi chừng trang giả",
            "text": "Địa chỉ thật kết thúc bằng .gov.vn. Khác đuôi này thì đừng nhập gì.",
        },
    }


def _spot(role, box, label, said, *, gesture="tap", text=""):
    x, y, width, height = box
    return {
        "role": role,
        "x": x,
        "y": y,
        "w": width,
        "h": height,
        "label": label,
        "gesture": gesture,
        "text": text,
        "said": said,
    }


def simulate_values(mode="alone"):
    search, procedure = _search_screen(), _procedure_screen()
    return {
        "mode": mode,
        "screens": [
            {
                "asset": f"{search.sha256}.svg",
                "alt": "Trang đầu của Cổng dịch vụ công",
                "width": search.width,
                "height": search.height,
                "ask": "Gõ “cư trú” vào ô tìm kiếm",
                "hint": "Ô tìm kiếm là ô dài bo tròn, nằm trên cùng.",
                "missed": "Chỗ này không có nút nào.",
                "right": "Gõ việc cần làm là tìm ra thủ tục.",
                "spots": [
                    _spot(
                        "target", (6, 20, 88, 13), "Ô tìm kiếm", "", gesture="type", text="cư trú"
                    ),
                    _spot(
                        "decoy", (6, 42.5, 88, 13), "Đăng nhập", "Mục này để đăng nhập, chưa cần."
                    ),
                    _spot("decoy", (6, 61, 88, 13), "Tin tức", "Mục này để đọc tin."),
                ],
            },
            {
                "asset": f"{procedure.sha256}.svg",
                "alt": "Trang thủ tục Xác nhận thông tin về cư trú",
                "width": procedure.width,
                "height": procedure.height,
                "ask": "Chạm vào nút “Nộp trực tuyến”",
                "hint": "Nút màu đỏ, chữ trắng, nằm giữa màn hình.",
                "missed": "Chỗ này không có nút nào.",
                "right": "Bấm nút này là bắt đầu nộp hồ sơ trên mạng.",
                "spots": [
                    _spot(
                        "decoy",
                        (6, 32.5, 88, 13),
                        "Xem giấy tờ cần có",
                        "Mục này liệt kê giấy tờ.",
                    ),
                    _spot("target", (6, 51, 88, 13), "Nộp trực tuyến", ""),
                    _spot(
                        "decoy",
                        (6, 69.5, 88, 13),
                        "Tải mẫu đơn",
                        "Mục vừa chạm để in giấy ra điền tay.",
                    ),
                ],
            },
        ],
    }


def question_values(kind="single"):
    return {
        "single": {
            "question": 1,
            "version": 1,
            "kind": "single",
            "prompt": "Nhận được tin nhắn này, nên làm gì?",
            "stimulus": {
                "kind": "sms",
                "from": "Số lạ · 0588 ••• •••",
                "text": "CONG AN PHUONG: Tai khoan dinh danh sap bi khoa. "
                "Bam vneid-capnhat.example de cap nhat hom nay.",
            },
            "options": [
                {
                    "key": "a",
                    "text": "Bấm vào đường dẫn để kịp cập nhật",
                    "right": False,
                    "said": "Đường dẫn lạ có thể lấy mất tài khoản.",
                },
                {"key": "b", "text": "Không bấm, gọi hỏi công an xã", "right": True, "said": ""},
                {
                    "key": "c",
                    "text": "Nhắn lại số căn cước của mình",
                    "right": False,
                    "said": "Số căn cước không được gửi cho người lạ.",
                },
            ],
            "explanation": "Công an không nhắn đường dẫn bắt cập nhật. "
            "Gọi số mình đã biết là chắc nhất.",
        },
        "multiple": {
            "question": 2,
            "version": 1,
            "kind": "multiple",
            "prompt": "Ảnh giấy tờ thế nào thì được nhận?",
            "stimulus": {"kind": "none", "from": "", "text": ""},
            "options": [
                {"key": "a", "text": "Rõ chữ", "right": True, "said": ""},
                {
                    "key": "b",
                    "text": "Có ngón tay che một góc",
                    "right": False,
                    "said": "Che góc thì không đọc hết.",
                },
                {"key": "c", "text": "Đủ bốn góc", "right": True, "said": ""},
            ],
            "explanation": "Ảnh phải rõ chữ và đủ bốn góc.",
        },
        "true_false": {
            "question": 3,
            "version": 1,
            "kind": "true_false",
            "prompt": "Cán bộ được phép hỏi mã OTP của bà con.",
            "stimulus": {"kind": "none", "from": "", "text": ""},
            "options": [
                {
                    "key": "dung",
                    "text": "Đúng",
                    "right": False,
                    "said": "Mã OTP như chìa khóa nhà, không đưa cho ai.",
                },
                {"key": "sai", "text": "Sai", "right": True, "said": ""},
            ],
            "explanation": "Không ai được hỏi mã OTP.",
        },
    }[kind]


def do_values():
    return {
        "task": "<p>Mở Cổng dịch vụ công trên điện thoại của mình và tìm thủ tục "
        "<strong>xác nhận cư trú</strong>.</p>",
        "checklist": ["Đã mở trang .gov.vn", "Đã gõ tìm thủ tục", "Đã thấy nút Nộp trực tuyến"],
        "help": "<p>Chưa mở được thì nhờ người nhà mở giúp một lần.</p>",
        "evidence": "self",
    }


def usual_lessons():
    """[(lesson title, module, [(name, kind, title, minutes, values)])] of the usual course."""
    return [
        (
            "Tìm đúng thủ tục",
            "",
            [
                ("tim", "read", "Tìm đúng thủ tục cần làm", 3, read_values()),
                ("trang-that", "read", "Nhận ra trang thật", 2, scam_values()),
                ("tap-nop", "simulate", "Tập tìm và bấm nộp", 4, simulate_values()),
            ],
        ),
        (
            "Nộp cho chắc",
            "",
            [
                ("tin-nhan", "question", "Tin nhắn lạ", 1, question_values("single")),
                ("anh-giay-to", "question", "Ảnh giấy tờ", 1, question_values("multiple")),
                ("ma-otp", "question", "Mã OTP", 1, question_values("true_false")),
                ("lam-that", "do", "Làm thật trên máy mình", 8, do_values()),
            ],
        ),
    ]


def long_lessons(lessons=12, steps=5):
    """A long course of reading steps under three module headings."""
    return [
        (
            f"Bài học số {lesson}",
            f"Chuyên đề {(lesson - 1) * 3 // lessons + 1}",
            [
                (f"b{lesson}-{step}", "read", f"Bước {step} của bài {lesson}", 2, scam_values())
                for step in range(1, steps + 1)
            ],
        )
        for lesson in range(1, lessons + 1)
    ]


def final_test():
    multiple, true_false = question_values("multiple"), question_values("true_false")
    plain = {"kind": "none", "from": "", "text": ""}
    return {
        "title": "Bài kiểm tra cuối khóa",
        "intro": "<p>Có 4 câu, làm không vội.</p>",
        "slots": [
            {
                "slot": "s1",
                "question": 11,
                "version": 1,
                "kind": "single",
                "prompt": "Trang nào là Cổng dịch vụ công thật?",
                "stimulus": plain,
                "points": 1,
                "options": [
                    {"key": "a", "text": "dichvucong-vn.example"},
                    {"key": "b", "text": "dichvucong.gov.vn"},
                    {"key": "c", "text": "nop-ho-so-nhanh.example"},
                ],
            },
            _slot("s2", multiple),
            _slot("s3", true_false),
            {
                "slot": "s4",
                "question": 14,
                "version": 1,
                "kind": "single",
                "prompt": "Mã hồ sơ dùng để làm gì?",
                "stimulus": plain,
                "points": 1,
                "options": [
                    {"key": "a", "text": "Xem hồ sơ giải quyết đến đâu"},
                    {"key": "b", "text": "Rút tiền"},
                ],
            },
        ],
    }


def _slot(name, values):
    return {
        "slot": name,
        "question": values["question"],
        "version": values["version"],
        "kind": values["kind"],
        "prompt": values["prompt"],
        "stimulus": values["stimulus"],
        "points": 1,
        "options": [{"key": o["key"], "text": o["text"]} for o in values["options"]],
    }
