"""Sessions read together with their person: one statement where Django asks twice."""

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from lms.common import clock
from lms.common.connected import once_a_connection
from lms.users import borrowed
from lms.users.models import Session, User


class SessionStore(db.SessionStore):
    """Django's sessions in the database; `person` is who the row says is signed in."""

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def get_session_cookie_age(self) -> int:
        return borrowed.REST if self.get(borrowed.KEY) else super().get_session_cookie_age()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Any = super().create_model_instance(data)
        row.person_id = data.get(auth.SESSION_KEY)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """In one statement: Django reads the row first."""
        Session.objects.filter(session_key=session_key or self.session_key).delete()

    def load(self) -> dict[str, Any]:
        key = str(self.session_key)
        # A quoted cookie may hold the sign NUL, which PostgreSQL takes in no text.
        found = _reader().read(key) if key.isalnum() else None
        if found is None:
            self._session_key = None
            return {}
        session_data, self.person = found
        return self.decode(session_data)


class _Reader:
    """The statement that finds a session and its person, put together once for a connection.

    Putting it together anew costs five times what asking it costs.
    """

    def __init__(self, asked: BaseDatabaseWrapper) -> None:
        self.connection = asked
        # One after the other, as `read` gives the two values.
        live = Session.objects.filter(session_key="").filter(expire_date__gt=clock.now())
        self._compiler = live.query.get_compiler(connection=asked)
        self._sql, _ = self._compiler.as_sql()
        columns = [column for column, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        info = self._compiler.klass_info
        (of_person,) = info["related_klass_infos"]
        self._person = of_person["select_fields"]
        self._names = [columns[number].target.attname for number in self._person]
        own = [columns[number].target.attname for number in info["select_fields"]]
        self._data = own.index("session_data")

    def read(self, key: str) -> tuple[str, User | None] | None:
        """The packed data of a session that has not ended, and the person it names."""
        moment = Session._meta.get_field("expire_date").get_db_prep_value(
            clock.now(), self.connection
        )
        with self.connection.cursor() as cursor:
            cursor.execute(self._sql, [key, moment])
            found = cursor.fetchone()
        if found is None:
            return None
        row = next(iter(self._compiler.apply_converters([found], self._converters)))
        values = [row[number] for number in self._person]
        is_named = values[self._names.index("id")] is not None
        person = User.from_db(self.connection.alias, self._names, values) if is_named else None
        return row[self._data], person


_reader = once_a_connection(_Reader)


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
    if not constant_time_compare(signed, person.get_session_auth_hash()):
        return None
    borrowed.touch(session)
    return person
