"""Who agrees to an example that was taken down meanwhile is told what happened."""

import pytest

from lms.common import clock
from lms.meetings.models import Exemplar
from lms.users.models import Consent
from tests.meetings.test_exemplars import approve, of_person

pytestmark = pytest.mark.django_db


def test_agreeing_to_what_was_taken_down_meanwhile_is_told(client, y_yen, lien, kieu, lan):
    one = of_person(y_yen, lien, lan)
    approve(one, kieu)
    Exemplar.objects.filter(pk=one.pk).update(
        state="taken_down", taken_down_at=clock.now(), taken_down_reason="Ghi nhầm người."
    )
    client.force_login(lan)
    address = f"/neu-guong/dong-y/{one.public_id}/"
    answer = client.post(address, {"viec": "dong-y", "agrees": "on"})
    assert answer.status_code == 409
    assert "Ghi nhầm người." in answer.text
    assert "lời đồng ý vừa rồi không được ghi" in answer.text
    assert not Consent.objects.filter(purpose=one.purpose).exists()
    assert "vừa rồi" not in client.get(address).text
