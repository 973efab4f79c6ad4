"""A member's phone: what it sends and asks."""

import json
from collections.abc import Iterable

from lms.common import clock
from lms.common.ids import uuid7
from tests.api.conftest import Browser
from tests.teams.conftest import document

SUBMISSIONS = "/api/v1/field/submissions"
TEAMS = "/api/v1/field/teams"


def log(team, *, number=None, rev=1, around=None, **changes):
    """One submission as a phone writes it; `around` changes the envelope, the rest the document."""
    return {
        "record_id": str(number or uuid7()),
        "rev": rev,
        "base_rev": rev - 1 or None,
        "team": team.code,
        "form_version": 2,
        "captured_at": clock.local(clock.now()).isoformat(),
        "device": "01932c07-4ef0-7b11-8d2a-2b5d8f6c1a02",
        "app_version": "2026.11",
        "document": document(**changes),
        **(around or {}),
    }


class FieldPhone(Browser):
    """A browser in which a member is signed in."""

    def __init__(self, person):
        super().__init__()
        self.force_login(person)

    def ask(self, address=TEAMS, **headers):
        return self.get(address, headers=headers)

    def post_body(self, body, content_type="application/json", **headers):
        if "csrftoken" not in self.cookies:
            self.ask()
        token = self.cookies["csrftoken"].value
        sent = {"X-CSRFToken": token} | headers
        return self.post(SUBMISSIONS, body, content_type=content_type, headers=sent)

    def tell(self, *logs, **more):
        """The answer to a batch, with its status."""
        sent = {"sent_at": clock.now().isoformat(), "submissions": logs, **more}
        return self.post_body(json.dumps(sent))

    def outcomes(self, *logs: Iterable[dict], **more):
        answer = self.tell(*logs, **more)
        assert answer.status_code == 200, answer.content
        return answer.json()["outcomes"]
