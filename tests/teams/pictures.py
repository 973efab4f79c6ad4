"""Photos of sessions as a phone names and brings them."""

import hashlib
import random
from io import BytesIO

from PIL import Image

from tests import files
from tests.teams.conftest import send
from tests.teams.phones import FieldPhone

ADDRESS = "/api/v1/field/photos"
PART = 16 * 1024


def crowd(*, seed=1, size=(480, 360), quality=80, **options):
    """A photo with as much in it as a hall full of people; another seed is another evening."""
    noise = random.Random(seed).randbytes(size[0] * size[1] * 3)
    image = Image.frombytes("RGB", size, noise)
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def name_of(content):
    return hashlib.sha256(content).hexdigest()


def named(*contents, **facts):
    """What a log says of these photos."""
    photos = {name_of(one): {"size": len(one), "has_children": False, **facts} for one in contents}
    return {"photos": photos, "photos_agreed": True}


def log_with(person, team, *contents, wrap=None, facts=None, **changes):
    return send(person, team, wrap=wrap, **named(*contents, **(facts or {})), **changes).session


class PhotoPhone(FieldPhone):
    """A phone that brings photos."""

    def place(self, session, content):
        return f"{ADDRESS}/{session.record_id}/{name_of(content)}"

    def how_far(self, session, content):
        return self.get(self.place(session, content)).json()

    def put_part(self, session, content, start, part=None):
        if "csrftoken" not in self.cookies:
            self.ask()
        body = content[start : start + PART] if part is None else part
        return self.generic(
            "PUT",
            self.place(session, content),
            body,
            content_type="application/octet-stream",
            headers={"X-CSRFToken": self.cookies["csrftoken"].value, "Upload-Offset": str(start)},
        )

    def bring(self, session, content, *, start=0):
        """All parts in their order; the last answer."""
        for place in range(start, len(content), PART):
            answer = self.put_part(session, content, place)
        return answer


def with_position(content):
    """The same photo as a camera writes it, with where it was taken."""
    out = BytesIO()
    with Image.open(BytesIO(content)) as image:
        image.save(out, "JPEG", quality=80, exif=files.camera_notes())
    return out.getvalue()
