"""Asking the product what nobody means to ask: every answer is one of its own pages, no fault."""

import re
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import contextmanager
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.db import connection

LINK = re.compile(r"""(?:href|src|action|data-[\w-]*url[\w-]*)=\\?["'](/[^"'\\]*)""")
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12}|\d+")
MOST_ALIKE = 2


def ask(world, who, address, *, method="GET", **sent):
    """The answer, read to its end; one that broke has status 500 and carries its exception."""
    options = {"raise_request_exception": False, "headers": {"host": "hocso.test"}}
    response = world.client(who, **options).generic(method, address, **sent)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def fault(response):
    """What is wrong with an answer, "" for none: a refusal must be a page in Vietnamese too."""
    if response.status_code >= 500:
        return repr(getattr(response, "exc_info", [None, response.status_code])[1])
    is_page = response.get("Content-Type", "").startswith("text/html") and response.content
    if response.status_code >= 400 and is_page and 'lang="vi"' not in response.text:
        return f"{response.status_code} without words of ours"
    return ""


def told(faults):
    """Faults by address, a line each."""
    return "\n".join(f"{address[:200]}  {why[:300]}" for address, why in faults.items())


def shape(address):
    """The path of an address without its numbers: such pages are made alike."""
    return NUMBER.sub("0", urlsplit(address).path)


def links(response, address):
    """Where a page or a piece of one leads, within the product."""
    kind = response.get("Content-Type", "")
    if response.streaming or not ("html" in kind or "json" in kind):
        return []
    return [
        urljoin(address, unescape(link)).partition("#")[0] for link in LINK.findall(response.text)
    ]


def walk(starts: Iterable[str], below: str, answer):
    """Ask `starts`, then a few links of each shape found below an address; (asked, faults)."""
    found, alike, asked, faults = deque(dict.fromkeys(starts)), Counter(), {}, {}
    queued = set(found)
    while found:
        address = found.popleft()
        response = answer(address)
        asked[address] = response.status_code
        if why := fault(response):
            faults[address] = why
        for link in links(response, address):
            if link.startswith(below) and link not in queued and alike[shape(link)] < MOST_ALIKE:
                alike[shape(link)] += 1
                queued.add(link)
                found.append(link)
    return asked, faults


@contextmanager
def strict_database():
    """SQLite takes a text with the sign NUL in it, PostgreSQL does not: here neither does."""

    def refuse(execute, sql, params, many, context):
        for row in (params or []) if many else [params or []]:
            values = row.values() if isinstance(row, dict) else row
            if any(isinstance(value, str) and "\0" in value for value in values):
                raise ValueError("PostgreSQL text cannot contain NUL")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
