"""The PIN of a session log on a phone, forgotten: its owner has it opened again."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ValidationError

from lms.api import access, bodies, errors
from lms.api.errors import ApiError
from lms.common import clock
from lms.sync.services import unlocking
from lms.users import policies as users
from lms.users.http import proved_lately, second_factor_passed

router = Router()


class LockIn(Schema):
    recovery: str


class LockOut(Schema):
    key: str


@router.post("", response=LockOut)
def unlock(request: HttpRequest, response: HttpResponse) -> LockOut:
    """The key of her own log, for whoever proved a short while ago who she is."""
    person = access.signed_in(request)
    response["Cache-Control"] = "no-store"
    try:
        asked = LockIn.model_validate(bodies.read_json(request))
    except ValidationError as error:
        raise errors.wrong_shape() from error
    if users.second_factor_due(person) and not second_factor_passed(request):
        raise ApiError(403, "second_factor", _("Mời đăng nhập hai lớp rồi mở."))
    if not proved_lately(request):
        raise ApiError(403, "prove", _("Tỉnh cần kiểm tra đúng người trước đã. Bấm nút bên dưới."))
    try:
        key = unlocking.key_of(asked.recovery, owner=person, now=clock.now())
    except unlocking.NotTheirLock as error:
        words = _("Mã PIN này do người khác đặt, tỉnh không mở được.")
        raise ApiError(422, "not_yours", words) from error
    return LockOut(key=key)


@router.api_operation(["PUT", "PATCH", "DELETE", "GET"], "", include_in_schema=False)
def lock_otherwise(request: HttpRequest) -> None:  # noqa: ARG001 (found by its name)
    raise errors.wrong_method()
