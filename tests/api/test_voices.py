"""The sound of a question comes after it, once, and nobody hears the file as it came."""

import hashlib
import json

import pytest

from courses.models import CourseEdition, StepQuestion
from courses.services import asked_voices, events
from lms.jobs import running
from tests import sounds
from tests.courses.editions import make_edition
from tests.courses.phones import NOW, Phone

pytestmark = pytest.mark.django_db
SOUND = sounds.clip(2)


def ask(person, content=SOUND):
    phone = Phone(CourseEdition.objects.first() or make_edition())
    voice = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    body = phone.event("asked", "tap-nop", {"to": "author", "text": "", "voice": voice})
    assert events.receive(person, [body], now=NOW).outcomes[0].outcome == "accepted"
    return f"/api/v1/learning/voices/{body['id']}"


def bring(browser, address, content=SOUND):
    browser.get("/api/v1/learning/me")
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    answer = browser.put(address, content, content_type="application/octet-stream", headers=headers)
    return answer.status_code, json.loads(answer.content)


def test_a_voice_is_taken_once_and_made_fit_to_hear(hoa, hoas_browser, monkeypatch):
    address = ask(hoa)
    assert bring(hoas_browser, address) == (200, {"state": "making"})
    assert bring(hoas_browser, address) == (200, {"state": "making"})
    came = StepQuestion.objects.get().voice_file
    assert came.storage.exists(came.name)
    while running.drain("now"):
        pass
    question = StepQuestion.objects.get()
    assert question.voice in {"ready", "failed"}
    assert bring(hoas_browser, address) == (200, {"state": question.voice})


def test_what_was_not_announced_is_refused_in_words(hoa, lan, hoas_browser, browser):
    address = ask(hoa)
    assert bring(hoas_browser, address, b"x" * (600 * 1024 + 1))[0] == 413
    assert hoas_browser.put(address, SOUND).status_code == 403
    assert browser.put(address, SOUND).status_code == 401
    browser.force_login(lan)
    assert bring(browser, address)[0] == 404
    assert StepQuestion.objects.get().voice == "awaited"
    assert bring(hoas_browser, address, SOUND + b"x")[0] == 422
    # It will not come again, so nobody is told to wait for it.
    assert StepQuestion.objects.get().voice == "failed"
    text = ask(hoa, b"<script>alert(1)</script>")
    status, told = bring(hoas_browser, text, b"<script>alert(1)</script>")
    assert (status, told["code"]) == (422, "voice_refused")
    assert StepQuestion.objects.get().voice == "failed"


def test_a_question_changed_forgets_its_voice(hoa, hoas_browser):
    address = ask(hoa)
    bring(hoas_browser, address)
    ask(hoa)
    assert StepQuestion.objects.count() == 1
    assert bring(hoas_browser, address)[0] == 404
    assert asked_voices.take(hoa, StepQuestion.objects.get().pk, SOUND).voice == "making"
