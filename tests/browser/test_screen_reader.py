"""The usual course to its end for somebody who hears the page and never sees it."""

import pytest

from courses.models import Enrolment
from tests.browser.learner import opened, signed_in
from tests.browser.reader import Reader
from tests.courses.editions import make_edition, step_uid
from tests.courses.kinds import drill_values, teach_values, watch_values
from tests.people import make_person


@pytest.fixture
def reader(phone, site):
    return Reader(signed_in(phone(), make_person("Trần Thị Hoa", form_of_address="bac"), site))


def onward(reader):
    """Hear that this step goes on to the next, and go there."""
    reader.act("link", "Tiếp tục")


def arrive(reader, heading):
    """Be there: the page one comes from may have the same heading, but not as its first."""
    reader.find("heading", heading, level=1)
    reader.page.wait_for_load_state("networkidle")
    reader.check()


def test_a_whole_course_by_the_accessibility_tree(reader):
    edition = make_edition()
    opened(reader.page, f"/khoa-hoc/{edition.course.code}/")
    arrive(reader, edition.title)
    reader.act("link", "Bắt đầu học")

    arrive(reader, "Tìm đúng thủ tục")
    onward(reader)
    arrive(reader, "Nhận ra trang thật")
    onward(reader)

    arrive(reader, "Gõ “cư trú” vào ô tìm kiếm")
    reader.write("Ô tìm kiếm", "cu tru")
    reader.hear("Gõ việc cần làm là tìm ra thủ tục.")
    reader.act("button", "Màn tiếp theo")
    reader.act("button", "Nộp trực tuyến")
    reader.hear("Bấm nút này là bắt đầu nộp hồ sơ trên mạng.")
    onward(reader)

    arrive(reader, "Nhận được tin nhắn này")
    reader.act("radio", "Bấm vào đường dẫn")
    assert reader.find("radio", "Bấm vào đường dẫn").states["checked"] == "true"
    reader.act("button", "Trả lời")
    reader.hear("Đường dẫn lạ có thể lấy mất tài khoản.")
    reader.act("button", "Trả lời lại")
    reader.act("radio", "gọi hỏi công an xã")
    reader.act("button", "Trả lời")
    onward(reader)

    arrive(reader, "Ảnh giấy tờ thế nào")
    for words in ("Rõ chữ", "Đủ bốn góc"):
        reader.act("checkbox", words)
    reader.act("button", "Trả lời")
    onward(reader)

    arrive(reader, "Cán bộ được phép hỏi mã OTP")
    reader.act("radio", "Sai")
    reader.act("button", "Trả lời")
    onward(reader)

    arrive(reader, "Làm thật")
    for words in ("Đã mở trang", "Đã gõ tìm", "Đã thấy nút"):
        reader.act("checkbox", words)
    reader.act("button", "Tôi đã làm xong")
    onward(reader)

    arrive(reader, "Bài kiểm tra cuối khóa")
    reader.act("button", "Bắt đầu làm bài")
    for heading, role, *chosen in (
        ("Trang nào là Cổng", "radio", "dichvucong.gov.vn"),
        ("Ảnh giấy tờ thế nào", "checkbox", "Rõ chữ", "Đủ bốn góc"),
        ("Cán bộ được phép hỏi mã OTP", "radio", "Sai"),
        ("Mã hồ sơ dùng để làm gì", "radio", "Xem hồ sơ giải quyết đến đâu"),
    ):
        arrive(reader, heading)
        for words in chosen:
            reader.act(role, words)
        next_words = "Xem lại bài" if "Mã hồ sơ" in heading else "Câu tiếp theo"
        reader.act("button", next_words)
    arrive(reader, "Xem lại trước khi nộp")
    reader.act("button", "Nộp bài")
    arrive(reader, "Đạt rồi!")
    reader.act("link", "Xem kết quả")
    arrive(reader, "Bác Hoa đã học xong!")
    assert Enrolment.objects.get().completed_at
    opened(reader.page, "/")
    reader.find("StaticText", "Chào bác Hoa")


@pytest.mark.large
def test_a_film_a_drill_and_a_card_to_teach_by_the_accessibility_tree(reader):
    steps = [
        ("xem", "watch", "Xem cách nộp", 2, watch_values()),
        ("lua-dao", "drill", "Công an gọi", 3, drill_values()),
        ("chi-lai", "teach", "Chỉ lại cho một người", 5, teach_values()),
    ]
    edition = make_edition("dien-tap", lessons=[("Cuộc gọi lạ", "", steps)], with_test=False)
    opened(reader.page, f"/hoc/{edition.public_id}/{step_uid('dien-tap', 'xem')}/")
    arrive(reader, "Xem cách nộp")
    reader.act("button", "Tôi đã đọc hết")
    reader.hear("Xong bước này!")
    onward(reader)

    arrive(reader, "Công an gọi")
    reader.act("button", "Chào bác")
    reader.hear("Câu này bình thường")
    reader.act("button", "0588 000 111")
    reader.hear("Công an không gọi bằng số lạ.")
    reader.act("button", "Bác chuyển 20 triệu ngay.")
    reader.hear("Không ai thu tiền thế.")
    reader.act("button", "Giờ xử lý thế nào?")
    reader.check()
    reader.act("button", "Tắt máy")
    reader.hear("Tắt máy là đúng.")
    reader.act("button", "Xem tiếp")
    reader.act("button", "Hỏi công an xã")
    reader.hear("An toàn rồi!")
    onward(reader)

    arrive(reader, "Chỉ lại cho một người")
    reader.act("button", "Thêm một người")
    assert reader.find("spinbutton", "Đã chỉ cho mấy người?")
    reader.act("button", "Tôi đã chỉ xong")
    reader.hear("Giỏi lắm!")
    onward(reader)
    arrive(reader, "Bác Hoa đã học xong!")
