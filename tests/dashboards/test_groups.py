"""Groups say how many are reached, an index ranks communes, two sides stand without being added."""

from datetime import date
from decimal import Decimal

import pytest

from lms.common import clock
from lms.dashboards.models import (
    CatalogueChange,
    DataImport,
    GivenFigure,
    Indicator,
    IndicatorGroup,
    Population,
)
from lms.dashboards.services import contribution, figures, groups, naming
from lms.dashboards.services.amounts import Span
from lms.dashboards.services.targets import answering, reporting
from lms.users.services import grants
from teams.services import reviewing
from tests.dashboards.aims import give, this_month
from tests.dashboards.conftest import fold
from tests.dashboards.test_target_pages import words
from tests.factories import make_commune
from tests.people import sign_in
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db
INDEX = "chi-so-phuc-vu"


def of_month():
    return f"?ky={naming.month_of(clock.today()).key}"


@pytest.fixture
def month():
    return naming.month_of(clock.today()).span


@pytest.fixture
def say(usual, admin, month):
    def say(code, unit, above, below=None):
        batch, _made = DataImport.objects.get_or_create(
            kind="figures", source="Cổng", as_of=clock.today(), first_on=month.first,
            last_on=month.last, uploaded_by=admin,
        )  # fmt: skip
        return GivenFigure.objects.create(
            indicator=usual[code], unit=unit, first_on=month.first, last_on=month.last,
            numerator=above, denominator=below, source="Cổng", as_of=clock.today(), batch=batch,
        )  # fmt: skip

    return say


def full_marks(say, unit, less=0):
    for code, points in (
        ("PV01", 18), ("PV02", 20), ("PV03", 12), ("PV04", 10), ("PV05", 18), ("PV06", 22 - less)
    ):  # fmt: skip
        say(code, unit, points)


def test_communes_are_ranked_by_their_points_and_those_without_a_part_are_not(
    client, say, admin, y_yen, hai_hau, province
):
    full_marks(say, y_yen, less=11)
    full_marks(say, hai_hau)
    half = make_commune("Xã Giao Thủy", province=province, code="14300")
    say("PV01", half, 18)
    sign_in(client, admin)
    page = client.get(f"/so-lieu/nhom/{INDEX}/{of_month()}").content.decode()
    assert page.index("Xã Hải Hậu") < page.index("Xã Ý Yên")
    assert "Trọng số do tỉnh đặt" in page
    assert "1 xã, phường chưa xếp hạng" in page
    assert "Xã Giao Thủy" not in page


def test_a_ranking_costs_the_same_however_many_communes(
    client, say, admin, y_yen, province, django_assert_max_num_queries
):
    full_marks(say, y_yen)
    sign_in(client, admin)
    with django_assert_max_num_queries(90) as few:
        client.get(f"/so-lieu/nhom/{INDEX}/{of_month()}")
    for n in range(8):
        full_marks(say, make_commune(f"Xã Số {n}", province=province, code=str(15000 + n)), n)
    with django_assert_max_num_queries(len(few)):
        client.get(f"/so-lieu/nhom/{INDEX}/{of_month()}")


def test_where_less_is_better_less_earns_more(usual):
    Indicator.objects.filter(code="PV06").update(direction="down")
    group = IndicatorGroup.objects.get(code=INDEX)
    values = {member.code: member.full for member in group.members.all()}
    assert groups.score(group, values | {"PV06": Decimal(11)}) == 100
    assert groups.score(group, values | {"PV06": Decimal(44)}) == 89


def test_a_group_tells_how_many_targets_are_reached(client, say, admin, province):
    Population.objects.create(
        unit=province, group="adults", count=100, as_of=date(2026, 1, 1), source="Công an"
    )
    say("LR04", province, 60)
    sign_in(client, admin)
    page = client.get(f"/so-lieu/nhom/pho-cap-ky-nang-so/{of_month()}").content.decode()
    assert "Đạt 1/3 chỉ tiêu" in page
    assert "60 người được xác nhận trên 100 người từ 18 tuổi" in page


def test_targets_of_the_period_say_what_is_wanted_and_communes_reach_theirs(
    client, say, admin, province, y_yen, hai_hau
):
    period = this_month(by=admin)
    for code, unit, above in (("EX01", y_yen, 90), ("EX01", hai_hau, 20), ("EX02", y_yen, 10)):
        say(code, unit, above, 100)
    page = f"/so-lieu/nhom/so-lieu-nganh/{of_month()}"
    give("EX01", period, (province, 50), (y_yen, 80), (hai_hau, 80), by=admin)
    [yearly] = give("EX01", reporting.current("year", on=clock.today()), (y_yen, 1), by=admin)
    [other] = give("EX02", period, (y_yen, 40), by=admin)
    sign_in(client, admin)
    shown = words(client.get(page))
    assert "Theo chỉ tiêu của tỉnh trong kỳ này" in shown
    assert "Xã Ý Yên 1/2 chỉ tiêu" in shown
    assert shown.index("Xã Hải Hậu 0/1 chỉ tiêu") < shown.index("Xã Ý Yên 1/2 chỉ tiêu")
    assert f"/chi-tieu/xa/{y_yen.code}/?ky={period.pk}" in client.get(page).content.decode()
    assert answering.withdraw(other, "Giao nhầm.", by=admin, now=clock.now())
    assert "Xã Ý Yên 1/1 chỉ tiêu" in words(client.get(page))
    assert yearly.is_standing


