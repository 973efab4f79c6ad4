"""The province merges communes at its desk: line by line or by file, looked at, confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.places.models import Unit
from lms.users.models import Reorganisation
from lms.users.services import grants
from tests.factories import make_commune, make_province, make_village
from tests.people import make_person, sign_in
from tests.users.acts import Wanted, carried, confirmed, drafted
from tests.users.rosters import book

pytestmark = pytest.mark.django_db
HOME = "/don-vi/sap-xep/"
PAPER = {
    "subject": "units",
    "kind": "merge",
    "effective_on": f"{clock.today():%d/%m/%Y}",
    "document_no": "1674/NQ-UBTVQH15",
    "document_on": "16/06/2026",
    "clause": "Điều 1",
}
HEADINGS = ("Đơn vị cũ", "Đơn vị mới", "Mã mới", "Thuộc", "Tỷ lệ (%)", "Nơi kế thừa chính")


@pytest.fixture
def province(db):
    return make_province()


@pytest.fixture
def communes(province):
    return [
        make_commune(name, province=province, code=code)
        for name, code in (("Xã Ý Yên", "13741"), ("Xã Hải Hậu", "14215"))
    ]


@pytest.fixture
def admin(son, province):
    grants.grant(son, "province_admin", unit=province, by=None)
    return son


@pytest.fixture
def desk(client, admin):
    sign_in(client, admin)
    return client


@pytest.fixture
def act(communes, admin):
    return drafted(*(Wanted(one, "Xã Đại An") for one in communes), by=admin)


def words(answer):
    return answer.content.decode()


def test_an_act_goes_from_its_paper_to_its_result(desk, communes, run_jobs):
    answer = desk.post(f"{HOME}moi/", PAPER)
    page = answer.headers["Location"]
    for old in ("Xã Ý Yên", "14215"):
        answer = desk.post(f"{page}them/", {"old": old, "new": "Xã Đại An"})
        assert answer.headers["Location"] == page
    assert "Tiếp: xem trước" in words(desk.get(page))
    desk.post(f"{page}xem-truoc/")
    assert "Những việc kéo theo" in words(desk.get(page))
    answer = desk.post(f"{page}xac-nhan/", {"typed": "1674"})
    assert answer.status_code == 422
    assert "Chưa đúng. Gõ: 1674/NQ-UBTVQH15" in words(answer)
    answer = desk.post(f"{page}xac-nhan/", {"typed": "1674/nq-ubtvqh15"})
    assert answer.headers["Location"] == page
    under_way = desk.get(page)
    assert ("Đang thực hiện" in words(under_way), under_way.headers["Refresh"]) == (True, "3")
    run_jobs()
    shown = words(desk.get(page))
    assert "Đã thực hiện xong" in shown
    assert "Quy đổi theo địa giới hiện nay" in shown
    assert "Số liệu theo địa giới cũ" in words(desk.get(f"{page}?xem=cu"))
    assert Unit.objects.get(name="Xã Đại An").origins.count() == 2
    assert "Đã có hiệu lực" in words(desk.get(HOME))


def test_a_table_brings_lines_and_what_cannot_be_is_kept_to_be_mended(desk, communes, act, admin):
    make_commune("Xã Cũ", province=communes[0].parent, valid_to=clock.today().replace(year=2026))
    old = make_commune("Xã Yên Phú", province=communes[0].parent)
    carried(Wanted(old, "Xã Yên Bình"), by=admin)
    act.lines.all().delete()
    rows = [
        ("Xã Ý Yên", "Xã Đại An", "13741", "", "", ""),
        ("Xã Yên Phú", "Xã Đại An", "", "", "", ""),
        ("Xã Hải Hậuu", "Xã Đại An", "", "", "", ""),
        ("Xã Hải Hậu", "", "", "", "", ""),
        ("Xã Hải Hậu", "Xã Đại An", "", "", "-5", ""),
        ("Xã Hải Hậu", "Xã Đại An", "", "", "999999999999999999999999999999999999999999", ""),
    ]
    table = book(*rows, headings=HEADINGS)
    file = SimpleUploadedFile("sap-xep.xlsx", table)
    answer = desk.post(f"{act.get_absolute_url()}tep/", {"file": file})
    assert answer.status_code == 302
    act.refresh_from_db()
    assert [one.new_name for one in act.lines.all()] == ["Xã Đại An"]
    said = [" ".join(one["faults"]) for one in act.refused]
    assert "tên của thời kỳ khác" in said[0]
    assert "nay là Xã Yên Bình" in said[0]
    assert "Có phải: Xã Hải Hậu?" in said[1]
    assert "Chưa ghi đơn vị mới" in said[2]
    assert "từ trên 0 đến 100" in said[3]
    assert "Chưa hiểu tỷ lệ" in said[4]
    shown = words(desk.get(act.get_absolute_url()))
    assert "5 dòng trong tệp chưa nhận được" in shown
    back = desk.get(f"{act.get_absolute_url()}khong-nhan.xlsx")
    assert back.content[:2] == b"PK"


def test_a_table_that_is_none_is_told_what_to_do(desk, act):
    for content in (b"", b"%PDF-1.4", b"PK broken", b"a,b\n1,2"):
        file = SimpleUploadedFile("x.xlsx", content)
        answer = desk.post(f"{act.get_absolute_url()}tep/", {"file": file})
        assert answer.status_code == 422
    assert act.lines.count() == 2


def test_a_split_by_file_takes_its_main_part_from_the_cross(desk, communes, admin):
    act = drafted(by=admin)
    rows = [
        ("Xã Ý Yên", "Xã Bắc Yên", "", "", "60", ""),
        ("Xã Ý Yên", "Xã Nam Yên", "", "", "40%", "x"),
    ]
    file = SimpleUploadedFile("x.xlsx", book(*rows, headings=HEADINGS))
    desk.post(f"{act.get_absolute_url()}tep/", {"file": file})
    assert act.lines.get(is_main=True).new_name == "Xã Nam Yên"


def test_what_is_written_wrong_is_told_beside_the_field(desk, act):
    page = act.get_absolute_url()
    for said, told in [
        ({"old": "", "new": "Xã A"}, "Ghi đơn vị cũ."),
        ({"old": "Xã Sao Hỏa", "new": "Xã A"}, "Không có “Xã Sao Hỏa”"),
        ({"old": "Xã Ý Yên", "new": "Xã A", "weight": "NaN"}, "Chưa hiểu tỷ lệ"),
        ({"old": "Xã Ý Yên", "new": "Xã A", "weight": "0"}, "từ trên 0 đến 100"),
    ]:
        answer = desk.post(f"{page}them/", said)
        assert answer.status_code == 422
        assert told in words(answer)
    answer = desk.post(f"{HOME}moi/", {**PAPER, "effective_on": "01/01/1900"})
    assert "đã qua hơn hai năm" in words(answer)


def test_a_line_is_taken_out_and_the_act_called_off(desk, act):
    page = act.get_absolute_url()
    desk.post(f"{page}bo/{act.lines.first().pk}/")
    assert act.lines.count() == 1
    desk.post(f"{page}thoi/")
    act.refresh_from_db()
    assert act.state == "undone"
    assert "Đã thôi" in words(desk.get(page))
    answer = desk.post(f"{page}them/", {"old": "Xã Ý Yên", "new": "Xã A"}, follow=True)
    assert "không sửa được nữa" in words(answer)


def test_what_is_confirmed_for_a_day_to_come_says_so(desk, communes, admin):
    day = clock.today().replace(year=clock.today().year + 1, day=1)
    act = confirmed(*(Wanted(one, "Xã Đại An") for one in communes), by=admin, on=day)
    shown = desk.get(act.get_absolute_url())
    assert f"chờ đến {day:%d/%m/%Y}" in words(shown)
    assert "Refresh" not in shown.headers


def test_only_the_province_does_this(client, act):
    stranger = make_person("Ai Đó")
    grants.grant(stranger, "commune_manager", unit=Unit.objects.get(name="Xã Ý Yên"), by=None)
    sign_in(client, stranger)
    for address in (HOME, f"{HOME}moi/", act.get_absolute_url()):
        assert client.get(address).status_code == 403
    assert client.post(f"{act.get_absolute_url()}xem-truoc/").status_code == 403
    assert Reorganisation.objects.get().state == "draft"


def test_a_page_costs_the_same_with_more_lines(
    desk, province, admin, django_assert_max_num_queries
):
    def act_of(count, name):
        communes = [make_commune(f"Xã {name} {n}", province=province) for n in range(count)]
        for one in communes:
            make_village(commune=one)
        return carried(*(Wanted(one, f"Xã Chung {name}") for one in communes), by=admin)

    few, many = (
        act_of(count, name).get_absolute_url() for count, name in ((2, "Một"), (12, "Hai"))
    )
    with CaptureQueriesContext(connection) as seen:
        desk.get(few)
    with django_assert_max_num_queries(len(seen)):
        desk.get(many)
