"""An indicator's figure: sum over sum, with its word, and nothing where nobody knows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from courses.models import Enrolment
from lms.common import clock, measures
from lms.dashboards.models import Indicator, IndicatorGroup, PeriodMark, Population
from lms.dashboards.services import amounts, catalogue, figures, groups, periods, populations
from lms.dashboards.services.amounts import Span
from lms.places.models import Unit, UnitSuccession
from lms.places.services import closing
from lms.users.models import Official
from teams.models import Attendance
from teams.services import reviewing
from tests.certificates.conftest import finish
from tests.courses.editions import make_edition
from tests.dashboards.conftest import fold
from tests.factories import make_agency, make_commune
from tests.teams.conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(team, other_team, lan, minh, reviewer, other_reviewer):
    """Fourteen heads in Ý Yên of whom nine are older, six in Hải Hậu of whom three are."""
    for person, at, decider, counts in (
        (lan, team, reviewer, {}),
        (minh, other_team, other_reviewer, {"heads": 6, "older": 3, "female": 2}),
    ):
        session = send(
            person, at, **({"first_time": 0, "acts": {}} | counts if counts else {})
        ).session
        assert reviewing.verify(session, by=decider, now=clock.now())
    fold()


def month():
    return Span(clock.today().replace(day=1), clock.last_of_month(clock.today()))


def test_the_catalogue_has_every_row_and_loads_twice_without_change(usual):
    assert len(usual) == 49
    Indicator.objects.filter(code="SS01").update(name="Số buổi")
    assert catalogue.ensure_usual() == 0
    assert Indicator.objects.get(code="SS01").name == "Số buổi"


def test_every_computed_indicator_names_measures_that_are_counted(usual):
    named = {
        name.partition("/")[0]
        for one in usual.values()
        for name in (one.numerator, one.denominator)
        if name and not name.startswith("population.")
    }
    unknown = {name for name in named if measures.word_of(name) is None}
    assert unknown == set()


def test_an_indicator_is_labelled_with_the_word_its_measure_counts_in(usual):
    for one in usual.values():
        word = measures.word_of(one.numerator.partition("/")[0])
        if one.kind == "computed" and word and one.label:
            assert one.label == word, one.code
    assert {usual[code].label for code in ("SS02", "SS04", "SS05")} == {"heads"}


def test_a_share_of_the_province_is_sum_over_sum(usual, held, province, y_yen):
    found = figures.computed(usual["SS04"], province, month())
    assert (found.numerator, found.denominator, found.value) == (12, 20, Decimal("60.0"))
    assert (found.word, found.source) == ("người đến", "Học số")
    assert figures.computed(usual["SS04"], y_yen, month()).value == Decimal("64.3")


def test_a_share_of_nothing_is_nothing(usual, team, y_yen):
    fold()
    assert figures.computed(usual["SS04"], y_yen, month()).value is None


def test_one_kind_of_result_is_counted_by_itself(usual, held, y_yen):
    assert figures.computed(usual["OC01"], y_yen, month()).value == 6
    assert figures.computed(usual["OC02"], y_yen, month()).value == 0


def test_a_stock_is_that_of_the_last_day(usual, team, province):
    fold()
    day = team.valid_from - timedelta(days=1)
    assert figures.computed(usual["TM01"], province, Span(None, day)).value == 0
    assert figures.computed(usual["TM01"], province, month()).value == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 9, 15), date(2026, 10, 14)),
        (date(2026, 10, 3), date(2026, 10, 9)),
        (date(2026, 10, 10), date(2026, 11, 20)),
        (date(2026, 10, 15), date(2026, 10, 16)),
        (date(2026, 10, 14), date(2026, 10, 15)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (None, date(2026, 10, 20)),
        (None, date(2026, 10, 14)),
    ],
)
def test_halves_and_days_left_make_the_whole_span(first, last):
    whole, edges = amounts.split(Span(first, last))
    days = [day for a, b in edges for day in each(a, b)]
    if whole:
        begin = whole[0] or date(2026, 8, 1)
        end = amounts.halves.last_of(whole[1])
        days += each(begin, end)
    assert sorted(days) == each(first or date(2026, 8, 1), last)


def each(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_a_person_who_came_twice_is_one(usual, team, lan, reviewer, hoa, province, y_yen, village):
    for _again in range(2):
        session = send(lan, team, heads=3, female=0, older=0, first_time=0, acts={}).session
        Attendance.objects.create(session=session, position=1, person=hoa, name="Hoa")
        assert reviewing.verify(session, by=reviewer, now=clock.now())
    fold()
    assert PeriodMark.objects.filter(measure="teams.people").count() == 3
    while periods.count_one(now=clock.now()):
        pass
    for place in (village, y_yen, province):
        assert figures.computed(usual["SS03"], place, month()).value == 1
        assert figures.computed(usual["SS02"], place, month()).value == 6


def test_a_person_learnt_of_later_makes_the_period_be_counted_anew(
    usual, team, lan, reviewer, hoa, y_yen
):
    session = send(lan, team).session
    line = Attendance.objects.create(session=session, position=1, name="Hoa")
    assert reviewing.verify(session, by=reviewer, now=clock.now())
    fold()
    now = clock.now()
    while periods.count_one(now=now):
        pass
    assert figures.computed(usual["SS03"], y_yen, month()).value == 0
    Attendance.objects.filter(pk=line.pk).update(person=hoa)
    fold()
    assert not periods.count_one(now=now)
    assert periods.count_one(now=now + periods.REST * 2)
    while periods.count_one(now=now + periods.REST * 2):
        pass
    assert figures.computed(usual["SS03"], y_yen, month()).value == 1


def test_who_has_not_said_where_she_lives_counts_for_the_province_alone(
    usual, hoa, province, y_yen
):
    edition = make_edition()
    Enrolment.objects.create(learner=hoa, course=edition.course, edition=edition)
    fold()
    while periods.count_one(now=clock.now()):
        pass
    assert figures.computed(usual["LR01"], province, month()).value == 1
    assert figures.computed(usual["LR01"], y_yen, month()).value == 0
    assert figures.computed(usual["LR02"], province, month()).denominator == 1


def test_staff_are_counted_up_the_tree_of_agencies(usual, hoa, lan, province):
    top = make_agency("Sở Y tế", "SYT", province)
    below = make_agency("Trung tâm Y tế", "TTYT", province, parent=top)
    for person, agency in ((hoa, below), (hoa, top), (lan, below)):
        Official.objects.create(person=person, agency=agency, kind="civil_servant")
    edition = make_edition()
    finish(hoa, edition)
    periods.touch_open(on=clock.today())
    while periods.count_one(now=clock.now()):
        pass
    minutes = sum(lesson["minutes"] for lesson in edition.outline["lessons"])
    for agency in (top, below):
        found = figures.computed(usual["OF02"], agency, month())
        assert (found.numerator, found.denominator) == (minutes, 2)
        assert figures.computed(usual["OF01"], agency, month()).value == 0


def test_what_nobody_counts_says_nothing(usual, province):
    uncounted = usual["DQ01"]
    uncounted.numerator = "nobody.counts"
    found = figures.computed(uncounted, province, month())
    assert (found.numerator, found.value) == (None, None)


def test_where_nothing_is_due_there_is_no_share(usual, province):
    found = figures.computed(usual["DQ01"], province, month())
    assert (found.numerator, found.value) == (0, None)


def test_a_merged_commune_counts_with_its_successor_and_as_it_was_alone(
    usual, held, province, y_yen, hai_hau
):
    tomorrow = clock.today() + timedelta(days=1)
    new = Unit(name="Xã Mới", level="commune", kind="commune", parent=province)
    closing.close_and_succeed(
        [UnitSuccession(old=old, new=new, kind="merged", main=True) for old in (y_yen, hai_hau)],
        effective_on=tomorrow,
    )
    fold()
    new = Unit.objects.get(name="Xã Mới")
    assert figures.computed(usual["SS02"], new, month()).value == 20
    assert figures.computed(usual["SS02"], new, month(), as_was=True).value == 0
    assert figures.computed(usual["SS02"], y_yen, month()).value == 14
    assert figures.computed(usual["SS02"], province, month()).value == 20


def test_population_is_that_of_the_unit_or_the_sum_below(y_yen, hai_hau, province):
    day = date(2026, 6, 30)
    for unit, count in ((y_yen, 100), (hai_hau, 50)):
        Population.objects.create(
            unit=unit, group="adults", count=count, as_of=day, source="Công an tỉnh"
        )
    make_commune("Xã Giao Thủy", province=province, code="14300")
    found = populations.of(province, "adults", on=clock.today())
    assert (found.count, found.units_count, found.missing_count) == (150, 2, 1)
    assert (found.as_of, found.source) == (day, "Công an tỉnh")
    assert populations.of(province, "adults", on=date(2026, 6, 29)) is None


def test_a_group_tells_how_many_reach_what_is_wanted(usual):
    group = IndicatorGroup.objects.get(code="pho-cap-ky-nang-so")
    values = {"LR04": Decimal(50), "LR05": Decimal("99.9"), "OF01": None}
    assert groups.met(group, values) == (1, 3)


def test_an_index_is_the_sum_of_its_weights_and_none_with_a_part_unknown(usual):
    group = IndicatorGroup.objects.get(code="chi-so-phuc-vu")
    values = {member.code: member.full for member in group.members.all()}
    assert groups.score(group, values) == 100
    assert groups.score(group, values | {"PV06": Decimal(11)}) == 89
    assert groups.score(group, values | {"PV06": None}) is None


def test_equal_scores_share_a_rank_and_an_unknown_one_has_none():
    a, b, c, d = "abcd"
    scores = {a: Decimal(9), b: Decimal(9), c: Decimal(7), d: None}
    assert groups.ranks(scores) == {a: 1, b: 1, c: 3}


def test_a_figure_costs_the_same_however_much_was_done(
    usual, held, province, team, lan, reviewer, django_assert_num_queries
):
    with django_assert_num_queries(3):
        figures.computed(usual["SS04"], province, month())
    for _ in range(3):
        session = send(lan, team).session
        reviewing.verify(session, by=reviewer, now=clock.now())
    fold()
    with django_assert_num_queries(3):
        figures.computed(usual["SS04"], province, month())
