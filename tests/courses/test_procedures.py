"""Cards of procedures: kept once, shown in lessons, on paper and in the search."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from courses.models import ProcedureCard, StaleMark
from courses.services import levels, packages, paper, procedures
from lms.common import clock
from tests.courses import desk

LIST = "/quan-tri/snippets/courses/procedurecard/"
FORM = {
    "name": "Cấp bản sao trích lục hộ tịch",
    "code": "2.000635",
    "papers": "Căn cước\nTờ khai",
    "days": "0",
    "fee_counter": "8.000 đồng một bản",
    "fee_online": "",
    "legal_basis": "",
    "valid_from": "",
    "valid_to": "",
}


@pytest.fixture
def card(db):
    return procedures.ensure(
        {
            **{key: FORM[key] for key in ("name", "code", "fee_counter", "fee_online")},
            "papers": ["Căn cước", "Tờ khai"],
            "days": 0,
            "legal_basis": "",
            "example": True,
            "valid_from": None,
            "valid_to": None,
        },
        by=None,
    )


@pytest.fixture
def edition(page, card):
    """A published course with the card in a step to read."""
    steps = desk.raw_steps(page)
    steps[0]["value"]["procedure"] = card.pk
    desk.set_steps(page, *steps)
    return desk.publish(page)


def change(card, by=None, **fields):
    before = ProcedureCard.objects.get(pk=card.pk)
    ProcedureCard.objects.filter(pk=card.pk).update(**fields)
    return procedures.kept(ProcedureCard.objects.get(pk=card.pk), before, by=by)


def marks(kind="procedure_changed"):
    return StaleMark.objects.open().filter(kind=kind)


def test_a_card_ends_after_it_begins(db):
    day = date(2026, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureCard.objects.create(
            name="Sai", code="1", valid_from=day, valid_to=day - timedelta(days=1)
        )


def test_the_step_and_its_offline_copy_and_its_paper_show_the_card(client, edition):
    uid = edition.steps.get(kind="read").uid
    shown = client.get(f"/hoc/{edition.public_id}/{uid}/").content.decode()
    part = next(one for one in packages.of(edition).pages if uid in one.path)
    kept = client.get(f"/hoc/{edition.public_id}/goi/{part.part}").content.decode()
    steps = edition.steps.filter(uid__in=paper.places(edition, 1))
    printed = paper.card_html(edition, 1, steps, site="https://hocso.test")
    for said in (shown, kept, printed):
        assert "Cấp bản sao trích lục hộ tịch" in said
        assert "Tờ khai" in said
        assert "8.000 đồng một bản" in said
        assert "trong ngày" in said
        assert "chưa đối chiếu quy định" in said


@pytest.mark.parametrize("query", ["trich luc ho tich", "trích lục", "2.000635", "to khai 2.000"])
def test_search_finds_the_card_and_the_step(client, edition, query):
    shown = client.get("/tim/", {"q": query}).content.decode()
    assert "/thu-tuc/2.000635/" in shown
    assert f"/hoc/{edition.public_id}/{edition.steps.get(kind='read').uid}/" in shown


def test_the_page_of_a_procedure_leads_to_where_one_learns_it(client, edition, card):
    shown = client.get("/thu-tuc/2.000635/").content.decode()
    assert f"/hoc/{edition.public_id}/" in shown
    assert "Thủ tục này không còn áp dụng" not in shown
    assert "2.000635" in client.get("/thu-tuc/").content.decode()
    change(card, valid_to=clock.today() - timedelta(days=1))
    assert "Thủ tục này không còn áp dụng" in client.get("/thu-tuc/2.000635/").content.decode()
    listed = client.get("/thu-tuc/").content.decode()
    assert "2.000635" not in listed
    assert "Chưa có thủ tục nào" in listed
    assert "/thu-tuc/2.000635/" not in client.get("/tim/?q=trich+luc").content.decode()
    assert client.get("/thu-tuc/khong-co/").status_code == 404


def test_the_lists_cost_the_same_for_one_card_and_ten(
    client, edition, card, django_assert_max_num_queries
):
    for number in range(10):
        ProcedureCard.objects.create(name=f"Thủ tục {number}", code=f"9.{number}")
    with django_assert_max_num_queries(2):
        client.get("/thu-tuc/")


def test_a_changed_card_marks_its_steps_and_changing_it_back_unmarks_them(edition, card, editor):
    assert change(card, fee_counter="10.000 đồng", by=editor) == 1
    mark = marks().get()
    assert mark.step_uid == edition.steps.get(kind="read").uid
    assert "Cấp bản sao trích lục hộ tịch" in mark.note
    assert edition.steps.get(kind="read").values["procedure"]["fee_counter"] == FORM["fee_counter"]
    assert change(card, fee_counter="10.000 đồng", by=editor) == 0
    change(card, fee_counter=FORM["fee_counter"], by=editor)
    assert not marks().exists()
    assert StaleMark.objects.get().closing == "gone"


def test_publishing_again_takes_the_new_card(page, edition, card):
    change(card, fee_counter="10.000 đồng")
    new = desk.publish(page)
    assert new.level == levels.Level.MINOR
    assert new.steps.get(kind="read").values["procedure"]["fee_counter"] == "10.000 đồng"
    assert not marks().exists()


def test_a_card_changed_while_the_edition_was_made_is_not_missed(edition, card):
    """As if it was changed between compiling and writing."""
    ProcedureCard.objects.filter(pk=card.pk).update(fee_online="5.000 đồng")
    assert procedures.edition_published(edition) == 1
    assert marks().count() == 1


def test_a_card_past_its_last_day_marks_its_steps_once(edition, card, editor):
    last = clock.today()
    change(card, valid_to=last)
    now = clock.now()
    assert procedures.mark_expired(now=now) == 0
    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert procedures.mark_expired(now=clock.now()) == 1
        assert procedures.mark_expired(now=clock.now()) == 0
        mark = marks("procedure_expired").get()
        procedures.freshness.still_right(mark, why="Xã vẫn nhận", by=editor)
        assert procedures.mark_expired(now=clock.now()) == 0
        change(card, valid_to=last + timedelta(days=-3))
        assert procedures.mark_expired(now=clock.now()) == 1
        change(card, valid_to=None)
        assert not marks("procedure_expired").exists()


def test_an_editor_keeps_cards_and_an_author_only_looks(as_person, editor, author, edition, card):
    client = as_person("editor")
    address = f"{LIST}edit/{card.pk}/"
    sent = client.post(address, {**FORM, "fee_counter": "12.000 đồng", "is_example": "on"})
    assert sent.status_code == 302
    assert ProcedureCard.objects.get().fee_counter == "12.000 đồng"
    assert marks().count() == 1
    client = as_person("author")
    assert client.get(LIST).status_code == 200
    client.post(address, {**FORM, "name": "Bị sửa"})
    assert ProcedureCard.objects.get().name == FORM["name"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "2.000635"}, "Mã này đã có thẻ."),
        ({"code": "hai phẩy"}, "Mã chỉ có chữ không dấu"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "phải sau ngày có hiệu lực"),
        ({"days": "-1"}, "lớn hơn hoặc bằng với 0"),
        ({"name": "x" * 201}, "200"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(as_person, editor, card, wrong, said):
    sent = as_person("editor").post(f"{LIST}add/", {**FORM, "code": "2.1", **wrong})
    assert sent.status_code == 200
    assert said in sent.content.decode()
    assert ProcedureCard.objects.count() == 1


def test_the_list_is_searched_and_filtered(as_person, editor, card):
    old = ProcedureCard.objects.create(
        name="Thủ tục cũ", code="1.9", valid_to=clock.today() - timedelta(days=1)
    )
    client = as_person("editor")
    over = client.get(f"{LIST}?force=over").content.decode()
    assert old.name in over
    assert card.name not in over
    assert card.name in client.get(f"{LIST}?force=now").content.decode()


def test_the_preview_is_the_residents_page(as_person, editor, card):
    client = as_person("editor")
    address = f"{LIST}preview/{card.pk}/"
    client.post(address, {**FORM, "papers": "Sổ hộ khẩu cũ"}, headers={"host": "hocso.test"})
    shown = client.get(f"{address}?mode=", headers={"host": "hocso.test"})
    assert "Sổ hộ khẩu cũ" in shown.content.decode()
