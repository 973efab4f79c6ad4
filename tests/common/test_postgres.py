"""What is prepared on PostgreSQL outlasts a change of its table, and no test groups by values."""

import pytest
from django.contrib.auth.models import Group
from django.db import NotSupportedError, connection, transaction
from django.db.models import Count, Value
from django.db.models.functions import Concat

from tests.grouping import GroupedByParameterError


def names():
    return list(Group.objects.values_list("name", flat=True).filter(name="Tổ một"))


def prepared_count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%group%'")
        return cursor.fetchone()[0]


@pytest.fixture
def asked_often():
    Group.objects.create(name="Tổ một")
    for _ in range(4):
        assert names() == ["Tổ một"]
    assert prepared_count() == 1


def lengthen_names():
    """As another process migrates."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("ALTER TABLE auth_group ALTER COLUMN name TYPE varchar(151)")
    other.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_running_process_reads_on_when_a_column_becomes_longer(asked_often):
    lengthen_names()
    assert names() == ["Tổ một"]
    assert prepared_count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_is_refused_once(asked_often):
    lengthen_names()
    with pytest.raises(NotSupportedError, match="cached plan"), transaction.atomic():
        names()
    with transaction.atomic():
        assert names() == ["Tổ một"]


@pytest.mark.postgres
@pytest.mark.django_db
def test_what_may_mean_a_village_or_the_province_is_planned_each_time(asked_often):
    for _ in range(4):
        assert Group.objects.filter(name__startswith="Tổ").count() == 1
    assert prepared_count() == 1


@pytest.mark.django_db
def test_a_query_that_groups_by_a_value_fails_its_test():
    Group.objects.create(name="Tổ một")
    named = Group.objects.filter(name="Tổ một").annotate(named=Concat("name", Value("!")))
    # By its place among what is selected: one value, said once.
    assert named.values_list("named").annotate(Count("user")).get() == ("Tổ một!", 0)
    with pytest.raises(GroupedByParameterError):
        list(named.values("named").annotate(people=Count("user")).values("people"))
