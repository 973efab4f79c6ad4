"""What phones ask and tell about the placement check."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import ValidationError

from courses.services import placement, sheets
from lms.api import access, bodies, errors
from lms.api.errors import ApiError
from lms.api.schemas import PlacementIn, PlacementOut, TurnOut
from lms.common import clock, ids

router = Router()


@router.get("/", response=TurnOut)
def turn(request: HttpRequest, response: HttpResponse) -> TurnOut:
    """Which sheet this person answers next; raises 401 for strangers."""
    person = access.reader(request)
    response["Cache-Control"] = "no-store"
    number, again_at = placement.turn_of(person, now=clock.now())
    day = date_format(clock.local(again_at), "d/m/Y") if again_at else ""
    return TurnOut(round=number, again_on=day)


@router.post("/", response=PlacementOut)
def take(request: HttpRequest, response: HttpResponse) -> PlacementOut:
    """Mark a check and say where its result stands; may be sent again."""
    person = access.signed_in(request)
    response["Cache-Control"] = "no-store"
    sent = _sent(bodies.read_json(request))
    try:
        placement.receive(
            person, event_id=sent.id, seal=sent.seal, answers=sent.answers, now=clock.now()
        )
    except placement.TooSoon as error:
        day = date_format(clock.local(error.again_at), "d/m/Y")
        message = _("Bà con vừa thử sức rồi. Từ ngày %(day)s thử lại được, với câu hỏi khác.")
        raise ApiError(409, "too_soon", message % {"day": day}) from error
    except placement.OtherRound as error:
        message = _("Những câu này bà con trả lời rồi. Mời làm bài có câu hỏi khác.")
        raise ApiError(409, "other_round", message) from error
    except sheets.SheetUnknown as error:
        raise errors.wrong_shape() from error
    return PlacementOut(url=reverse("courses:placement-result"))


def _sent(body: Any) -> PlacementIn:
    try:
        sent = PlacementIn.model_validate(body)
    except ValidationError as error:
        raise errors.wrong_shape() from error
    if not ids.is_uuid7(sent.id):
        raise errors.wrong_shape()
    return sent


@router.api_operation(["PUT", "PATCH", "DELETE"], "/", include_in_schema=False)
def otherwise(request: HttpRequest) -> None:  # noqa: ARG001 (found by its name)
    raise errors.wrong_method()
