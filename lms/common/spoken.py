"""Sentences of the frame that are read aloud: signing in and what may go wrong there, help, errors.

Each has a clip of its own, named by its words, so that a sentence that changes has none until
`manage.py read_frame_aloud` has made it. A machine reads them until somebody does.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping

FOLDER = "voices"
OFFLINE = (
    "Đang không có mạng",
    "Các bài dưới đây vẫn học được. Kết quả giữ trong máy, có mạng sẽ tự gửi.",
)
SENTENCES = (
    *OFFLINE,
    # The home page.
    "Học thế nào?",
    "Bấm vào một việc là học được ngay, không cần đăng ký, không mất tiền.",
    "Đọc ít, tập nhiều trên màn hình giả. Bấm sai không sao.",
    "Học xong, đăng nhập bằng số điện thoại để nhận giấy chứng nhận.",
    # Signing in.
    "Số điện thoại của bà con là số nào?",
    "Mười chữ số. Mình nhắn một mã 6 số về máy này, không mất tiền.",
    "Học số không hỏi mật khẩu, số tài khoản ngân hàng hay mã OTP của ngân hàng.",
    "Mới vào lần đầu cũng làm y như vậy.",
    "Nhập mã 6 số trong tin nhắn",
    "Nhập mã 6 số vừa nghe qua điện thoại",
    "Mã dùng được trong 5 phút. Không đọc mã cho ai, kể cả người xưng là cán bộ.",
    "Ai đang học?",
    "Chạm vào tên của mình.",
    "Bà con tên là gì?",
    "Chưa muốn cho tên thì vẫn học được, chỉ không lưu lại việc đã học.",
    "Trên thẻ in gì?",
    "Mở máy ảnh, soi vào hình vuông trên thẻ là vào ngay. Không soi được thì gõ ở đây.",
    "Chưa có thẻ thì nhờ tổ công nghệ số của thôn cấp, không mất tiền.",
    "Nhập mã PIN của thẻ",
    "6 số trên mảnh giấy đi kèm thẻ.",
    "Không đọc mã PIN cho ai. Quên thì nhờ tổ công nghệ số cấp thẻ khác.",
    # A phone several people share, a PIN of one's own, a number that rested for a year.
    "Chạm vào hình của mình.",
    "Máy này nhiều người dùng chung. Bài học và việc chờ gửi của ai chỉ người ấy thấy.",
    "Chọn một hình cho mình",
    ("Lần sau mở máy này, chạm vào hình rồi nhập mã PIN là vào. Tối đa năm người, ai học bài nấy."),
    (
        "Lần sau mở máy này, chạm vào hình, mình nhắn mã tới số điện thoại là vào. "
        "Tối đa năm người, ai học bài nấy."
    ),
    "Quên mã PIN thì nhờ tổ công nghệ số cấp thẻ học, vào bằng thẻ rồi đặt mã khác.",
    "Bà con sinh năm nào?",
    (
        "Hơn một năm rồi số này không vào học. "
        "Nhà mạng có thể đã cấp số cho người khác, nên mình hỏi thêm một câu."
    ),
    "Không nhớ thì nhờ tổ công nghệ số của thôn cấp thẻ học.",
    # What may go wrong there.
    "Xem lại giúp mình",
    "Nhập số điện thoại.",
    "Nhập mã 6 số trong tin nhắn.",
    "Nhập mã 6 số vừa nghe qua điện thoại.",
    "Mã có đúng 6 chữ số.",
    "Nhập dãy chữ và số in trên thẻ.",
    "Trên thẻ có đúng 12 chữ và số. Xem lại giúp mình.",
    "Nhập mã PIN.",
    "Mã PIN có đúng 6 chữ số.",
    "Nhập họ và tên.",
    "Ghi năm sinh bằng bốn chữ số, ví dụ 1965.",
    "Chưa đồng ý thì mình chưa lưu được gì cho bà con.",
    "Mã chưa đúng",
    "Mã này không dùng được nữa",
    "Mã đã quá 5 phút hoặc đã thử 3 lần. Nhắn lại mã để nhận mã mới.",
    "Chưa vào được",
    "Thử sai nhiều lần rồi",
    # Help.
    "Nhờ người giúp",
    "Mỗi thôn, xóm có tổ công nghệ số cộng đồng. Chọn nơi ở để biết gọi cho ai.",
    "Người trong tổ công nghệ số cộng đồng. Gọi là có người chỉ từng bước, không mất tiền công.",
    "Máy nhớ người đầu tiên: từ nay bấm hình điện thoại ở đầu trang là gọi.",
    # Sessions near home, coming to one, a visit at home, and what may go wrong there.
    "Buổi hướng dẫn gần nhà",
    "Ai cũng đến được, không mất tiền. Bấm vào một buổi để báo mình sẽ đến.",
    "Tổ công nghệ số của thôn chỉ từng bước, không mất tiền. Chọn nơi ở để xem buổi sắp tới.",
    "Sắp tới chưa có buổi nào",
    "Bà con nhờ người đến tận nhà cũng được.",
    "Buổi này tạm hoãn",
    "Buổi này đã qua",
    "Báo trước để tổ chuẩn bị chỗ. Đổi ý thì báo lại lúc nào cũng được.",
    "Mấy người cùng đi",
    "Tên gọi",
    "Không cần đăng nhập. Chỉ tổ và cán bộ xã thấy tên gọi; sau buổi 30 ngày thì xóa.",
    "Đổi ý thì bấm “Thôi không đến”.",
    "Chọn số người trong danh sách.",
    "Nhờ người đến nhà",
    "Chọn nơi ở để biết tổ nào đến.",
    ("Ai đi lại khó, hoặc ngại chỗ đông: tổ công nghệ số đến tận nhà, không mất tiền công."),
    "Thôn, xóm, tổ dân phố",
    "Cần giúp việc gì",
    "Việc khác, hoặc nói thêm",
    "Muốn người đến ngày nào",
    "Lúc nào tiện",
    "Số điện thoại để gọi lại",
    ("Chỉ tổ trưởng, tổ phó, người đến giúp và cán bộ xã thấy số này. Xong việc 30 ngày thì xóa."),
    "Nhà ở đâu",
    "Trang này nhớ theo máy đang cầm. Đăng nhập thì máy nào cũng xem được.",
    "Chọn nơi ở, để biết tổ nào đến.",
    "Nơi này không còn trong danh sách. Chọn lại.",
    "Chọn một việc ở trên, hoặc ghi việc cần giúp vào đây.",
    "Nội dung này không còn trong danh sách. Chọn lại.",
    "Ghi ngày như 20/11/2026.",
    "Ngày này đã qua. Ghi hôm nay hoặc một ngày sắp tới.",
    "Xa quá. Ghi một ngày trong vòng một năm tới.",
    "Chọn một lúc trong danh sách.",
    "Ghi số điện thoại để gọi lại.",
    "Số điện thoại chỉ gồm các chữ số, ví dụ 0912 345 678.",
    "Số 11 chữ số đã đổi sang đầu số mới. Hãy nhập số 10 chữ số.",
    "Số điện thoại chưa đúng. Hãy xem lại từng chữ số.",
    "Số điện thoại chưa đúng. Số di động có 10 chữ số, bắt đầu bằng 0.",
    "Số này đang chờ ba lời nhờ rồi. Đợi tổ trả lời đã nhé.",
    # Pages that stand in for another.
    "Không tìm thấy trang này",
    "Địa chỉ có thể đã đổi hoặc gõ nhầm một chữ. Tìm lại bài học ở ô dưới đây.",
    "Nhiều lần quá, nghỉ một chút",
    "Để giữ an toàn, Học số tạm dừng ở đây. Chờ vài phút rồi thử lại, không mất gì cả.",
    "Trang này chưa mở được",
    "Máy gửi lên một yêu cầu mà Học số không hiểu. Bà con quay về trang chủ rồi thử lại.",
    "Học số đang gặp trục trặc",
    "Lỗi này không phải do bà con. Bài đã học vẫn giữ trong máy. Chờ một lát rồi mở lại.",
    "Trang này dành cho người khác",
    (
        "Tài khoản đang dùng chưa được phép mở trang này. "
        "Nếu cần, hỏi người phụ trách để được giao quyền."
    ),
    "Tệp gửi lên lớn quá",
    (
        "Chưa có gì được gửi đi. Quay lại, chọn tệp nhỏ hơn rồi gửi lại giúp mình: "
        "ảnh dưới 10 MB, tài liệu dưới 20 MB."
    ),
    "Trang để lâu quá nên chưa gửi được",
    "Những gì vừa nhập vẫn còn đây. Bấm nút dưới để gửi lại.",
    "Riêng ảnh và tệp thì cần chọn lại.",
    (
        "Mở lại trang rồi làm lại giúp mình. Nếu vẫn không được, "
        "xem trình duyệt có đang chặn cookie không."
    ),
    "Học số nghỉ ít phút để sửa",
    "Bài đã học vẫn giữ nguyên.",
)


def key(sentence: str) -> str:
    """What names a sentence: other words, another key."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:12]


BY_KEY = {key(sentence): sentence for sentence in SENTENCES}
Recorded = Callable[[bool], Mapping[str, str]]
_sources: list[Recorded] = []


def recorded_in(source: Recorded) -> None:
    """Name who knows the addresses of clips people have read, by the key of their sentence.

    Asked with False, it may ask no database.
    """
    _sources[:] = [source]


def recorded(*, may_ask: bool = True) -> Mapping[str, str]:
    """The addresses of clips people have read."""
    return _sources[0](may_ask) if _sources else {}


def stamp() -> str:
    """Changes whenever another clip is read; a part of the name of pages that are kept."""
    return hashlib.sha256(repr(sorted(recorded().items())).encode()).hexdigest()[:12]


def clip(sentence: str) -> str:
    """The static file in which a machine reads a sentence."""
    return f"{FOLDER}/{key(sentence)}.m4a"


def read(sentences: Iterable[object]) -> list[str]:
    """Those sentences that are read aloud, in order."""
    return [str(sentence) for sentence in sentences if key(str(sentence)) in BY_KEY]
