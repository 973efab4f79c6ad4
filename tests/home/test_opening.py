"""A province without the demo is opened by commands alone: agencies, issuer, people, roles."""

import re

import pytest
from django.core.management import CommandError, call_command

from certificates.models import Certificate, Issuer
from courses.models import Course, LearningEvent
from courses.services import events
from lms.audit.models import AuditEvent
from lms.common import clock
from lms.common.ids import uuid7
from lms.notifications.models import Message
from lms.places.models import Unit
from lms.users import policies
from lms.users.models import Agency, RoleGrant, User
from teams.models import Topic

COURSE = """
code = "bam-nut-goi"
title = "Bấm nút gọi"
section = "Gọi cho con cháu"
summary = "Gọi thấy mặt con cháu."
can_do = ["Gọi video được"]

[[lessons]]
id = "nut-goi"
title = "Nút gọi"
minutes = 3

[[lessons.steps]]
id = "tim-nut"
kind = "read"
title = "Tìm nút có hình máy quay"
text = "Nút gọi video có hình máy quay."
"""
OFFICE = ("SKHCN", "Sở Khoa học và Công nghệ", "--kind=department", "--unit=37")
ISSUER = (
    *("SKHCN", "--series=GCN-KNS", "--place=Ninh Bình"),
    *("--signatory-title=Giám đốc", "--signatory-name=Trần Văn Minh"),
)
BICH = "bich@xa.test"
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def empty_province(db):
    manage("open_province")


class Quiet:
    def write(self, _text):
        pass


def manage(*words):
    call_command(*words, stdout=Quiet())


def appoint(role, email, *words):
    manage("grant", role, email, *words)
    return User.objects.get(email=email)


def learn(person, edition):
    (step,) = edition.steps.all()
    body = {
        "id": str(uuid7()),
        "device": str(uuid7()),
        "seq": 0,
        "edition": edition.public_id,
        "step": step.uid,
        "kind": LearningEvent.Kind.OPENED,
        "payload": {},
        "at": clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    events.receive(person, [body], now=clock.now())


def test_from_nothing_to_a_certificate(empty_province, run_jobs, tmp_path, hoa):
    manage("open_agency", *OFFICE)
    manage("open_issuer", *ISSUER)
    thu = appoint("certificate_officer", "thu@so.test", "--agency=SKHCN", "--name=Ngô Thị Thu")
    son = appoint("province_admin", "son@tinh.test", "--unit=37", "--name=Lê Hồng Sơn")
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    manage("load_course", str(tmp_path), "--by", son.email)
    section = "--section=Gọi cho con cháu"
    tuan = appoint("content_editor", "tuan@so.test", section, "--name=Phạm Anh Tuấn")
    run_jobs()
    course = Course.objects.open().get()
    learn(hoa, course.current_edition)
    run_jobs()
    certificate = Certificate.objects.get(person=hoa)
    assert certificate.book.issuer.agency.code == "SKHCN"
    assert policies.has_role(thu, "certificate_officer", agency=certificate.book.issuer.agency)
    assert tuan.groups.filter(name__endswith="content_editor").exists()


def test_whoever_is_new_is_invited_to_set_password_and_second_factor(
    empty_province, client, capsys
):
    call_command("grant", "commune_reviewer", BICH, "--unit=13795", "--name=Vũ Ngọc Bích")
    letter = Message.objects.get(address=BICH)
    assert letter.body in capsys.readouterr().out
    assert "/dang-nhap/quen-mat-khau/" in letter.body
    assert "bạn" not in f"{letter.subject} {letter.body}".lower()
    client.post("/dang-nhap/quen-mat-khau/", {"email": BICH})
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", Message.objects.latest("created_at").body)[0]
    client.post("/dang-nhap/quen-mat-khau/ma/", {"code": code})
    new = {"password1": "con-meo-tren-mai-nha", "password2": "con-meo-tren-mai-nha"}
    client.post("/dang-nhap/quen-mat-khau/moi/", new)
    client.post("/dang-nhap/can-bo/", {"login": BICH, "password": "con-meo-tren-mai-nha"})
    assert client.get("/xa/")["Location"].startswith("/dang-nhap/hai-lop/")


def test_every_command_may_be_run_again(empty_province):
    units, topics = Unit.objects.count(), Topic.objects.count()
    for _ in range(2):
        manage("open_province")
        manage("open_agency", *OFFICE)
        manage("open_issuer", *ISSUER)
        appoint("commune_reviewer", BICH, "--unit=13795", "--name=Vũ Ngọc Bích")
    assert (Agency.objects.count(), Issuer.objects.count(), User.objects.count()) == (1, 1, 1)
    assert (Unit.objects.count(), Topic.objects.count()) == (units, topics)
    assert topics > 0
    assert RoleGrant.objects.count() == Message.objects.count() == 1
    assert Issuer.objects.get().is_default
    assert AuditEvent.objects.filter(action="issuer.opened").count() == 1


def test_a_second_issuer_does_not_take_over_completions(empty_province):
    manage("open_agency", *OFFICE)
    manage("open_issuer", *ISSUER)
    manage("open_agency", "SGD", "Sở Giáo dục", "--kind=department", "--unit=37")
    manage("open_issuer", "SGD", *ISSUER[1:])
    assert Issuer.objects.get(is_default=True).agency.code == "SKHCN"


def test_a_role_is_taken_away(empty_province):
    bich = appoint("commune_reviewer", BICH, "--unit=13795", "--name=Vũ Ngọc Bích")
    manage("revoke", "commune_reviewer", BICH, "--unit=13795")
    assert not policies.has_role(bich, "commune_reviewer")
    with pytest.raises(CommandError, match="không có vai trò"):
        manage("revoke", "commune_reviewer", BICH, "--unit=13795")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("commune_reviewer", BICH, "--unit=13795"), "Thêm --name"),
        (("commune_reviewer", BICH, "--unit=99999", "--name=Bích"), "mã 99999"),
        (("commune_reviewer", BICH, "--agency=SKHCN", "--name=Bích"), "cần --unit"),
        (("agency_manager", BICH, "--agency=SYT", "--name=Bích"), "cơ quan mã SYT"),
        (("content_author", BICH, "--section=Lạ", "--name=Bích"), "mục khóa học “Lạ”"),
        (("commune_reviewer", BICH, "--unit=13795", "--name= "), "Nhập họ và tên"),
    ],
)
def test_what_cannot_be_done_is_said_and_nobody_is_made(empty_province, words, said):
    with pytest.raises(CommandError, match=said):
        manage("grant", *words)
    assert not User.objects.exists()
