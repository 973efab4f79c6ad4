"""What the API says when it cannot do something: a stable code and a sentence in Vietnamese."""

from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError


class ApiError(Exception):
    """Ends the request with `status` and `{"code", "message"}`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


def answer(error: ApiError) -> HttpResponse:
    response = JsonResponse({"code": error.code, "message": error.message}, status=error.status)
    response["Cache-Control"] = "no-store"
    return response


def signed_out() -> ApiError:
    return ApiError(401, "signed_out", _("Mời đăng nhập. Bài học vẫn giữ trong máy."))


def not_found() -> ApiError:
    return ApiError(404, "not_found", _("Không có địa chỉ này."))


def wrong_method() -> ApiError:
    return ApiError(405, "wrong_method", _("Địa chỉ này không nhận cách gọi đó."))


def wrong_shape() -> ApiError:
    return ApiError(400, "wrong_shape", _("Nội dung gửi lên không đúng mẫu."))


def install(api: NinjaAPI) -> None:
    """Give every error of `api` the one shape."""
    api.add_exception_handler(ApiError, lambda _request, error: answer(cast(ApiError, error)))
    api.add_exception_handler(AuthenticationError, lambda _request, _error: answer(signed_out()))
    api.add_exception_handler(ValidationError, lambda _request, _error: answer(wrong_shape()))


def missing(_request: HttpRequest, _path: str = "") -> HttpResponse:
    """Any address below /api/ that there is not."""
    return answer(not_found())
