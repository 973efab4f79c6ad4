"""A browser that sends JSON as our scripts do."""

import json

import pytest
from django.test import Client

EVENTS = "/api/v1/learning/events"
ME = "/api/v1/learning/me"


class Browser(Client):
    """Checks CSRF as a real server does and carries the token it was given."""

    def __init__(self, **defaults):
        super().__init__(enforce_csrf_checks=True, **defaults)

    def send(self, *events, person=None, **changes):
        return self.send_body(json.dumps({"events": events, "person": person}), **changes)

    def send_body(self, body, content_type="application/json", **headers):
        if "csrftoken" not in self.cookies:
            self.get(ME)
        token = self.cookies["csrftoken"].value
        return self.post(
            EVENTS, body, content_type=content_type, headers={"X-CSRFToken": token} | headers
        )


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def hoas_browser(hoa):
    browser = Browser()
    browser.force_login(hoa)
    return browser
