"""What pages ask of the services above them; `AppConfig.ready` fills it in.

Wagtail calls methods of a page ("publish", "serve_preview"), and those need services that import
the page models. Here the two meet without importing each other.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

# (course page, revision, user): checks the draft and asks for an edition of it.
publish_course: Callable[[Any, Any, Any], None]
# (page, request, mode): the resident's page of a draft.
preview: Callable[[Any, HttpRequest, str], HttpResponse]
# (page): [(mode, label)], one for each thing to look at.
preview_modes: Callable[[Any], list[tuple[str, str]]]
# (user): where the bin lies in the tree of pages, or "".
bin_path: Callable[[Any], str]
# (procedure card): what residents will see of it.
preview_procedure: Callable[[Any], HttpResponse]
# (unit's primary key): whether a team answers those who live there.
has_team: Callable[[Any], bool]


def review_finished(workflow_state: Any, user: Any = None) -> None:
    """Wagtail would publish what is approved; here an editor does, and says how much it changes."""
