"""Agencies merge, split and are renamed: posts, rights and what must be learnt follow."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.models import Duty, DutyRule
from courses.services import duties
from courses.services.duties import Standing
from lms.common import clock
from lms.dashboards.models import HalfMonth
from lms.dashboards.services import amounts
from lms.dashboards.services.amounts import Span
from lms.notifications.models import Notice
from lms.users import policies
from lms.users.models import Agency, AgencyLineage, AgencySuccession, Official
from lms.users.reorganising import carrying
from lms.users.services import grants
from tests.certificates.conftest import finish
from tests.courses.editions import make_edition
from tests.courses.test_duties import employ
from tests.factories import make_agency, make_province
from tests.people import make_person
from tests.users.acts import Wanted, carried, drafted, told

pytestmark = pytest.mark.django_db
SOON = clock.today() + timedelta(days=30)
YESTERDAY = clock.today() - timedelta(days=1)


@pytest.fixture
def province(db):
    return make_province()


@pytest.fixture
def son(province, son):
    grants.grant(son, "province_admin", unit=province, by=None)
    return son


@pytest.fixture
def health(province):
    return make_agency("Sở Y tế", "SYT", province)


@pytest.fixture
def labour(province):
    return make_agency("Sở Lao động", "SLD", province)


@pytest.fixture
def office(health):
    return make_agency("Phòng Nghiệp vụ", "SYT.NV", health.unit, health)


def merged(health, labour, by):
    act = carried(
        Wanted(health, "Sở Y tế và Lao động", "SYT"),
        Wanted(labour, "Sở Y tế và Lao động"),
        by=by,
        subject="agencies",
    )
    return act, Agency.objects.get(code="SYT")


def test_two_become_one_and_offices_move_along(health, labour, office, son):
    _act, new = merged(health, labour, son)
    health.refresh_from_db()
    assert (new.name, new.valid_from, new.valid_to) == (
        "Sở Y tế và Lao động",
        clock.today(),
        None,
    )
    assert (health.valid_to, health.code) == (YESTERDAY, f"SYT.{clock.today():%Y%m%d}")
    moved = Agency.objects.get(code="SYT.NV")
    assert (moved.parent, moved.path.startswith(new.path), moved == office) == (new, True, False)
    lineage = AgencyLineage.objects.filter(later=new).values_list("earlier", flat=True)
    assert set(lineage) == {health.pk, labour.pk}


def test_posts_go_on_in_the_new_agency_and_the_old_ones_keep_their_end(health, labour, office, son):
    first = employ(health, "Ngô Thị Thu", staff_no="01", job_title="Chuyên viên")
    second = employ(labour, "Đào Văn Hải", staff_no="01")
    third = employ(office, "Lý Thị Mai")
    act, new = merged(health, labour, son)
    for post in (first, second, third):
        post.refresh_from_db()
        assert post.ended_on == YESTERDAY
    serving = Official.objects.within(new).serving_on(clock.today())
    assert serving.count() == 3
    thu = serving.get(person=first.person)
    assert (thu.job_title, thu.staff_no, thu.started_on) == ("Chuyên viên", "01", clock.today())
    assert serving.get(person=second.person).staff_no == "", "a number belongs to one of them"
    assert told(act)["Mã cán bộ trùng nhau, để trống ở nơi mới"] == 1


def test_who_served_in_both_serves_once(health, labour, son):
    post = employ(health, "Ngô Thị Thu")
    Official.objects.create(person=post.person, agency=labour, kind="civil_servant")
    _act, new = merged(health, labour, son)
    assert post.person.posts.filter(ended_on=None).get().agency == new


def test_rights_over_an_agency_follow(health, labour, office, son):
    manager = make_person("Tạ Thị Liên")
    grants.grant(manager, "agency_manager", agency=health, by=None)
    _act, new = merged(health, labour, son)
    policies.forget_grants(manager)
    assert policies.may_manage_agency(manager, new)
    assert not policies.may_manage_agency(manager, health)


def test_what_was_to_be_learnt_is_asked_for_by_the_new_one_and_counted_on_both_sides(
    health, labour, son
):
    done, still = employ(health, "Ngô Thị Thu"), employ(health, "Đào Văn Hải")
    newcomer = employ(labour, "Lý Thị Mai")
    edition = make_edition()
    rule = duties.assign(health, edition.course, due_on=SOON, by=son, note="KH 12", now=clock.now())
    duties.close(finish(done.person, edition).pk)
    assert duties.standing(rule) == Standing(done=1, not_begun=1)
    Notice.objects.all().delete()
    _act, new = merged(health, labour, son)
    rule.refresh_from_db()
    assert rule.cancelled_at is not None
    assert duties.standing(rule) == Standing(done=1, not_begun=1), "as it was"
    heir = DutyRule.objects.get(agency=new)
    assert (heir.course, heir.due_on, heir.note) == (edition.course, SOON, "KH 12")
    assert duties.standing(heir) == Standing(done=1, not_begun=2)
    told_of_it = Notice.objects.filter(key=f"duty:{heir.pk}").values_list("person", flat=True)
    assert sorted(told_of_it) == sorted([still.person_id, newcomer.person_id]), "not who is done"
    asked = Duty.objects.filter(rule__cancelled_at=None).values_list("person", flat=True)
    assert sorted(asked) == sorted([done.person_id, still.person_id, newcomer.person_id])


def test_what_an_agency_above_asked_for_goes_along_with_the_person(health, office, son):
    post = employ(office, "Ngô Thị Thu")
    edition = make_edition()
    rule = duties.assign(health, edition.course, due_on=SOON, by=son, note="", now=clock.now())
    carried(Wanted(office, "Phòng Chuyên môn", "SYT.CM"), by=son, kind="rename", subject="agencies")
    new = Agency.objects.get(code="SYT.CM")
    duty = Duty.objects.get(person=post.person)
    assert (duty.rule, duty.agency, duty.official.ended_on) == (rule, new, None)
    assert duties.standing(rule, within=health) == Standing(not_begun=1)


def test_figures_of_the_old_agency_count_with_the_new_unless_asked_as_it_was(health, labour, son):
    first = clock.today().replace(day=1) - timedelta(days=1)
    half = first.replace(day=15)
    HalfMonth.objects.create(
        measure="courses.completed", place=health.pk, part="x", since=half, amount=7
    )
    _act, new = merged(health, labour, son)
    span = Span(half, first)
    assert amounts.of("courses.completed", new, span) == 7
    assert amounts.of("courses.completed", new, span, as_was=True) == 0
    assert amounts.of("courses.completed", health, span, as_was=True) == 7


def test_one_splits_into_two(health, son):
    post = employ(health, "Ngô Thị Thu")
    carried(
        Wanted(health, "Sở Y tế", "SYT", weight=70),
        Wanted(health, "Sở Dân số", "SDS", weight=30, is_main=False),
        by=son,
        kind="split",
        subject="agencies",
    )
    [now_in] = post.person.posts.filter(ended_on=None)
    assert now_in.agency.code == "SYT"
    assert AgencySuccession.objects.filter(old=health, is_main=False).get().new.code == "SDS"


def faults(act):
    built = carrying.look(act).built
    return " ".join(words for said in built.faults.values() for words in said)


def test_what_is_wrong_is_said(health, labour, office, son):
    for wanted, said in [
        ([Wanted(health, "Sở Mới", "SLD")], "mã SLD đã dùng"),
        ([Wanted(health, "Sở A", "A1", weight=50), Wanted(health, "Sở B", "A1", weight=50)], "A1"),
        ([Wanted(office, "Phòng Mới", "PM", parent="Sở Không Có")], "không rõ cấp trên"),
    ]:
        assert said in faults(drafted(*wanted, by=son, subject="agencies"))


def test_rows_of_who_followed_whom_never_change(health, labour, son):
    merged(health, labour, son)
    for model in (AgencySuccession, AgencyLineage):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.all().delete()
