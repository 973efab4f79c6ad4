"""A board is kept by name, shared within what each may see, sent by mail, stopped and dropped."""

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, transaction

from lms.common import clock
from lms.dashboards.models import BoardView
from lms.dashboards.services.boards import keeping
from lms.dashboards.services.boards.keeping import Wish
from lms.notifications.models import Message, Notice
from lms.places.models import Unit
from lms.users import policies
from lms.users.models import RoleGrant
from lms.users.services import merging, personal
from teams.services import membership
from tests.dashboards.aims import give
from tests.factories import make_village
from tests.people import make_person, sign_in
from tests.users.acts import Wanted, carried

pytestmark = pytest.mark.django_db
SS02 = {"chi-so": "SS02"}


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def kept(by, commune, name="Của tôi", said=SS02, **wish):
    return keeping.keep("xa", commune.code, said, Wish(name, **wish), by=by, now=clock.now())


def morning(day):
    return datetime.combine(day, datetime.min.time(), tzinfo=clock.VIETNAM) + timedelta(hours=3)


def test_the_board_of_a_former_commune_opens_its_successor(
    client, manager, month, y_yen, hai_hau, admin
):
    view = kept(manager, y_yen, schedule="week")
    ended = Wanted(y_yen, "Xã Đại An", hai_hau.code), Wanted(hai_hau, "Xã Đại An")
    carried(*ended, by=admin)
    new = Unit.objects.get(name="Xã Đại An", valid_to=None)
    assert keeping.place(view).place == new
    sign_in(client, manager)
    assert "Xã Đại An" in client.get(view.get_absolute_url(), follow=True).text


def send_all(day):
    """What the night of a day sends."""
    count = 0
    with time_machine.travel(morning(day), tick=False):
        while found := keeping.due(day):
            count += sum(keeping.send(view, now=morning(day)) for view in found)
    return count


def test_a_board_is_kept_and_opened_with_its_filters(client, manager, month, y_yen):
    sign_in(client, manager)
    page = client.get(f"/bang/xa/{y_yen.code}/?chi-so=SS01").content.decode()
    [link] = re.findall(r'href="(/bang/luu/[^"]*)"', page)
    link = link.replace("&amp;", "&")
    assert client.get(link).status_code == 200
    answer = client.post(link, {"name": "Số buổi", "is_newest": "on"})
    assert answer["Location"] == "/bang/da-luu/"
    view = BoardView.objects.get()
    assert (view.level, view.key, view.said) == ("xa", y_yen.code, {"chi-so": "SS01"})
    assert client.get(view.get_absolute_url())["Location"] == (
        f"/bang/xa/{y_yen.code}/?chi-so=SS01"
    )
    # Without the tick the period stays.
    client.post(link, {"name": "Tháng này"})
    assert "ky" in BoardView.objects.get(name="Tháng này").said


def test_a_name_is_used_once_and_what_was_typed_stays(client, manager, month, y_yen):
    kept(manager, y_yen, "Số buổi")
    sign_in(client, manager)
    address = f"/bang/luu/?cap=xa&noi={y_yen.code}"
    answer = client.post(address, {"name": "Số buổi", "schedule": "week"})
    assert answer.status_code == 422
    assert "Đã có bảng mang tên này" in words(answer)
    assert 'value="week" selected' in answer.content.decode()
    assert client.post(address, {"name": ""}).status_code == 422
    assert BoardView.objects.count() == 1


@pytest.mark.parametrize("said", ["cap=xa&noi=%00", "cap=tau&noi=1", "", "cap=xa&noi=00000"])
def test_a_board_there_is_not_is_not_kept(client, manager, month, said):
    sign_in(client, manager)
    assert client.get(f"/bang/luu/?{said}")["Location"] == "/bang/da-luu/"


def test_nonsense_in_filters_is_not_kept(manager, month, y_yen):
    view = kept(manager, y_yen, said={"chi-so": "SS02", "ky": "\x00", "la": "x", "cach": "a" * 99})
    assert view.said == {"chi-so": "SS02"}


def test_one_keeps_so_many_and_no_more(client, manager, month, y_yen):
    BoardView.objects.bulk_create(
        BoardView(owner=manager, name=f"B{n}", level="xa", key=y_yen.code)
        for n in range(keeping.MOST)
    )
    sign_in(client, manager)
    answer = client.post(f"/bang/luu/?cap=xa&noi={y_yen.code}", {"name": "Một nữa"})
    assert "Đã lưu đủ 50 bảng" in words(answer)


