"""What sessions are usually about; a province adds its own."""

from teams.models import Topic

USUAL = {
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


def ensure_usual() -> int:
    """Add the usual topics that are missing; how many were added."""
    known = set(Topic.objects.values_list("code", flat=True))
    missing = [
        Topic(code=code, name=name, position=10 * number)
        for number, (code, name) in enumerate(USUAL.items(), start=1)
        if code not in known
    ]
    Topic.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