def test_what_communes_reach_costs_the_same_however_many(
    say, admin, province, django_assert_max_num_queries
):
    group = IndicatorGroup.objects.prefetch_related("members").get(code="so-lieu-nganh")
    period = this_month(by=admin)
    span = Span(period.first_on, period.last_on)
    units = []

    def cost(number, most):
        for n in range(len(units), number):
            unit = make_commune(f"Xã Số {n}", province=province, code=str(15000 + n))
            say("EX01", unit, n, 100)
            give("EX01", period, (unit, 5), by=admin)
            give("EX02", period, (unit, 5), by=admin)
            units.append(unit)
        with django_assert_max_num_queries(most) as found:
            met = groups.met_each(group, [unit.pk for unit in units], span)
        assert sum(one.reached for one in met.values()) == max(number - 5, 0)
        assert sum(one.count for one in met.values()) == 2 * number
        return len(found)

    cost(12, cost(2, 12))


def test_many_communes_are_counted_at_once_as_each_by_itself(
    usual, team, other_team, lan, minh, reviewer, other_reviewer, y_yen, hai_hau, month
):
    for person, at, decider in ((lan, team, reviewer), (minh, other_team, other_reviewer)):
        session = send(person, at).session
        assert reviewing.verify(session, by=decider, now=clock.now())
    fold()
    units = [y_yen.pk, hai_hau.pk]
    for code in ("SS02", "SS04", "TM01", "OC01"):
        found = figures.figure_each(usual[code], units, month)
        for unit in (y_yen, hai_hau):
            assert found[unit.pk].value == figures.computed(usual[code], unit, month).value, code


def test_ours_and_theirs_stand_side_by_side_with_both_sources(
    client, usual, say, admin, team, lan, reviewer, y_yen, month
):
    session = send(lan, team).session
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    fold()
    say("EX01", y_yen, 90, 100)
    pair = next(one for one in contribution.of(y_yen, month) if one.ours.indicator.code == "OC02")
    assert (pair.ours.figure.source, pair.theirs.figure.source) == ("Học số", "Cổng")
    assert pair.theirs.figure.value == Decimal("90.0")
    sign_in(client, admin)
    page = client.get(f"/so-lieu/doi-chieu/{of_month()}&don-vi={y_yen.pk}").content.decode()
    assert "không cộng với nhau" in page
    assert "6</strong> kết quả" in page
    assert "90,0</strong> %" in page
    assert client.get("/so-lieu/doi-chieu/?don-vi=la").status_code == 404


def test_words_are_changed_and_the_old_ones_are_kept(client, usual, admin):
    sign_in(client, admin)
    where = "/so-lieu/chi-so/SS01/sua/"
    one = usual["SS01"]
    said = {
        "name": "Số buổi tổ đã làm", "numerator_words": one.numerator_words, "how": one.how,
        "owner_words": one.owner_words, "evidence": one.evidence, "is_offered": "on", "seen": "0",
    }  # fmt: skip
    assert client.post(where, said).url == where
    page = client.get(where).content.decode()
    assert "Số buổi hướng dẫn</span> → Số buổi tổ đã làm" in page
    late = client.post(where, said | {"name": "Tên khác"})
    assert late.status_code == 422
    assert "Có người vừa sửa mục này" in late.content.decode()
    assert Indicator.objects.get(code="SS01").name == "Số buổi tổ đã làm"
    assert client.post(where, said | {"name": "", "seen": "1"}).status_code == 422
    # A slip of the pen does not make what was on the screen the newest.
    slip = client.post(where, said | {"name": ""}).content.decode()
    assert ('name="seen" value="0"' in slip, 'name="seen" value="1"' in slip) == (True, False)
    assert 'name="seen" value="1"' in late.content.decode()
    assert CatalogueChange.objects.count() == 1


def test_weights_are_changed_and_the_old_ones_are_kept(client, usual, admin):
    sign_in(client, admin)
    group = IndicatorGroup.objects.get(code=INDEX)
    where = f"/so-lieu/nhom/{INDEX}/sua/"
    said = {"name": group.name, "weights_source": "Công văn 5", "is_offered": "on", "seen": "0"}
    for member in group.members.all():
        said |= {f"{member.code}-weight": "10", f"{member.code}-full": "12,5"}
    wrong = client.post(where, said | {"PV01-full": ""})
    assert (wrong.status_code, "Ghi cả hai ô" in wrong.content.decode()) == (422, True)
    assert client.post(where, said | {"PV01-weight": "-1"}).status_code == 422
    assert client.post(where, said | {"PV01-weight": "x"}).status_code == 422
    assert client.post(where, said).url == where
    member = group.members.get(code="PV01")
    assert (member.weight, member.full) == (10, Decimal("12.5"))
    assert "18</span> → 12,5" in client.get(where).content.decode()
    assert client.post(where, said | {"seen": "1"}).status_code == 302
    assert CatalogueChange.objects.count() == 1


def test_the_leadership_looks_and_changes_nothing(client, usual, minh, province):
    grants.grant(minh, "province_viewer", unit=province, by=None)
    sign_in(client, minh)
    for where, status in (
        (f"/so-lieu/nhom/{INDEX}/", 200), ("/so-lieu/doi-chieu/", 200),
        (f"/so-lieu/nhom/{INDEX}/sua/", 403), ("/so-lieu/chi-so/SS01/sua/", 403),
    ):  # fmt: skip
        assert client.get(where).status_code == status, where
