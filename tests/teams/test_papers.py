"""A session on one side of A4: for whoever may see it, with the longest there can be, for a day."""

import io
import re
import subprocess
from datetime import timedelta

import pikepdf
import pytest
import time_machine

from lms.common import clock
from lms.jobs import nightly
from lms.jobs.models import Job
from lms.media import snapshots
from lms.users.services import grants, personal
from teams.models import Difficulty, Outcome, SessionPaper, Topic
from teams.services import evidence, membership, papers, reviewing
from tests.people import make_person, sign_in
from tests.teams.conftest import long_ago, send
from tests.teams.pictures import crowd, name_of, named

pytestmark = pytest.mark.one_database

PHOTOS = [crowd(seed=seed) for seed in (1, 2, 3)]


def base(session):
    return f"/to/{session.team.code}/buoi/{session.record_id}/"


def with_photos(lan, team, **changes):
    session = send(lan, team, **named(*PHOTOS), **changes).session
    pictures = {name_of(one): snapshots.snapshot(one) for one in PHOTOS}
    evidence.keep_all(session, pictures, now=clock.now())
    return session


def printed(session, by, run_jobs):
    papers.order(session, by=by, now=clock.now())
    run_jobs()
    return papers.fetch(session, by=by, now=clock.now())


def words(content, tmp_path):
    file = tmp_path / "nhat-ky.pdf"
    file.write_bytes(content)
    told = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split())


def pages(content):
    with pikepdf.open(io.BytesIO(content)) as opened:
        return len(opened.pages)


def pictures(content):
    with pikepdf.open(io.BytesIO(content)) as opened:
        return len(opened.pages[0].get_images())


def as_long_as_may_be(model, start, count):
    """Entries of a list, each named with as many letters as the desk lets anybody write."""
    most = model._meta.get_field("name").max_length
    for number in range(count):
        name = (f"{number:02} " + "chữ nghĩa dài lắm " * most)[:most].strip()
        model.objects.create(code=f"{start}-{number}", name=name, position=90 + number)
    return [f"{start}-{number}" for number in range(count)]


