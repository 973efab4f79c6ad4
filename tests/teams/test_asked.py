"""What neighbours ask their team about a step: the team's own people read and answer it."""

import pytest

from courses.models import StepQuestion
from courses.services import events
from lms.common import clock
from lms.notifications.models import Notice
from lms.places.models import UnitLineage
from teams.models import Team
from teams.services import asked
from tests.courses.phones import Phone
from tests.factories import make_unit
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(hoa, team, village, edition):
    hoa.home_unit = village
    hoa.save()
    body = Phone(edition).event("asked", "tim", {"to": "team", "text": "Ai chỉ giúp?"})
    events.receive(hoa, [body], now=clock.now())
    return StepQuestion.objects.get()


def test_a_member_answers_and_the_asker_is_told(client, lan, hoa, team, question):
    sign_in(client, lan)
    assert "1 câu chờ trả lời" in client.get(f"/to/{team.code}/").text
    page = client.get(f"/to/{team.code}/hoi-bai/").text
    assert "Ai chỉ giúp?" in page
    assert hoa.full_name in page
    address = f"/to/{team.code}/hoi-bai/{question.pk}/"
    empty = client.post(address, {"words": "\u200b "})
    assert empty.status_code == 422
    assert "Câu trả lời còn trống." in empty.text
    assert client.post(address, {"words": "Mai tôi ghé nhà."}).status_code == 302
    assert "Mai tôi ghé nhà." in client.get(address).text
    assert Notice.objects.get(person_id=hoa.pk).body == "Mai tôi ghé nhà."
    assert "Ai chỉ giúp?" not in client.get(f"/to/{team.code}/hoi-bai/").text
    assert "Ai chỉ giúp?" in client.get(f"/to/{team.code}/hoi-bai/?xem=xong").text
    assert client.get(f"{address}tieng/").status_code == 404


def test_nobody_else_reads_what_a_neighbour_asked(
    client, minh, bich, hoa, team, other_team, question
):
    address = f"/to/{team.code}/hoi-bai/"
    for person in (minh, bich, hoa):
        sign_in(client, person)
        for one in (address, f"{address}{question.pk}/", f"{address}{question.pk}/tieng/"):
            assert client.get(one).status_code == 403
        assert client.post(f"{address}{question.pk}/", {"words": "Không."}).status_code == 403
    sign_in(client, minh)
    elsewhere = f"/to/{other_team.code}/hoi-bai/{question.pk}/"
    assert client.get(elsewhere).status_code == 404
    question.refresh_from_db()
    assert question.state == "waiting"


@pytest.mark.parametrize("change", [{"valid_to": clock.today}, {"status": lambda: "paused"}])
def test_a_team_that_works_no_more_is_not_asked(hoa, team, village, edition, change):
    """Nobody would read it there; the author sees it at once."""
    Team.objects.filter(pk=team.pk).update(**{name: told() for name, told in change.items()})
    hoa.home_unit = village
    hoa.save()
    body = Phone(edition).event("asked", "tim", {"to": "team", "text": "Ai chỉ giúp?"})
    events.receive(hoa, [body], now=clock.now())
    assert (StepQuestion.objects.get().to, StepQuestion.objects.get().unit) == ("author", None)
    assert Notice.objects.get(person=hoa).title == "Câu hỏi đã chuyển tới người soạn bài"


def test_a_team_of_the_merged_place_answers_for_the_old_one(hoa, team, village, edition):
    before = make_unit("Thôn cũ", level="village", kind="village", parent=village.parent)
    UnitLineage.objects.get_or_create(earlier=before, later=village)
    hoa.home_unit = before
    hoa.save()
    body = Phone(edition).event("asked", "tim", {"to": "team", "text": "Ai chỉ giúp?"})
    events.receive(hoa, [body], now=clock.now())
    assert asked.of_team(team).get().to == "team"
    assert not Notice.objects.exists()
