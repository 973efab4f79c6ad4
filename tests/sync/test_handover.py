"""A file from a phone without a line, brought to the province by somebody of the team."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.models import Attempt, Enrolment, LearningEvent, QuarantinedEvent
from courses.services import events
from lms.audit.models import AuditEvent
from lms.common import clock, keys
from lms.common.ids import uuid7
from lms.sync.models import Device
from lms.sync.services import handover
from lms.users.services import cards, merging, personal
from tests.courses.editions import make_edition
from tests.courses.phones import Phone
from tests.sync.sealing import outbox, packed, sealed
from tests.teams.conftest import *  # noqa: F403  the team and its people


@pytest.fixture
def phone(db):
    return Phone(make_edition())


@pytest.fixture
def page(client, lan, team):
    client.force_login(lan)
    address = reverse("sync:hand-over", args=[team.code])

    def bring(content, name="bai-hoc-2026-11-28.hocso.txt"):
        content = content if isinstance(content, bytes) else content.encode()
        return client.post(address, {"file": SimpleUploadedFile(name, content)})

    return bring


def error_of(response):
    assert response.status_code == 422
    return response.context["form"].errors["file"][0]


def test_what_a_neighbour_did_arrives_as_hers(page, hoa, lan, team, phone):
    told = [phone.opened("tim"), phone.opened("tin-nhan"), phone.tested()]
    response = page(sealed(outbox(hoa, told)))
    assert response.status_code == 200
    taken = response.context["taken"]
    assert (taken.person, taken.fresh, taken.known, taken.refused) == (hoa, 3, 0, 0)
    assert "Tỉnh đã nhận bài học của Hoa" in response.text
    assert set(LearningEvent.objects.values_list("person", flat=True)) == {hoa.pk}
    assert Enrolment.objects.get().learner == hoa
    # Whoever has the phone today is told by the phone itself.
    assert not Device.objects.exists()
    noted = AuditEvent.objects.get(action="outbox.handed_over")
    assert noted.actor_id == lan.pk
    assert noted.detail == {"team": str(team.pk), "fresh": 3, "known": 0, "refused": 0}
    brought = AuditEvent.objects.get(action="outbox.brought")
    assert brought.detail == {"team": str(team.pk), "events": 3}


def test_the_same_file_again_and_the_phone_itself_change_nothing(page, hoa, phone):
    told = [phone.opened("tim"), phone.tested()]
    file = sealed(outbox(hoa, told))
    page(file)
    before = list(Enrolment.objects.values())
    response = page(file)
    assert (response.context["taken"].fresh, response.context["taken"].known) == (0, 2)
    assert "không tính lại" in response.text
    received = events.receive(hoa, told, now=clock.now())
    assert {outcome.outcome for outcome in received.outcomes} == {events.DUPLICATE}
    assert all(outcome.receipt for outcome in received.outcomes)
    assert LearningEvent.objects.count() == 2
    assert list(Enrolment.objects.values()) == before


def test_a_step_opened_and_answered_is_one_thing_as_on_the_phone(page, hoa, phone):
    file = sealed(outbox(hoa, [phone.opened("tin-nhan"), phone.answered("tin-nhan")]))
    assert page(file).context["taken"].fresh == 1


def test_what_the_province_does_not_take_is_said_and_the_rest_is_taken(page, hoa, phone):
    broken = {**phone.opened("tin-nhan"), "kind": "graduated"}
    response = page(sealed(outbox(hoa, [phone.opened("tim"), broken, "rác", None, 7])))
    taken = response.context["taken"]
    assert taken.fresh == 1
    assert taken.refused == 4
    assert "Việc chưa nhận vẫn nằm trong máy người học" in response.text
    assert QuarantinedEvent.objects.filter(person=hoa).exists()


def test_of_a_file_of_which_nothing_is_taken_it_is_not_said_to_have_arrived(page, hoa, phone):
    broken = [{**phone.opened("tin-nhan"), "kind": "graduated"} for _ in range(2)]
    response = page(sealed(outbox(hoa, broken)))
    assert response.context["taken"].arrived == 0
    assert "Tỉnh chưa nhận việc nào của Hoa" in response.text
    assert "Đã tới tỉnh" not in response.text
    assert "Xóa tệp" not in response.text


def test_a_step_of_which_a_part_is_refused_counts_once(page, hoa, phone):
    opened = phone.opened("tin-nhan")
    broken = {**phone.answered("tin-nhan"), "payload": {"answer": ["zzz"]}}
    taken = page(sealed(outbox(hoa, [opened, broken]))).context["taken"]
    assert (taken.fresh, taken.known, taken.refused) == (0, 0, 1)


def test_somebody_erased_while_the_file_is_taken_gets_nothing_more(page, hoa, phone, monkeypatch):
    monkeypatch.setattr(handover, "A_TIME", 2)
    receive = events.receive

    def erased_after(person, portion, *, now):
        received = receive(person, portion, now=now)
        personal.erase(person, by=person, now=now)
        return received

    monkeypatch.setattr(events, "receive", erased_after)
    told = [phone.opened("tim") for _ in range(4)]
    assert "Không rõ tệp này của ai" in error_of(page(sealed(outbox(hoa, told))))
    assert not LearningEvent.objects.filter(person=hoa).exclude(step="").exists()


def test_more_than_one_portion_is_taken_whole(page, hoa, phone, monkeypatch):
    monkeypatch.setattr(handover, "A_TIME", 2)
    told = [phone.opened("tim") for _ in range(5)]
    page(sealed(outbox(hoa, told)))
    assert LearningEvent.objects.count() == 5


def test_a_server_that_died_in_the_middle_takes_the_rest_next_time(page, hoa, phone, monkeypatch):
    monkeypatch.setattr(handover, "A_TIME", 2)
    told = [phone.opened("tim") for _ in range(4)]
    file = sealed(outbox(hoa, told))
    receive, calls = events.receive, []

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return receive(*args, **kwargs)

    monkeypatch.setattr(events, "receive", dies)
    with pytest.raises(KeyboardInterrupt):
        page(file)
    assert LearningEvent.objects.count() == 2
    assert AuditEvent.objects.filter(action="outbox.brought").count() == 1
    monkeypatch.setattr(events, "receive", receive)
    page(file)
    assert LearningEvent.objects.count() == 4


CHANGED = "Tệp bị hỏng khi gửi"
STRANGE = "Đây không phải tệp bài học gửi hộ"


@pytest.mark.parametrize("place", range(5))
def test_a_file_changed_on_its_way_is_refused(page, hoa, phone, place):
    parts = sealed(outbox(hoa, [phone.opened("tim")])).split(".")
    parts[place] = parts[place][:-2] + ("AA" if parts[place][-2:] != "AA" else "BB")
    wanted = STRANGE if place < 2 else CHANGED
    assert error_of(page(".".join(parts))).startswith(wanted)
    assert not LearningEvent.objects.exists()
    assert not AuditEvent.objects.filter(action="outbox.handed_over").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"....",
        b"\xff\xfe\x00" * 40,
        b"%PDF-1.7 \x00\x01",
        ("[" * 100_000).encode(),
        f"{packed(b'{}')}..{packed(bytes(12))}.AAAA.{packed(bytes(16))}".encode(),
        f"{packed(b'[1]')}..{packed(bytes(12))}.AAAA.{packed(bytes(16))}".encode(),
        f"{packed(('[' * 100_000).encode())}..a.b.c".encode(),
        f"{packed(json.dumps({'epk': {'x': 1, 'y': 2}}).encode())}....".encode(),
    ],
)
def test_another_file_is_refused_in_words(page, content):
    assert error_of(page(content)).startswith(STRANGE)


def test_a_course_file_is_no_file_of_lessons(page):
    assert error_of(page(json.dumps({"kind": "course", "parts": {}}))).startswith(STRANGE)


def test_a_file_for_another_place_or_another_way_of_sealing_is_refused(page, hoa, phone):
    told = outbox(hoa, [phone.opened("tim")])
    other = keys.jwk(keys.pair("something else"))
    assert error_of(page(sealed(told, key=other))).startswith(CHANGED)
    assert error_of(page(sealed(told, enc="A128GCM"))).startswith(STRANGE)
    assert error_of(page(sealed(told, alg="none"))).startswith(STRANGE)
    assert error_of(page(sealed(told, crit=["exp"]))).startswith(STRANGE)
    assert error_of(page(sealed(told, zip="DEF"))).startswith(STRANGE)
    off_the_curve = {"kty": "EC", "crv": "P-256", "x": packed(b"\x01" * 32), "y": packed(b"\x02")}
    assert error_of(page(sealed(told, epk=off_the_curve))).startswith(STRANGE)


def test_a_secret_that_was_changed_still_opens_files_of_the_one_before(team, hoa, phone, settings):
    before = handover.public_key()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "bí mật mới " * 5
    assert handover.public_key() != before
    file = sealed(outbox(hoa, [phone.opened("tim")]), key=before)
    assert handover.take(file, team=team, by=hoa, now=clock.now()).fresh == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"version": 2}, "bản Học số khác"),
        ([], "bản Học số khác"),
        ({"version": 1}, "Không rõ tệp này của ai"),
        ({"version": 1, "ticket": 7, "events": [{}]}, "Không rõ tệp này của ai"),
        ({"version": 1, "ticket": "Ab:Cd:Ef", "events": [{}]}, "Không rõ tệp này của ai"),
        ({"version": 1, "ticket": "\ud800:a:b", "events": [{}]}, "Không rõ tệp này của ai"),
        (b"\xff\xfe", STRANGE),
        (b"[" * 100_000, STRANGE),
        (b"khong phai json", STRANGE),
    ],
)
def test_what_is_sealed_but_says_nothing_is_refused(page, told, words):
    assert words in error_of(page(sealed(told)))


@pytest.mark.parametrize(("told", "words"), [([], "không có bài học"), ("x", "không có bài học")])
def test_no_events_no_work(page, hoa, told, words):
    file = {**outbox(hoa, []), "events": told}
    assert words in error_of(page(sealed(file)))


def test_too_many_at_once_are_refused_before_the_first(page, hoa, monkeypatch, phone):
    monkeypatch.setattr(handover, "MAX_EVENTS", 2)
    told = [phone.opened("tim") for _ in range(3)]
    assert "nhiều bài quá" in error_of(page(sealed(outbox(hoa, told))))
    assert not LearningEvent.objects.exists()


def test_a_ticket_serves_for_a_year_and_a_month(page, hoa, phone):
    with time_machine.travel(clock.now() - handover.TICKET_LIVES + timedelta(days=1)):
        fresh = outbox(hoa, [phone.opened("tim")])
    with time_machine.travel(clock.now() - handover.TICKET_LIVES - timedelta(days=1)):
        stale = outbox(hoa, [phone.opened("tin-nhan")])
    assert page(sealed(fresh)).status_code == 200
    assert "Không rõ tệp này của ai" in error_of(page(sealed(stale)))


def test_what_lies_under_the_older_of_two_merged_records_is_hers(page, hoa, minh, phone):
    file = sealed(outbox(hoa, [phone.opened("tim")]))
    merging.merge(hoa, into=minh, by=minh, now=clock.now())
    assert page(file).context["taken"].person == minh
    assert LearningEvent.objects.get().person == minh


def test_of_somebody_who_was_erased_nothing_comes_back(page, hoa, phone):
    file = sealed(outbox(hoa, [phone.opened("tim")]))
    personal.erase(hoa, by=hoa, now=clock.now())
    assert "Không rõ tệp này của ai" in error_of(page(file))
    assert not LearningEvent.objects.exists()


def test_a_file_of_fifty_megabytes_is_refused_with_its_size(page):
    assert "nặng 50" in error_of(page(b"x" * 50_000_000))


def test_who_has_to_sign_in_first_comes_back_to_choose_the_file_again(client, team):
    address = reverse("sync:hand-over", args=[team.code])
    response = client.post(address, {"file": SimpleUploadedFile("bai-hoc.txt", b"x")})
    assert response["Location"] == f"/dang-nhap/?next={address}"


def test_without_a_file_the_form_says_what_to_do(client, lan, team):
    client.force_login(lan)
    response = client.post(reverse("sync:hand-over", args=[team.code]))
    assert error_of(response) == "Chọn tệp gửi hộ trước đã."


def test_the_way_there_is_on_the_team_s_page_for_whoever_may(client, lan, reviewer, team, hoa):
    address = reverse("sync:hand-over", args=[team.code])
    client.force_login(lan)
    assert address in client.get(f"/to/{team.code}/").text
    assert client.get(address).status_code == 200
    client.force_login(hoa)
    assert client.get(address).status_code == 403


WITHDRAWN = "đã rút phiếu gửi hộ"


@pytest.fixture
def old_file(hoa, phone):
    """A file whose ticket is a day old."""
    with time_machine.travel(clock.now() - timedelta(days=1)):
        return sealed(outbox(hoa, [phone.opened("tim")]))


def test_whoever_withdraws_has_no_older_file_taken_but_the_next(
    page, client, hoa, lan, phone, old_file
):
    client.force_login(hoa)
    assert "Rút phiếu gửi hộ" in client.get("/toi/du-lieu/").text
    response = client.post("/toi/du-lieu/gui-ho/rut/", follow=True)
    assert "Đã rút các phiếu làm trước" in response.text
    noted = AuditEvent.objects.get(action="outbox.tickets_withdrawn")
    assert (noted.actor_id, noted.subject_id) == (hoa.pk, str(hoa.pk))
    client.force_login(lan)
    assert WITHDRAWN in error_of(page(old_file))
    assert not LearningEvent.objects.exists()
    assert page(sealed(outbox(hoa, [phone.opened("tim")]))).context["taken"].fresh == 1


def test_withdrawing_touches_nobody_else(page, minh, old_file):
    handover.withdraw(minh, by=minh, now=clock.now())
    assert page(old_file).context["taken"].fresh == 1


def test_signing_out_everywhere_else_withdraws_by_itself(page, client, hoa, lan, old_file):
    client.force_login(hoa)
    client.post("/toi/du-lieu/may-khac/")
    client.force_login(lan)
    assert WITHDRAWN in error_of(page(old_file))


def test_another_password_withdraws_by_itself(page, client, hoa, lan, old_file):
    hoa.set_password("mat-khau-cu-12")
    hoa.save()
    client.force_login(hoa)
    words = {"oldpassword": "mat-khau-cu-12"}
    words |= dict.fromkeys(["password1", "password2"], "Dai-va-kho-doan-9")
    assert client.post("/toi/mat-khau/", words).status_code == 302
    client.force_login(lan)
    assert WITHDRAWN in error_of(page(old_file))


def test_a_stopped_card_withdraws_by_itself(page, hoa, lan, old_file):
    cards.issue(hoa, card_id=uuid7(), by=lan, now=clock.now())
    cards.stop(hoa, by=lan, now=clock.now())
    assert WITHDRAWN in error_of(page(old_file))


@pytest.mark.parametrize("is_merged_first", [True, False])
def test_withdrawn_before_or_after_two_records_became_one_it_stays_so(
    page, hoa, minh, old_file, is_merged_first
):
    if is_merged_first:
        merging.merge(hoa, into=minh, by=minh, now=clock.now())
    handover.withdraw(minh if is_merged_first else hoa, by=minh, now=clock.now())
    if not is_merged_first:
        merging.merge(hoa, into=minh, by=minh, now=clock.now())
    assert WITHDRAWN in error_of(page(old_file))


def test_the_export_says_since_when_and_erasing_forgets_it(hoa):
    handover.withdraw(hoa, by=hoa, now=clock.now())
    told = personal.export(hoa)["parts"]["tickets"]["content"]
    assert told == handover.withdrawn_on(hoa)
    personal.erase(hoa, by=hoa, now=clock.now())
    assert handover.withdrawn_on(hoa) is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_files_of_one_phone_may_come_in_either_order(page, hoa, phone, order):
    told = [phone.opened("tin-nhan"), phone.answered("tin-nhan"), phone.tested()]
    files = [sealed(outbox(hoa, told[:1])), sealed(outbox(hoa, told[1:]))]
    assert [page(files[place]).context["taken"].refused for place in order] == [0, 0]
    assert LearningEvent.objects.count() == 3
    enrolment = Enrolment.objects.get()
    assert len(enrolment.done) == 1
    assert Attempt.objects.count() == 1
