"""The pages of targets: what the province, a commune and a team do there."""

import re

import pytest
from django.urls import reverse

from lms.common import clock
from lms.dashboards.models import Population, ReportingPeriod, Target
from lms.dashboards.services.targets import reporting
from lms.users.services import grants
from tests.dashboards.aims import give, indicator
from tests.factories import make_agency, make_commune
from tests.people import make_person, sign_in

pytestmark = pytest.mark.django_db
PAPERS = {"document_no": "125/KH-UBND", "document_on": "15/01/2026", "clause": "Mục II.3"}


@pytest.fixture
def whole(month, admin, province, y_yen, hai_hau):
    [made] = give("SS02", month, (province, 500), by=admin)
    return made


@pytest.fixture
def part(whole, month, admin, y_yen, manager):
    [made] = give("SS02", month, (y_yen, 300), by=admin, parent=whole)
    return made


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def assign(client, month, **said):
    fields = {
        "indicator": indicator(said.pop("code", "SS02")).pk,
        "period": month.pk,
        "whom": "province",
        "value": "1.200",
        **PAPERS,
    }
    return client.post("/chi-tieu/giao/", fields | said)


def test_the_province_gives_a_target_and_sees_it(client, admin, month, province):
    sign_in(client, admin)
    answer = assign(client, month, milestones=f"{month.first_on:%d/%m/%Y}: 10")
    made = Target.objects.get()
    assert answer["Location"] == f"/chi-tieu/{made.pk}/"
    assert (made.unit, made.value, made.state) == (province, 1200, "accepted")
    assert made.marks == [(month.first_on, 10)]
    page = words(client.get("/chi-tieu/"))
    assert "Số người đến các buổi hướng dẫn" in page
    assert "1.200 người đến" in page


def test_every_commune_is_given_the_same_at_once(client, admin, month, y_yen, hai_hau):
    sign_in(client, admin)
    assign(client, month, whom="communes", value="80")
    assert set(Target.objects.values_list("unit__name", "value")) == {
        ("Xã Ý Yên", 80),
        ("Xã Hải Hậu", 80),
    }


def test_one_commune_is_given_a_target_by_its_name(client, admin, month, y_yen, hai_hau):
    sign_in(client, admin)
    shown = client.get("/chi-tieu/giao/").content.decode()
    [listed] = re.findall(r'<option value="([^"]*Hải Hậu[^"]*)"', shown)
    for name, code in (("y yen", "SS02"), (listed, "SS01")):
        assert assign(client, month, whom="commune", commune=name, code=code).status_code == 302
    assert set(Target.objects.values_list("unit__name", "indicator__code")) == {
        ("Xã Ý Yên", "SS02"),
        ("Xã Hải Hậu", "SS01"),
    }
    # What was typed of a commune does not matter to a target of the province.
    assert assign(client, month, commune="không có").status_code == 302


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"value": "-3"}, "Số này âm hoặc lớn quá"),
        ({"value": "12.5"}, "Chưa hiểu số này"),
        ({"value": "=1+1"}, "Chưa hiểu số này"),
        ({"value": ""}, "Ghi chỉ tiêu là bao nhiêu"),
        ({"code": "SS04", "value": "120"}, "không quá 100"),
        ({"code": "SS04", "value": "62,555"}, "nhiều nhất 1 số lẻ"),
        ({"value": "0,5"}, "là số nguyên, không có số lẻ"),
        ({"value": "9" * 38}, "Số này âm hoặc lớn quá"),
        ({"document_no": ""}, "Ghi số, ký hiệu văn bản"),
        ({"document_on": "31/02/2026"}, "Chưa hiểu ngày này"),
        ({"document_on": "01/01/2099"}, "Ngày này chưa tới"),
        ({"milestones": "mai: 5"}, "Chưa hiểu dòng “mai: 5”"),
        ({"milestones": "01/01/2001: 5"}, "Mỗi mốc một ngày, trong kỳ"),
        ({"whom": "agency"}, "Chọn cơ quan nhận chỉ tiêu"),
        ({"whom": "commune"}, "Gõ tên xã, phường nhận chỉ tiêu"),
        ({"whom": "commune", "commune": "Xã Mây"}, "Chưa tìm thấy “Xã Mây”"),
        ({"period": "nothing"}, "Xem lại giúp mình"),
    ],
)
def test_what_is_wrong_is_told_and_kept(client, admin, month, province, wrong, told):
    sign_in(client, admin)
    answer = assign(client, month, **wrong)
    assert answer.status_code == 422
    assert told in words(answer)
    assert 'value="125/KH-UBND"' in answer.content.decode() or "document_no" in wrong
    assert not Target.objects.exists()