def test_shared_boards_show_only_to_who_may_see_the_place(
    client, admin, manager, other_reviewer, month, y_yen
):
    view = kept(admin, y_yen, "Ý Yên của tỉnh", is_shared=True)
    assert keeping.shared_with(manager) == [view]
    assert keeping.shared_with(other_reviewer) == []
    sign_in(client, other_reviewer)
    assert client.get(view.get_absolute_url()).status_code == 403
    sign_in(client, manager)
    assert client.get(view.get_absolute_url()).status_code == 302
    assert client.get(f"/bang/da-luu/{view.pk}/sua/").status_code == 403
    keeping.change(view, Wish(view.name))
    assert keeping.shared_with(manager) == []
    assert client.get(view.get_absolute_url()).status_code == 403


def test_what_others_share_costs_the_same_for_many_places(
    admin, lan, month, y_yen, hai_hau, team, other_team, django_assert_max_num_queries
):
    teams = [
        membership.open_team(
            f"Tổ số {n}",
            unit=make_village(f"Thôn {n}", commune=y_yen),
            by=None,
            on=clock.today(),
        )
        for n in range(8)
    ]
    membership.join(teams[0], lan, role="member", on=clock.today(), by=None)
    wish = {"by": admin, "now": clock.now()}
    for level, one in (("to", team), ("to", other_team), ("xa", y_yen), ("tinh", None)):
        key = one.code if one else ""
        keeping.keep(level, key, {}, Wish(f"{level} {key}", is_shared=True), **wish)
    with django_assert_max_num_queries(10) as cost:
        assert [view.key for view in keeping.shared_with(lan)] == [team.code]
    for one in teams:
        keeping.keep("to", one.code, {}, Wish(one.name, is_shared=True), **wish)
    policies.forget_grants(lan)
    with django_assert_max_num_queries(len(cost)):
        keys = {view.key for view in keeping.shared_with(lan)}
    assert keys == {team.code, teams[0].code}


def test_a_weekly_board_is_sent_once_each_week_with_its_figures(
    manager, admin, month, held, y_yen, team
):
    give("SS02", month, (y_yen, 1000), (team, 20), by=admin)
    view = kept(manager, y_yen, "Tuần", schedule="week")
    today = clock.today()
    assert send_all(today) == 0
    monday = today + timedelta(days=7 - today.weekday())
    assert send_all(monday) == 1
    assert send_all(monday) == send_all(monday + timedelta(days=3)) == 0
    notice = Notice.objects.get(key=f"board-view:{view.pk}:{monday.isoformat()}")
    assert (notice.person, notice.title) == (manager, "Bảng “Tuần”")
    [mail] = Message.objects.filter(kind="board_view")
    assert mail.address == manager.email
    assert "Nguồn: Học số" in mail.body
    assert team.name in mail.body
    # A machine that was off on Monday sends it on Tuesday.
    assert send_all(monday + timedelta(days=8)) == 1


def test_a_monthly_board_tells_of_the_month_that_is_over(manager, month, y_yen):
    kept(manager, y_yen, "Tháng", schedule="month")
    first = clock.last_of_month(clock.today()) + timedelta(days=1)
    assert send_all(first - timedelta(days=1)) == 0
    assert send_all(first) == 1
    assert month.name in Message.objects.get(kind="board_view").body


def test_who_may_not_see_it_any_more_is_told_and_sent_nothing(manager, month, y_yen):
    view = kept(manager, y_yen, "Tuần", schedule="week")
    RoleGrant.objects.filter(person=manager).delete()
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    assert send_all(monday) == 0
    assert not Message.objects.filter(kind="board_view").exists()
    assert Notice.objects.get(person=manager).title == "Thôi gửi bảng “Tuần”"
    view.refresh_from_db()
    assert view.schedule == ""


def test_the_same_view_sent_twice_is_sent_once(manager, month, y_yen):
    kept(manager, y_yen, "Tuần", schedule="week")
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    [one], [same] = keeping.due(monday), keeping.due(monday)
    assert keeping.send(one, now=morning(monday))
    assert not keeping.send(same, now=morning(monday))


