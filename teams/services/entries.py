"""The usual lines of the lists a province keeps; it adds its own and retires the rest."""

from teams.models import Difficulty, Outcome, Topic, VenueKind
from teams.models.entries import Entry
from teams.services import kits

TOPICS = {
    "dung-dien-thoai": "Dùng điện thoại cơ bản",
    "vneid": "Cài và dùng VNeID",
    "dich-vu-cong": "Nộp hồ sơ dịch vụ công",
    "thanh-toan": "Thanh toán bằng mã QR",
    "lua-dao": "Nhận biết lừa đảo trực tuyến",
    "zalo": "Gọi video, nhắn tin Zalo",
    "bao-hiem": "Ứng dụng bảo hiểm xã hội, thuế",
    "ban-hang": "Bán hàng trên mạng",
    "chu-ky-so": "Chữ ký số cá nhân",
}
OUTCOMES = {
    "e_identity": "Kích hoạt VNeID mức 2",
    "online_service": "Nộp hồ sơ dịch vụ công",
    "cashless": "Thanh toán bằng mã QR",
    "install": "Cài ứng dụng",
    "signature": "Làm chữ ký số cá nhân",
    "bank_account": "Mở tài khoản ngân hàng",
    "household_qr": "Làm mã QR nhận tiền cho hộ",
    "health_book": "Tạo sổ sức khỏe điện tử",
    "assessment": "Làm bài đánh giá kỹ năng số",
}
TOPIC_OF = {
    "e_identity": "vneid",
    "online_service": "dich-vu-cong",
    "cashless": "thanh-toan",
    "install": "dung-dien-thoai",
    "signature": "chu-ky-so",
    "bank_account": "thanh-toan",
    "household_qr": "thanh-toan",
    "health_book": "vneid",
}
"""What a usual result is about."""
VENUE_KINDS = {
    "culture_house": "Nhà văn hóa",
    "school": "Trường học",
    "health_station": "Cơ sở y tế",
    "market": "Chợ",
    "tourist_site": "Điểm du lịch",
    "one_stop_shop": "Bộ phận một cửa",
    "home": "Tại nhà",
    "elsewhere": "Nơi khác",
}
DIFFICULTIES = {
    "no_smartphone": "Không có điện thoại thông minh",
    "old_phone": "Máy cũ, đầy bộ nhớ",
    "weak_network": "Sóng yếu, mất mạng",
    "forgotten_password": "Quên mật khẩu",
    "borrowed_number": "Số điện thoại không chính chủ",
    "papers_differ": "Giấy tờ chưa khớp",
    "app_broken": "Ứng dụng lỗi, quá tải",
    "fear_of_fraud": "Sợ bị lừa, sợ mất tiền",
    "small_letters": "Mắt kém, chữ nhỏ",
}
USUAL: dict[type[Entry], dict[str, str]] = {
    Topic: TOPICS,
    Outcome: OUTCOMES,
    VenueKind: VENUE_KINDS,
    Difficulty: DIFFICULTIES,
}


def ensure_usual() -> int:
    """Add the usual lines that are missing, with the sheets of topics; how many were added."""
    added = sum(add_missing(model, usual) for model, usual in USUAL.items())
    kits.fill_in()
    return added


def add_missing(model: type[Entry], usual: dict[str, str]) -> int:
    """Add to one list; what is there stays as the province has named and placed it."""
    topics = dict(Topic.objects.values_list("code", "pk")) if model is Outcome else {}
    known = set(model.objects.values_list("code", flat=True))
    missing = [
        model(code=code, name=name, position=10 * number, **_about(code, topics))
        for number, (code, name) in enumerate(usual.items(), start=1)
        if code not in known
    ]
    model.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _about(code: str, topics: dict[str, int]) -> dict[str, int]:
    topic = topics.get(TOPIC_OF.get(code, ""))
    return {"topic_id": topic} if topic else {}