def break_down(client, whole, *, button="giao", **said):
    shown = client.get(f"/chi-tieu/{whole.pk}/phan-bo/").content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', shown).group(1)
    fields = {"seen": seen, button: "1", **PAPERS} | said
    return client.post(f"/chi-tieu/{whole.pk}/phan-bo/", fields)


def test_the_sum_is_shown_without_script_and_nothing_is_written(
    client, admin, whole, y_yen, hai_hau
):
    sign_in(client, admin)
    said = {f"to-{y_yen.pk}": "300", f"to-{hai_hau.pk}": "150"}
    page = words(break_down(client, whole, button="tinh", **said))
    assert "450 người đến" in page
    assert "Phân bổ đang thiếu 50 người đến so với 500." in page
    assert Target.objects.count() == 1


def test_a_proposal_fills_the_table_to_exactly_the_whole(client, admin, whole, y_yen, hai_hau):
    for unit, count in ((y_yen, 200), (hai_hau, 100)):
        Population.objects.create(
            unit=unit, group="adults", count=count, as_of=clock.today(), source="Công an"
        )
    sign_in(client, admin)
    page = break_down(client, whole, chia="adults")
    assert 'value="333"' in page.content.decode()
    assert 'value="167"' in page.content.decode()
    assert "Vừa khớp." in words(page)
    assert Target.objects.count() == 1


def test_what_does_not_fit_needs_a_reason(client, admin, whole, y_yen, hai_hau):
    sign_in(client, admin)
    said = {f"to-{y_yen.pk}": "300", f"to-{hai_hau.pk}": "150"}
    answer = break_down(client, whole, **said)
    assert answer.status_code == 422
    assert "Phân bổ đang thiếu 50 người đến so với 500. Sửa số, hoặc ghi vì sao" in words(answer)
    assert Target.objects.count() == 1
    answer = break_down(client, whole, **said, reason="Giữ 50 cho đợt cuối.")
    assert answer.status_code == 302
    assert Target.objects.filter(parent=whole).count() == 2
    assert "Giữ 50 cho đợt cuối." in words(client.get(f"/chi-tieu/{whole.pk}/"))


def test_an_old_table_is_not_taken_for_the_new_one(client, admin, whole, y_yen, hai_hau):
    sign_in(client, admin)
    break_down(client, whole, **{f"to-{y_yen.pk}": "300", f"to-{hai_hau.pk}": "200"})
    old = {f"to-{y_yen.pk}": "250", f"to-{hai_hau.pk}": "250", "seen": ""}
    answer = break_down(client, whole, **old)
    assert answer.status_code == 422
    assert "Vừa có người khác phân bổ" in words(answer)
    assert Target.objects.get(unit=y_yen).value == 300


def token_of(page):
    return re.search(r'name="seen" value="([^"]*)"', page.content.decode()).group(1)


def test_adding_up_an_old_table_does_not_make_it_a_new_one(client, admin, whole, y_yen, hai_hau):
    sign_in(client, admin)
    old = {f"to-{y_yen.pk}": "250", f"to-{hai_hau.pk}": "250", "seen": ""}
    break_down(client, whole, **{f"to-{y_yen.pk}": "300", f"to-{hai_hau.pk}": "200"})
    for button in ({"button": "tinh"}, {"chia": "even"}, {"document_no": ""}):
        assert token_of(break_down(client, whole, **old | button)) == ""
    told = break_down(client, whole, **old)
    # What is there stands beside what was written, and what is sent now is said of that.
    assert "300 người đến" in words(told)
    assert break_down(client, whole, **old | {"seen": token_of(told)}).status_code == 302
    assert Target.objects.get(unit=y_yen).value == 250


