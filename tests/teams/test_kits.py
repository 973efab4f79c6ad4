"""Each topic has a sheet for whoever holds the session, the same for everybody."""

import re

import pytest

from courses.models import Course
from lms.common import clock
from lms.users.services import grants
from teams.models import Topic
from teams.services import entries, kits
from tests.courses.editions import make_edition
from tests.people import sign_in
from tests.teams import planned as plans


@pytest.fixture
def usual(db):
    entries.ensure_usual()


def test_every_usual_topic_has_a_whole_sheet(client, usual):
    page = client.get("/noi-dung/").text
    for topic in Topic.objects.all():
        assert f'id="{topic.code}"' in page
        sheet = client.get(f"/noi-dung/{topic.code}/").text
        for part in ("Ai thường đến", "Nói gì", "Làm mẫu, rồi cùng làm", "Mang theo, phát"):
            assert part in sheet, (topic.code, part)


def test_the_page_is_the_same_for_everybody_and_may_be_kept(client, usual, lan):
    bare = client.get("/noi-dung/")
    sign_in(client, lan)
    assert client.get("/noi-dung/").content == bare.content
    assert not bare.cookies
    assert bare["Cache-Control"].startswith("public")
    assert "Cookie" not in bare["Vary"]
    assert client.get("/noi-dung/", headers={"If-None-Match": bare["ETag"]}).status_code == 304


def test_a_sheet_leads_to_its_course_by_qr_and_to_the_paper_for_residents(client, usual):
    edition = make_edition()
    Topic.objects.filter(code="vneid").update(course=edition.course)
    sheet = client.get("/noi-dung/vneid/").text
    assert 'class="qr"' in sheet
    assert f"/hoc/{edition.public_id}/in/" in sheet
    Course.objects.filter(pk=edition.course_id).update(state=Course.State.HIDDEN)
    assert 'class="qr"' not in client.get("/noi-dung/vneid/").text


def test_what_the_province_wrote_stays_at_the_next_start(usual):
    Topic.objects.filter(code="zalo").update(kit_say="Gọi nhóm của thôn.")
    assert kits.fill_in() == 0
    assert entries.ensure_usual() == 0
    assert Topic.objects.get(code="zalo").kit_say == "Gọi nhóm của thôn."


def test_the_province_writes_a_sheet_at_the_desk(client, province, usual, son, run_jobs):
    grants.grant(son, "province_admin", unit=province, by=None)
    run_jobs()
    sign_in(client, son)
    topic = Topic.objects.get(code="zalo")
    edit = f"/quan-tri/danh-sach-to/noi-dung/edit/{topic.pk}/"
    assert "Tờ hướng dẫn buổi" in client.get(edit).text
    sent = {"name": "Zalo", "position": "1", "is_offered": "on", "kit_say": "Một\r\n\r\n Hai "}
    assert client.post(edit, sent).status_code == 302
    sheet = client.get("/noi-dung/zalo/").text
    assert re.search(r"<li>Một</li><li>Hai</li>", sheet)
    assert "Làm mẫu" not in sheet
    for too_much in ("a" * 481, "một\n" * 9):
        assert client.post(edit, {**sent, "kit_say": too_much}).status_code == 200
        assert Topic.objects.get(code="zalo").kit_say != too_much


def test_a_topic_without_a_sheet_says_so(client, topics):
    assert "chưa có tờ hướng dẫn" in client.get("/noi-dung/vneid/").text
    assert "Chưa có tờ nào" in client.get("/noi-dung/").text


def test_many_topics_cost_one_query(client, usual, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/noi-dung/")


def test_the_plan_leads_to_its_sheet(client, lan, team):
    planned = plans.plan(team, lan, on=clock.today())
    sign_in(client, lan)
    assert "/noi-dung/vneid/" in client.get(f"/to/{team.code}/lich/{planned.pk}/").text
