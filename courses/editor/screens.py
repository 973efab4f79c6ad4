"""The forms of pictures in steps: places are drawn over them, private things are covered."""

from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from courses.blocks.content import PictureBlock
from courses.blocks.practice import ScreenBlock
from courses.drafting import places
from courses.editor.covering import FRAMED

PICTURES = "/tep/xem-truoc/"


class BoardAdapter(StructBlockAdapter):
    """Wagtail's own form of a block, with scripts of ours beside it."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ("board",)

    @cached_property
    def media(self) -> forms.Media:
        js = [static(f"desk/{name}.js") for name in self.scripts]
        css = [static(f"desk/{name}.css") for name in self.styles]
        return super().media + forms.Media(js=js, css={"all": css})


class ScreenAdapter(BoardAdapter):
    """The list of places, and beside it a board to draw on."""

    js_constructor = "hocso.ScreenBlock"
    scripts = ("places", "board", "window", "privacy", "hotspots")

    def js_args(self, block: ScreenBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        rules = {"finger": places.FINGER, "picture": places.PICTURE}
        board = {"pictures": PICTURES, "rules": rules, "words": words(), "cover": _cover()}
        return [name, children, {**meta, "hotspots": board}]


class PictureAdapter(BoardAdapter):
    """A picture that is only shown: what is private in it can be covered."""

    js_constructor = "hocso.PictureBlock"
    scripts = ("board", "window", "privacy")

    def js_args(self, block: PictureBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        return [name, children, {**meta, "privacy": {"words": words(), "cover": _cover()}}]


register(ScreenAdapter(), ScreenBlock)
register(PictureAdapter(), PictureBlock)


def _cover() -> str:
    """The script puts the picture's number in the place of nought."""
    return f"{reverse('courses_editor:cover', args=[0])}?{FRAMED}"


def words() -> dict[str, str]:
    """What the board says; its script fills in the names in brackets."""
    sizes = {"finger": places.FINGER, "phone": places.PHONE}
    return {
        "stage": _("Hình màn hình: vẽ chỗ chạm ở đây"),
        "tools": _("Vẽ chỗ chạm"),
        "hint": _(
            "Kéo chuột trên hình để vẽ. Trên điện thoại: bấm “+ Chỗ đúng”, rồi kéo ngón tay."
        ),
        "no_picture": _("Chọn hình màn hình ở trên, rồi vẽ chỗ chạm lên hình."),
        "unreadable": _("Không mở được hình này. Chọn hình khác, hoặc gõ số đo của từng chỗ."),
        "keys_title": _("Vẽ bằng bàn phím"),
        "keys": _(
            "Tab tới một chỗ. Phím mũi tên để dời, Shift và mũi tên để đổi cỡ, phím + để thêm, "
            "Delete để xóa, Enter để ghi chữ, Ctrl Z để hoàn tác."
        ),
        "do_target": _("+ Chỗ đúng"),
        "do_decoy": _("+ Chỗ nhầm"),
        "do_remove": _("Xóa"),
        "tell_target": _("Vẽ chỗ đúng"),
        "tell_decoy": _("Vẽ chỗ hay chạm nhầm"),
        "tell_remove": _("Xóa chỗ đang chọn"),
        "do_undo": _("Hoàn tác"),
        "do_redo": _("Làm lại"),
        "armed": _("Kéo trên hình để vẽ, hoặc chạm một cái để đặt sẵn khung."),
        "target": _("chỗ đúng"),
        "decoy": _("chỗ hay chạm nhầm"),
        "spot": _("chỗ %(number)s"),
        "spot_named": _("chỗ %(number)s “%(label)s”"),
        "name": _(
            "%(spot)s, %(kind)s: cách trái %(x)s, cách trên %(y)s, rộng %(w)s, cao %(h)s phần trăm"
        ),
        "drawn": _("Đã vẽ %(spot)s. Ghi chữ và thao tác của chỗ này ở bên cạnh."),
        "removed": _("Đã xóa %(spot)s. Bấm Hoàn tác để lấy lại."),
        "undone": _("Đã hoàn tác."),
        "redone": _("Đã làm lại."),
        "cover": _("Che thông tin riêng"),
        "cover_ask": _("Có tên, số điện thoại, số căn cước trong ảnh không?"),
        "cover_no": _("Không có"),
        "cover_close": _("Đóng"),
        "fault_missing": _("%(spot)s chưa vẽ lên hình."),
        "fault_flat": _("%(spot)s chưa có bề rộng và bề cao."),
        "fault_outside": _("%(spot)s nằm ra ngoài hình."),
        "fault_small": _(
            "%(spot)s nhỏ, ngón tay khó chạm: trên điện thoại {phone} px chỉ còn "
            "%(width)s × %(height)s, cần ít nhất {finger} × {finger}."
        ).format(**sizes),
        "fault_overlap": _(
            "%(spot)s đè lên %(other)s. Chạm vào phần chung thì tính là %(spot)s (khung nhỏ hơn)."
        ),
    }