def test_a_commune_disputes_and_the_province_answers(client, manager, admin, part):
    sign_in(client, manager)
    assert client.get("/chi-tieu/")["Location"].startswith("/chi-tieu/xa/")
    address = f"/chi-tieu/{part.pk}/"
    assert "Ghi lý do" in words(client.post(f"{address}xem-lai/", {"reason": " "}))
    client.post(f"{address}xem-lai/", {"reason": "Xã chỉ có 200 hộ."})
    sign_in(client, admin)
    assert "Xã chỉ có 200 hộ." in words(client.get("/chi-tieu/"))
    wanted = {"answer": "Đúng.", "value": "200"}
    answer = client.post(f"{address}tra-loi/", wanted)
    assert "Đổi số thì ghi số, ký hiệu quyết định" in words(answer)
    client.post(f"{address}tra-loi/", wanted | PAPERS)
    part.refresh_from_db()
    assert (part.state, part.value, part.version) == ("settled", 200, 2)


def test_a_commune_takes_on_its_target_and_sees_what_is_missing(client, manager, part, y_yen):
    sign_in(client, manager)
    page = words(client.get(f"/chi-tieu/xa/{y_yen.code}/"))
    assert "1 chỉ tiêu chờ nhận" in page
    client.post(f"/chi-tieu/{part.pk}/nhan/")
    part.refresh_from_db()
    assert part.state == "accepted"
    assert "chờ nhận" not in words(client.get(f"/chi-tieu/xa/{y_yen.code}/")).lower()


def test_a_ward_is_called_a_ward(client, admin, month, province):
    ward = make_commune("Phường Nam Định", province=province, code="13669", kind="ward")
    sign_in(client, admin)
    assert "Chỉ tiêu của phường" in words(client.get(f"/chi-tieu/xa/{ward.code}/"))


def test_what_is_to_stay_low_has_no_bar_that_fills(client, admin, month, y_yen):
    [target] = give("DQ05", month, (y_yen, 5), by=admin)
    sign_in(client, admin)
    assert target.indicator.direction == "down"
    assert "<progress" not in client.get(f"/chi-tieu/{target.pk}/").content.decode()


def test_a_change_and_a_withdrawal_are_kept_and_undone(client, admin, whole, part):
    sign_in(client, admin)
    address = f"/chi-tieu/{whole.pk}/"
    said = {"value": "600", "reason": "Theo chỉ đạo mới.", "seen": "1", **PAPERS}
    client.post(f"{address}dieu-chinh/", said)
    page = words(client.get(address))
    assert "600 người đến" in page
    assert "500 người đến" in page
    stale = client.post(f"{address}dieu-chinh/", said | {"value": "700"})
    assert (stale.status_code, "có người khác đổi" in words(stale)) == (422, True)
    seen = {"value": "700", "seen": token_of(stale)}
    assert client.post(f"{address}dieu-chinh/", said | seen).status_code == 302
    same = client.post(f"{address}dieu-chinh/", said | {"value": "700", "seen": "3"}, follow=True)
    assert "Số mới và các mốc giống như đang có" in words(same)
    assert "Cả 1 phần đã phân bổ cũng được rút" in words(client.get(f"{address}rut/"))
    client.post(f"{address}rut/", {"reason": "Giao nhầm."})
    assert not Target.objects.standing().exists()
    client.post(f"{address}lay-lai/")
    assert Target.objects.standing().get() == whole


def test_the_leader_sees_what_each_session_has_to_add(client, lan, month, admin, team):
    give("SS02", month, (team, 12), by=admin)
    client.force_login(lan)
    page = words(client.get(f"/chi-tieu/to/{team.code}/"))
    assert "Còn thiếu 12 người đến" in page
    assert "Nhận chỉ tiêu" in page
    assert f"/chi-tieu/to/{team.code}/" in client.get(f"/to/{team.code}/").content.decode()


