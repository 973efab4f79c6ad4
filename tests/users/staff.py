"""Bích at the door of staff: a password, an e-mail, and a role that issues."""

import re

PASSWORD = "mat-khau-cua-bich"


def enter(client, email="bich@demo.test", password=PASSWORD, **more):
    return client.post("/dang-nhap/can-bo/", {"login": email, "password": password, **more})


def no_token(page):
    """The page without what differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
