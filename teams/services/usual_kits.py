"""The sheets of the usual topics, until the province writes its own."""

# Whom to expect, what to say, what to show, what to bring and give; one line for each point.
USUAL = {
    "dung-dien-thoai": (
        "Bà con mới có máy, mắt kém, tay run.\nNgười ngại bấm vì sợ hỏng.",
        (
            "Bấm sai không hỏng máy, bấm nút quay lại là về như cũ.\n"
            "Hôm nay chỉ ba việc: gọi điện, chữ to, sạc và nạp mạng."
        ),
        (
            "Phóng chữ to: Cài đặt, Màn hình, Cỡ chữ.\n"
            "Gọi một người trong danh bạ, rồi lưu một số mới.\n"
            "Bật và tắt Wi-Fi, xem còn mạng hay không.\n"
            "Từng người tự làm lại trên máy của mình."
        ),
        "Ổ sạc, dây sạc các loại.\nGiấy ghi số của tổ, chữ to.",
    ),
    "vneid": (
        "Người từ 14 tuổi đã có căn cước gắn chip.\nNgười chưa làm mức 2 ở công an xã.",
        (
            "VNeID thay được căn cước giấy khi làm thủ tục.\n"
            "Mật khẩu và mã 6 số là của riêng mình, không đọc cho ai, kể cả cán bộ.\n"
            "Chỉ cài từ CH Play hoặc App Store."
        ),
        (
            "Tìm và cài VNeID, xem đúng tên nhà phát triển.\n"
            "Đăng nhập bằng số căn cước, đặt mật khẩu.\n"
            "Kích hoạt mức 2 bằng mã trong tin nhắn.\n"
            "Mở thẻ căn cước trong máy và giấy tờ đã tích hợp."
        ),
        "Nhắc mang căn cước và điện thoại chính chủ.\nGiờ làm việc của công an xã để làm mức 2.",
    ),
    "dich-vu-cong": (
        "Người sắp làm giấy khai sinh, cư trú, hộ kinh doanh.\nCon cháu nộp thay cha mẹ.",
        (
            "Nộp ở nhà, khỏi đi lại, xem được hồ sơ đến đâu.\n"
            "Đăng nhập bằng VNeID, không cần tài khoản riêng.\n"
            "Phí trả đúng trên cổng, không chuyển cho cá nhân."
        ),
        (
            "Vào Cổng Dịch vụ công quốc gia, gõ đúng địa chỉ.\n"
            "Đăng nhập bằng VNeID.\n"
            "Tìm thủ tục, chụp giấy tờ cho rõ, nộp.\n"
            "Ghi mã hồ sơ và xem hồ sơ đến đâu."
        ),
        "Mẫu danh sách giấy tờ của ba thủ tục hay làm.\nSố của bộ phận một cửa.",
    ),
    "thanh-toan": (
        "Người bán hàng ở chợ, người nhận trợ cấp.\nNgười đã có thẻ mà chưa dùng trên máy.",
        (
            "Trả bằng mã QR thì khỏi tiền lẻ, có tin báo ngay.\n"
            "Luôn đọc tên người nhận trước khi bấm chuyển.\n"
            "Ai hỏi mã OTP cũng là kẻ lừa, kể cả xưng ngân hàng."
        ),
        (
            "Mở ứng dụng ngân hàng, quét mã của một hàng quen.\n"
            "Đọc to tên người nhận, nhập 1.000 đồng, chuyển thử.\n"
            "Làm mã QR nhận tiền của mình và lưu ảnh.\n"
            "Xem lại lần chuyển trong lịch sử."
        ),
        "Nhắc mang thẻ ngân hàng và căn cước.\nMột mã QR của hàng quen để quét thử.",
    ),
    "lua-dao": (
        "Người hay nhận cuộc gọi lạ, người ở nhà một mình.\nNgười vừa mất tiền, cần nói riêng.",
        (
            "Công an, tòa án không làm việc qua điện thoại.\n"
            "Ba việc khi nghi ngờ: dừng lại, cúp máy, hỏi người nhà.\n"
            "Bị lừa không phải lỗi của mình; báo sớm còn lấy lại được."
        ),
        (
            "Đọc một tin nhắn giả, cùng tìm chỗ sai.\n"
            "Đóng vai cuộc gọi giả công an, tập cúp máy.\n"
            "Chặn một số lạ trên máy.\n"
            "Chỉ chỗ báo: công an xã, ngân hàng."
        ),
        "Tờ dán cạnh máy: số công an xã, số ngân hàng.\nTin nhắn giả in to để cả lớp cùng đọc.",
    ),
    "zalo": (
        "Ông bà muốn nhìn con cháu ở xa.\nNgười có máy mà chưa có Zalo.",
        "Gọi hình không mất tiền khi có Wi-Fi.\nChỉ kết bạn với người mình biết.",
        (
            "Cài Zalo, đăng ký bằng số của mình.\n"
            "Kết bạn bằng mã QR của người ngồi cạnh.\n"
            "Gọi hình cho một người nhà.\n"
            "Gửi một ảnh, nghe một tin nói."
        ),
        "Mật khẩu Wi-Fi của nhà văn hóa, in to.\nMã QR nhóm của thôn.",
    ),
    "bao-hiem": (
        "Người có thẻ bảo hiểm y tế, người đang hưởng lương hưu.\nHộ kinh doanh phải khai thuế.",
        "Thẻ trên máy dùng được khi đi khám.\nMọi khoản nộp đều xem lại được trong ứng dụng.",
        (
            "Cài VssID, đăng nhập bằng VNeID.\n"
            "Mở thẻ bảo hiểm y tế trên máy.\n"
            "Xem quá trình đóng.\n"
            "Hộ kinh doanh: cài eTax Mobile, xem nghĩa vụ thuế."
        ),
        "Nhắc mang thẻ bảo hiểm và căn cước.\nSố của bảo hiểm xã hội khu vực.",
    ),
    "ban-hang": (
        "Nhà có hàng bán: rau, bánh, đồ nghề.\nNgười trẻ muốn bán giúp cha mẹ.",
        (
            "Ảnh thật, giá rõ, hẹn đúng là giữ được khách.\n"
            "Chỉ nhận tiền khi thấy tin của ngân hàng, không tin ảnh chụp."
        ),
        (
            "Chụp một món dưới ánh sáng ngoài trời.\n"
            "Viết bốn dòng: món gì, giá, ở đâu, gọi ai.\n"
            "Đăng lên nhóm Zalo của thôn.\n"
            "Kiểm tra tiền đã vào tài khoản."
        ),
        "Vài món hàng thật để chụp thử.\nTấm vải trắng làm nền.",
    ),
    "chu-ky-so": (
        "Người hay nộp hồ sơ trực tuyến.\nChủ hộ kinh doanh.",
        "Chữ ký số có giá trị như ký tay.\nMã ký là của riêng mình, không cho mượn.",
        (
            "Đăng ký chữ ký số cá nhân trong ứng dụng của nhà cung cấp.\n"
            "Xác thực bằng căn cước và khuôn mặt.\n"
            "Ký thử một tờ đơn mẫu.\n"
            "Xem lại tờ đã ký."
        ),
        "Nhắc mang căn cước và điện thoại chính chủ.\nMột tờ đơn mẫu để ký thử.",
    ),
}