@pytest.mark.programs
def test_the_leader_has_it_drawn_and_reads_all_of_it(
    client, lan, bich, reviewer, team, run_jobs, tmp_path
):
    session = with_photos(
        lan, team, start_time="19:30", duration_min=90, turns={"vneid": 11},
        helpers=[lan.public_id], note="Tối mất điện nửa giờ.",
    )  # fmt: skip
    assert reviewing.verify(session, by=bich, now=clock.now())
    sign_in(client, lan)
    form = client.get(base(session)).text.partition(f'action="{base(session)}in/"')[2]
    assert "csrfmiddlewaretoken" in form.partition("</form>")[0]
    page = client.post(f"{base(session)}in/", follow=True)
    assert "Đang dựng tờ nhật ký" in page.text
    assert re.fullmatch(rf"3; url={base(session)}\?luc=\d+#in", page.headers["Refresh"])
    run_jobs()
    page = client.get(base(session))
    assert "Tải tờ nhật ký" in page.text
    assert "Refresh" not in page.headers
    answer = client.get(f"{base(session)}nhat-ky.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert (pages(answer.content), pictures(answer.content)) == (1, 3)
    session.refresh_from_db()
    told = words(answer.content, tmp_path)
    for wanted in (
        "UBND XÃ Ý YÊN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        f"Số biên nhận: {session.submission.receipt_no}",
        f"Ý Yên, ngày {clock.today():%d} tháng",
        "NHẬT KÝ BUỔI HƯỚNG DẪN",
        "từ 19:30, 90 phút",
        "Người đến",
        "14 người",
        "Lượt theo nội dung",
        "Mỗi người, mỗi nội dung một lượt.",
        "Kết quả",
        "Tối mất điện nửa giờ.",
        "NGƯỜI XÁC NHẬN",
        str(bich),
        "TỔ TRƯỞNG",
        str(lan),
    ):
        assert wanted in told, wanted
    assert "chưa xác nhận" not in told


@pytest.mark.programs
def test_the_longest_session_there_can_be_is_one_page(lan, team, run_jobs, tmp_path):
    topics = as_long_as_may_be(Topic, "noi-dung", 8)
    acts = as_long_as_may_be(Outcome, "ket-qua", 8)
    difficulties = as_long_as_may_be(Difficulty, "kho", 6)
    helpers = [make_person(f"Công Tằng Tôn Nữ Thị Quỳnh Như {number}") for number in range(12)]
    for person in helpers:
        membership.join(team, person, on=long_ago(), by=None)
    long = "chữ nghĩa dài lắm " * 40
    session = with_photos(
        lan, team, start_time="19:30", duration_min=90, venue=long[:150].strip(),
        helpers=[lan.public_id, *(person.public_id for person in helpers)],
        heads=5000, female=5000, older=5000, vulnerable=5000, first_time=5000, devices_ok=5000,
        topics=topics, turns=dict.fromkeys(topics, 5000), acts=dict.fromkeys(acts, 5000),
        difficulties=difficulties, difficulty_note=long[:300].strip(),
        feedback=long[:500].strip(), note=long[:490].strip() + " hết",
    )  # fmt: skip
    content = printed(session, lan, run_jobs)
    assert (pages(content), pictures(content)) == (1, 3)
    told = words(content, tmp_path)
    for wanted in (" hết", "07 chữ", "Như 11", "TỔ TRƯỞNG", "Xã chưa xác nhận (đã nhận)"):
        assert wanted in told, wanted


@pytest.mark.programs
def test_a_turn_nobody_wrote_down_keeps_to_its_column(lan, team, run_jobs, tmp_path):
    content = printed(send(lan, team, acts={}).session, lan, run_jobs)
    (tmp_path / "nhat-ky.pdf").write_bytes(content)
    boxes = ["pdftotext", "-bbox", tmp_path / "nhat-ky.pdf", "-"]
    told = subprocess.run(boxes, capture_output=True, text=True, check=True).stdout
    found = re.findall(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax=".+?">([^<]+)<', told)
    words_at = [(float(x), float(y), float(end), word) for x, y, end, word in found]
    edge, line = max((x, y) for x, y, _end, word in words_at if word == "không")
    beside = [word for x, y, end, word in words_at if x < edge < end and abs(y - line) < 30]
    assert not beside


@pytest.mark.programs
def test_letters_our_fonts_lack_are_left_out_and_markup_is_only_words(
    lan, team, run_jobs, tmp_path
):
    session = send(lan, team, note="Vui quá 🙂🎉 <b>花</b> cảm ơn").session
    told = words(printed(session, lan, run_jobs), tmp_path)
    assert "Vui quá <b></b> cảm ơn" in told


def test_faces_are_only_on_the_page_of_who_may_see_them(lan, team, run_jobs, y_yen):
    session = with_photos(lan, team)
    viewer = make_person("Người Xem", email="xem@demo.test", password="mat-khau-cua-xem")
    grants.grant(viewer, "province_viewer", unit=y_yen.parent, by=None)
    assert pictures(printed(session, lan, run_jobs)) == 3
    assert pictures(printed(session, viewer, run_jobs)) == 0
    assert papers.fetch(session, by=lan, now=clock.now())


def test_a_page_is_for_who_asked_and_for_a_day(client, lan, hoa, team, session, run_jobs):
    membership.join(team, hoa, on=long_ago(), by=None)
    assert printed(session, lan, run_jobs)
    sign_in(client, hoa)
    assert client.get(f"{base(session)}nhat-ky.pdf").status_code == 404
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        assert papers.fetch(session, by=lan, now=clock.now()) is None
        nightly.plan()
        Job.objects.update(due_at=clock.now())
        run_jobs()
        assert not SessionPaper.objects.exists()


def test_asked_twice_it_is_drawn_once(lan, session, run_jobs):
    first = papers.order(session, by=lan, now=clock.now())
    assert papers.order(session, by=lan, now=clock.now()) == first
    run_jobs()
    assert papers.order(session, by=lan, now=clock.now()) == first
    assert Job.objects.filter(kind=papers.PRINT).count() == 1


def test_what_it_no_longer_tells_rightly_is_drawn_anew(lan, bich, reviewer, session, run_jobs):
    printed(session, lan, run_jobs)
    assert reviewing.verify(session, by=bich, now=clock.now())
    session.refresh_from_db()
    assert papers.fetch(session, by=lan, now=clock.now()) is None
    assert printed(session, lan, run_jobs)


def test_an_erased_photo_is_on_no_page_any_more(lan, team, run_jobs):
    session = with_photos(lan, team)
    printed(session, lan, run_jobs)
    evidence.erase(session.evidence.first(), by=lan, now=clock.now())
    assert not SessionPaper.objects.exists()
    assert pictures(printed(session, lan, run_jobs)) == 2


def test_whoever_has_all_of_hers_removed_is_named_on_no_page_any_more(lan, session, run_jobs):
    printed(session, lan, run_jobs)
    personal.erase(lan, by=lan, now=clock.now())
    assert not SessionPaper.objects.exists()


def test_what_the_machine_could_not_draw_is_told_and_tried_again(client, lan, session):
    papers.order(session, by=lan, now=clock.now())
    Job.objects.filter(kind=papers.PRINT).update(
        state=Job.State.FAILED, error="OSError", failed_count=8, finished_at=clock.now()
    )
    sign_in(client, lan)
    assert "Máy chưa dựng được tờ này" in client.get(base(session)).text
    client.post(f"{base(session)}in/")
    assert Job.objects.get(kind=papers.PRINT).state == Job.State.WAITING


def test_the_leader_has_hers_removed_and_stands_on_no_page_another_logged(lan, hoa, team, run_jobs):
    membership.join(team, hoa, on=long_ago(), by=None)
    printed(send(hoa, team).session, hoa, run_jobs)
    personal.erase(lan, by=lan, now=clock.now())
    assert not SessionPaper.objects.exists()


def test_whoever_may_see_faces_no_more_gets_no_page_with_them(lan, team, run_jobs, y_yen):
    session = with_photos(lan, team)
    person = make_person("Người Xem", email="xem@demo.test", password="mat-khau-cua-xem")
    grants.grant(person, "province_viewer", unit=y_yen.parent, by=None)
    admin = grants.grant(person, "province_admin", unit=y_yen.parent, by=None)
    assert pictures(printed(session, person, run_jobs)) == 3
    grants.revoke(admin, by=None, on=clock.today())
    assert papers.fetch(session, by=person, now=clock.now()) is None
    assert pictures(printed(session, person, run_jobs)) == 0
