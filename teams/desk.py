"""The province's lists in the editors' area: add a line, name it, place it, take it off the form.

Nothing is deleted there, and a code once given stays: what phones have sent names it.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import BasePermissionPolicy

from lms.common import text
from lms.users.models import RoleGrant, User
from teams import policies
from teams.models import Difficulty, Outcome, Topic, VenueKind
from teams.models.entries import Entry
from teams.services import kits

ALLOWED = frozenset({"add", "change", "view"})
LISTS = (Topic, Outcome, VenueKind, Difficulty)


def _said(row: Entry) -> str:
    return gettext("có") if row.is_offered else gettext("không")


OFFERED = Column("is_offered", label=_("Đang dùng"), accessor=_said, sort_key="is_offered")
"""In words: Wagtail's own column says True and False to whoever listens."""


class ListPolicy(BasePermissionPolicy):
    """Wagtail's questions about rights, answered by role grants."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ALLOWED and policies.may_keep_lists(user)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        if not ALLOWED & set(actions):
            return User.objects.none()
        granted = RoleGrant.objects.filter(role=RoleGrant.Role.PROVINCE_ADMIN).values("person")
        return User.objects.filter(is_active=True, pk__in=granted)


PANELS = (
    FieldPanel("name"),
    FieldPanel("code", help_text=_("Chữ không dấu, số, gạch nối. Đặt rồi thì không đổi được nữa.")),
    FieldPanel("position", help_text=_("Số nhỏ đứng trước.")),
    FieldPanel(
        "is_offered",
        help_text=_("Bỏ đánh dấu thì tổ không chọn được nữa; buổi đã ghi vẫn giữ nguyên."),
    ),
)
ROUTE = (
    FieldPanel("goes_to", help_text=_("Ai nhận và trả lời khi tổ ghi khó khăn này.")),
    FieldPanel("agency", help_text=_("Chỉ khi nơi trả lời là sở, ngành.")),
    FieldPanel("answer_days", help_text=_("Hạn trả lời kể từ ngày xã xác nhận buổi.")),
)


class EntryForm(WagtailAdminModelForm):
    """A new line gets its code; later only the rest changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None

    def clean_name(self) -> str:
        return text.nfc(self.cleaned_data["name"])


class TopicForm(EntryForm):
    """The sheet has to stay on one side of paper."""

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        for name, most in kits.MOST_LINES.items():
            if len(kits.lines(self.cleaned_data.get(name, ""))) > most:
                words = gettext("Nhiều nhất %(most)s dòng, để tờ in vừa một trang.")
                self.add_error(name, words % {"most": most})
        return given


KIT = MultiFieldPanel(
    [
        FieldPanel("kit_whom", help_text=_("Mỗi dòng một ý. Bà con nào hay hỏi việc này.")),
        FieldPanel("kit_say", help_text=_("Mỗi dòng một ý, nói trong vài phút đầu.")),
        FieldPanel("kit_show", help_text=_("Mỗi dòng một bước, làm cho bà con xem rồi cùng làm.")),
        FieldPanel("kit_hand_out", help_text=_("Mỗi dòng một thứ mang theo hoặc phát lại.")),
    ],
    heading=_("Tờ hướng dẫn buổi (in vừa một trang A4)"),
)
OF_TOPIC = FieldPanel(
    "topic", help_text=_("Tháng cao điểm về nội dung này thì kết quả đứng đầu mẫu ghi buổi.")
)
COURSE = FieldPanel("course", help_text=_("Khóa học mà mã QR trên tờ dẫn tới."))


class EntryViewSet(ModelViewSet):
    """One list, in the order of the form."""

    icon = "list-ul"
    list_display = ("name", "code", "position", OFFERED)
    list_filter = ("is_offered",)
    ordering = ("position", "name")
    copy_view_enabled = False
    list_per_page = 50


def _list(
    model: type[Entry], part: str, *more: Panel, form: type[EntryForm] = EntryForm
) -> EntryViewSet:
    """The pages of one list; `more` is what only its lines have."""
    return EntryViewSet(
        f"teams_{part.replace('-', '_')}",
        model=model,
        url_prefix=f"danh-sach-to/{part}",
        menu_label=capfirst(model._meta.verbose_name_plural),
        edit_handler=ObjectList([*PANELS, *more], base_form_class=form),
    )


class ListsGroup(ModelViewSetGroup):
    """Beside the courses in the menu of whoever keeps the lists."""

    items = (
        _list(Topic, "noi-dung", COURSE, KIT, form=TopicForm),
        _list(Outcome, "ket-qua", OF_TOPIC),
        _list(VenueKind, "loai-noi"),
        _list(Difficulty, "kho-khan", *ROUTE),
    )
    menu_icon = "list-ul"
    menu_label = _("Danh mục tổ")
    menu_order = 150
