"""A body of a kind nobody can read is answered like one of no kind."""

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from lms.common import content_types

UNREADABLE = ["text/plain; charset*=khong-co''%41", "multipart/form-data; boundary=" + "x" * 90_000]


@pytest.mark.parametrize("kind", [*UNREADABLE, "", "x", ";", "text/plain; charset=khong-co"])
@pytest.mark.parametrize(("method", "status"), [("GET", "200"), ("POST", "403")])
def test_the_page_is_answered(db, kind, method, status):
    told = []
    environ = RequestFactory().generic(method, "/trinh-duyet/").environ
    application = content_types.readable(get_wsgi_application())
    application(environ | {"CONTENT_TYPE": kind}, lambda said, _headers: told.append(said))
    assert told[0].startswith(status)