def test_it_is_stopped_changed_and_dropped(client, manager, month, y_yen):
    view = kept(manager, y_yen, "Tuần", schedule="week")
    sign_in(client, manager)
    client.post(f"/bang/da-luu/{view.pk}/thoi-gui/")
    assert keeping.due(date(2100, 1, 4)) == []
    client.post(f"/bang/da-luu/{view.pk}/sua/", {"name": "Khác", "schedule": "month"})
    view.refresh_from_db()
    assert (view.name, view.schedule) == ("Khác", "month")
    client.post(f"/bang/da-luu/{view.pk}/xoa/")
    assert not BoardView.objects.exists()


def test_what_one_does_not_change_stays_as_others_wrote_it(manager, admin, month, y_yen):
    view = kept(manager, y_yen, "Tuần", schedule="week")
    as_it_was = BoardView.objects.select_related("owner").get(pk=view.pk)
    BoardView.objects.filter(pk=view.pk).update(owner=admin, mailed_on=date(2100, 1, 4))
    keeping.change(as_it_was, Wish("Khác", schedule="week"))
    view = BoardView.objects.get(pk=view.pk)
    assert (view.name, view.owner_id, view.mailed_on) == ("Khác", admin.pk, date(2100, 1, 4))


def test_kept_boards_are_in_ones_own_data_and_go_with_it(manager, month, y_yen):
    kept(manager, y_yen, "Tuần")
    part = next(one for one in personal.parts() if one.name == "board_views")
    assert [row["name"] for row in part.export(manager)] == ["Tuần"]
    assert part.describe(manager) == ["Đã lưu 1 bảng."]
    part.erase(manager)
    assert not BoardView.objects.exists()


def test_kept_boards_go_along_when_records_merge(month, y_yen, admin):
    one, other = make_person("Trần Thị Hoa"), make_person("Trần Thị Hoa")
    for person in (one, other):
        kept(person, y_yen, "Tuần")
    merging.merge(one, other, by=admin, now=clock.now())
    names = BoardView.objects.filter(owner=other).values_list("name", flat=True)
    assert set(names) == {"Tuần", "Tuần (2)"}


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"level": "tinh", "key": "x"}, {"level": "xa", "key": ""}]
)
def test_the_database_refuses_a_view_of_nothing(manager, wrong):
    fields = {"owner": manager, "name": "x", "level": "xa", "key": "13001"} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardView.objects.create(**fields)


def test_the_database_refuses_a_name_twice(manager, y_yen, month):
    kept(manager, y_yen, "Tuần")
    with pytest.raises(keeping.NameTaken):
        kept(manager, y_yen, "Tuần")


def test_of_two_windows_none_writes_back_what_the_other_changed(client, manager, month, y_yen):
    view = kept(manager, y_yen, "Số buổi")
    sign_in(client, manager)
    address = f"/bang/da-luu/{view.pk}/sua/"
    [seen] = re.findall(r'name="seen" value="([^"]+)"', client.get(address).content.decode())
    first = {"name": "Số buổi", "seen": unescape(seen)}
    client.post(address, first | {"name": "Buổi của xã"})
    # The other window, opened before, changes when it is sent: the new name stays.
    client.post(address, first | {"schedule": "week"})
    view.refresh_from_db()
    assert (view.name, view.schedule) == ("Buổi của xã", "week")
    # Both changed the name: she is told, what she typed stays, and a second press takes it.
    answer = client.post(address, first | {"name": "Buổi Ý Yên"})
    assert answer.status_code == 422
    assert "vừa được sửa ở chỗ khác, nay tên là “Buổi của xã”" in words(answer)
    page = answer.content.decode()
    assert 'value="Buổi Ý Yên"' in page
    view.refresh_from_db()
    assert view.name == "Buổi của xã"
    [seen] = re.findall(r'name="seen" value="([^"]+)"', page)
    client.post(address, {"name": "Buổi Ý Yên", "schedule": "week", "seen": unescape(seen)})
    view.refresh_from_db()
    assert (view.name, view.schedule) == ("Buổi Ý Yên", "week")


@pytest.mark.parametrize("seen", ["", "{", "[1]", '["x", 1, 2]', "null"])
def test_a_form_that_does_not_say_what_it_saw_is_taken_as_it_is(
    client, manager, month, y_yen, seen
):
    view = kept(manager, y_yen, "Số buổi")
    sign_in(client, manager)
    address = f"/bang/da-luu/{view.pk}/sua/"
    assert client.post(address, {"name": "Khác", "seen": seen}).status_code == 302
    view.refresh_from_db()
    assert view.name == "Khác"
