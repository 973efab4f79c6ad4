"""The people of the tests.

Lan leads a team in Xã Ý Yên, Minh leads one elsewhere, Hoa is a resident, Tuấn trains and edits,
Bích is a commune official, Sơn administers.
"""

import time

import pytest


def make_person(full_name, **fields):
    from lms.users.models import User

    return User.objects.create_user(full_name, **fields)


def sign_in(client, person):
    """A session of `person` in which the second factor has been passed."""
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time()}
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


@pytest.fixture
def hoa(db):
    return make_person("Trần Thị Hoa", birth_year=1958)


@pytest.fixture
def lan(db):
    return make_person("Nguyễn Thị Lan", email="lan@demo.test", password="mat-khau-cua-lan")


@pytest.fixture
def minh(db):
    return make_person("Đỗ Văn Minh", email="minh@demo.test", password="mat-khau-cua-minh")


@pytest.fixture
def tuan(db):
    return make_person("Phạm Anh Tuấn", email="tuan@demo.test", password="mat-khau-cua-tuan")


@pytest.fixture
def bich(db):
    return make_person("Vũ Ngọc Bích", email="bich@demo.test", password="mat-khau-cua-bich")


@pytest.fixture
def son(db):
    return make_person("Lê Hồng Sơn", email="son@demo.test", password="mat-khau-cua-son")
