"""Sessions read together with their person: one statement where Django asks twice."""

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from lms.users.models import Session, User


class SessionStore(db.SessionStore):
    """Django's sessions in the database; `person` is who the row says is signed in."""

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Any = super().create_model_instance(data)
        row.person_id = data.get(auth.SESSION_KEY)
        return row

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()  # type: ignore[attr-defined]  # unknown to the stubs
        self.person = row.person if row else None
        return self.decode(row.session_data) if row else {}


class PersonMiddleware(AuthenticationMiddleware):
    """Sets `request.user` from the session's row where nothing speaks against it."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(  # type: ignore[assignment]  # as Django does
            lambda: _of_session(request.session) or auth.get_user(request)
        )


def _of_session(session: Any) -> User | None:
    """The person, where nothing is in doubt; of everything else Django's own way decides."""
    named, signed = session.get(auth.SESSION_KEY), session.get(auth.HASH_SESSION_KEY)
    person: User | None = session.person
    if not signed or person is None or str(person.pk) != named or not person.is_active:
        return None
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    return person if constant_time_compare(signed, person.get_session_auth_hash()) else None
