"""Covering names, phone numbers and the like in a picture, for good."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from courses.models import Course
from courses.services import holding
from lms.media import covering
from lms.media.covering import PictureChanged
from lms.media.models import CustomImage
from lms.media.refusals import FileRefused
from lms.users.http import AuthenticatedRequest

# In the editor of a lesson the page stands in a window of its own, without menus.
FRAMED = "khung"
BASES = {True: "wagtailadmin/admin_base.html", False: "wagtailadmin/generic/base.html"}
LONGEST = 10_000


def cover(request: AuthenticatedRequest, image_id: int) -> HttpResponse:
    """Draw what is to be covered, look at it, have it done."""
    image = get_object_or_404(CustomImage, pk=image_id)
    policy = policy_registry.get_by_type(CustomImage)
    if not policy.user_has_permission_for_instance(request.user, "change", image):
        raise PermissionDenied
    held = [] if image.is_svg() else holding.courses_with(image)
    if request.method == "POST":
        if _cover(request, image, held):
            return redirect(request.get_full_path())
        # Perhaps another file by now.
        image = get_object_or_404(CustomImage, pk=image_id)
    return render(request, "courses/editor/cover.html", _context(request, image, held))


def _cover(request: AuthenticatedRequest, image: CustomImage, held: list[Course]) -> bool:
    """Do as the form says; false when it could not be done, which is told."""
    try:
        boxes = covering.checked(_sent(request.POST.get("boxes", "")))
        seen = request.POST.get("seen", "")
        covering.cover(image.pk, boxes, seen=seen, by=request.user, held=len(held))
    except PictureChanged:
        messages.error(
            request, _("Hình này vừa được người khác đổi. Xem lại hình mới ở dưới rồi che.")
        )
    except CustomImage.DoesNotExist:
        messages.error(request, _("Hình này vừa bị xóa."))
    except FileRefused as refusal:
        messages.error(request, str(refusal))
    except OSError:
        messages.error(request, _("Không mở được tệp hình. Tải hình lên lại rồi che."))
    else:
        messages.success(
            request, _("Đã che. Hình gốc và mọi bản thu nhỏ của nó đã xóa khỏi máy chủ.")
        )
        if held:
            messages.warning(request, told(held))
        return True
    return False


def _sent(text: str) -> object:
    try:
        return json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        return None


def told(held: list[Course]) -> str:
    """Which published courses go on showing the picture as it was.

    By name those anybody may open; a hidden one may be another section's own affair.
    """
    current = [one.current_edition for one in held if one.state == Course.State.OPEN]
    names = ", ".join(f"“{edition.title}”" for edition in current[: holding.NAMED] if edition)
    return _(
        "%(count)s khóa học đã phát hành vẫn giữ hình chưa che%(names)s. Bản đã phát hành không "
        "tự đổi: phát hành lại thì bà con mới thấy hình mới. Nếu lộ thông tin nặng, thu hồi "
        "khóa học."
    ) % {"count": len(held), "names": names and f": {names}"}


def _context(
    request: AuthenticatedRequest, image: CustomImage, held: list[Course]
) -> dict[str, Any]:
    is_framed = FRAMED in request.GET
    return {
        "base": BASES[is_framed],
        "is_framed": is_framed,
        "image": image,
        "picture": f"/tep/xem-truoc/{image.pk}?{image.get_file_hash()[:10]}",
        "seen": image.get_file_hash(),
        "is_drawing": image.is_svg(),
        "held": told(held) if held else "",
        "words": words(),
        "page_title": _("Che thông tin riêng"),
        "page_subtitle": image.title,
        "header_title": image.title,
        "header_icon": "image",
        "breadcrumbs_items": [
            {"url": reverse("wagtailimages:index"), "label": _("Hình")},
            {"url": reverse("wagtailimages:edit", args=[image.pk]), "label": image.title},
            {"url": "", "label": _("Che thông tin riêng")},
        ],
    }


def words() -> dict[str, str]:
    """What the board says; its script fills in the names in brackets."""
    return {
        "stage": _("Hình: kéo để vẽ chỗ cần che"),
        "name": _(
            "Chỗ che %(number)s: cách trái %(x)s, cách trên %(y)s, rộng %(w)s, cao %(h)s phần trăm"
        ),
        "drawn": _("Đã vẽ chỗ che %(number)s."),
        "removed": _("Đã bỏ chỗ che %(number)s. Bấm Hoàn tác để lấy lại."),
        "undone": _("Đã hoàn tác."),
        "redone": _("Đã làm lại."),
        "armed": _("Kéo trên hình để vẽ, hoặc chạm một cái để đặt sẵn khung."),
        "unreadable": _("Không mở được hình này. Tải hình lên lại rồi che."),
    }