def test_a_period_is_closed_locked_and_reopened_with_a_reason(client, admin, month):
    sign_in(client, admin)
    address = f"/chi-tieu/ky/{month.pk}/"
    client.post(f"{address}dong/")
    client.post(f"{address}khoa/")
    assert "Ngoài kỳ: 0 số" in words(client.get(address))
    refused = client.post(f"{address}mo-lai/", {"reason": ""})
    assert (refused.status_code, "Ghi lý do" in words(refused)) == (422, True)
    client.post(f"{address}mo-lai/", {"reason": "Bổ sung buổi gửi muộn."})
    page = words(client.get(address))
    assert "Bổ sung buổi gửi muộn." in page
    assert "Đã mở lại" in page


def test_a_year_is_opened_once_and_other_days_are_told(client, admin):
    sign_in(client, admin)
    year = clock.today().year
    said = {"year": year, "starts_on": "1", "years_count": "5"}
    client.post("/chi-tieu/ky/", said)
    client.post("/chi-tieu/ky/", said)
    assert ReportingPeriod.objects.count() == 20
    answer = client.post("/chi-tieu/ky/", said | {"starts_on": "15"})
    assert (answer.status_code, "có ngày trùng với kỳ đã có" in words(answer)) == (422, True)


def test_periods_stand_under_their_year_and_what_is_to_come_comes_last(client, admin):
    sign_in(client, admin)
    year = clock.today().year
    for one in (year - 1, year + 1):
        client.post("/chi-tieu/ky/", {"year": one, "starts_on": "1", "years_count": "1"})
    page = words(client.get("/chi-tieu/ky/"))
    last_month = f"Tháng 12/{year - 1}"
    assert page.index(f"Năm {year - 1} {last_month}") < page.index(f"Sắp tới, năm {year + 1}")


def test_pages_say_what_to_do_before_there_is_anything(client, admin, province, y_yen, usual):
    sign_in(client, admin)
    assert "Chưa mở kỳ báo cáo nào" in words(client.get("/chi-tieu/"))
    assert "Chưa có kỳ nào đang mở" in words(client.get("/chi-tieu/giao/"))
    assert "Chưa mở kỳ nào" in words(client.get("/chi-tieu/ky/"))


def test_nothing_of_a_closed_period_is_offered_nor_taken(client, admin, month, whole):
    reporting.close(month, by=admin, now=clock.now())
    sign_in(client, admin)
    page = client.get(f"/chi-tieu/{whole.pk}/").content.decode()
    assert "dieu-chinh" not in page
    said = {"value": "600", "reason": "Muộn.", "seen": "1", **PAPERS}
    answer = client.post(f"/chi-tieu/{whole.pk}/dieu-chinh/", said)
    assert (answer.status_code, "đã đóng" in words(answer)) == (422, True)


def test_an_agency_breaks_down_to_those_below(client, month, admin, province):
    top = make_agency("Sở Y tế", "SYT", province)
    make_agency("Trung tâm Y tế", "TTYT", province, parent=top)
    person = make_person("Đinh Quốc Khánh", email="khanh@demo.test", password="mat-khau")
    grants.grant(person, "agency_manager", agency=top, by=None)
    [target] = give("OF04", month, (top, 30), by=admin)
    sign_in(client, person)
    assert "Trung tâm Y tế" in words(client.get(f"/chi-tieu/{target.pk}/phan-bo/"))


@pytest.mark.parametrize("name", ["commune", "whole", "break_down"])
def test_many_communes_cost_what_few_do(
    client, admin, month, province, y_yen, whole, name, django_assert_max_num_queries
):
    addresses = {
        "commune": reverse("dashboards:targets"),
        "whole": f"/chi-tieu/{whole.pk}/",
        "break_down": f"/chi-tieu/{whole.pk}/phan-bo/",
    }
    sign_in(client, admin)

    def add(number, first):
        for n in range(first, first + number):
            unit = make_commune(f"Xã Thử {n}", province=province, code=f"2{n:04}")
            give("SS02", month, (unit, 3), by=admin, parent=whole)

    add(5, 0)
    client.get(addresses[name])
    with django_assert_max_num_queries(40) as few:
        client.get(addresses[name])
    add(19, 5)
    with django_assert_max_num_queries(len(few)):
        client.get(addresses[name])
