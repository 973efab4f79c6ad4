"""What steps of the rarer kinds say: a drill, a teach-back, a film."""


def drill_values():
    """A call of two turns: the right way out is to ring off, then to ask the commune's police."""
    return {
        "channel": "call",
        "intro": "Có cuộc gọi này. Chạm vào những chỗ đáng ngờ.",
        "parts": [
            {"text": "0588 000 111", "sign": "sender", "why": "Công an không gọi bằng số lạ."},
            {"text": "Chào bác, bác khỏe không?", "sign": "", "why": ""},
            {"text": "Bác chuyển 20 triệu ngay.", "sign": "money", "why": "Không ai thu tiền thế."},
        ],
        "turns": [
            {
                "says": "Bác không được tắt máy!",
                "choices": [
                    {"text": "Tắt máy", "said": "Tắt máy là đúng.", "next": 2, "end": ""},
                    {"text": "Chuyển tiền", "said": "Mất 20 triệu.", "next": 0, "end": "harmed"},
                ],
            },
            {
                "says": "Máy lại đổ chuông.",
                "choices": [
                    {"text": "Nghe tiếp", "said": "Họ lại dọa.", "next": 0, "end": "harmed"},
                    {"text": "Hỏi công an xã", "said": "Xã bảo: lừa.", "next": 0, "end": "safe"},
                ],
            },
        ],
    }


def teach_values():
    return {
        "intro": "<p>Ngồi với một người trong nhà, chỉ ba ý này.</p>",
        "points": ["Giục gấp là dừng", "Tắt máy rồi hỏi", "Báo công an xã"],
        "help": "<p>Gọi điện cho con cháu cũng được.</p>",
    }


def watch_values(copies=None, *, seconds=20, poster=None, captions=None):
    """A film of twenty seconds, four parts of which are enough; assets are kept where given."""
    names = copies or [("a" * 64 + ".mp4", 150_000), ("b" * 64 + ".mp4", 1_200_000)]
    return {
        "intro": "<p>Xem một lượt, rồi làm theo.</p>",
        "film": {
            "seconds": seconds,
            "width": 320,
            "height": 240,
            "poster": poster or "c" * 64 + ".webp",
            "captions": captions or "d" * 64 + ".vtt",
            "copies": [{"asset": asset, "bytes": size} for asset, size in names],
        },
        "transcript": "Mở Cổng dịch vụ công. Bấm nút Nộp trực tuyến.\n\nChờ tin báo.",
    }
