"""Cards of procedures in the editors' area: editors of any section keep them for all authors.

Nothing is deleted there: lessons speak of them. A card that no longer holds gets a last day.
"""

from datetime import date
from typing import Any

import django_filters
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from courses import policies
from courses.models import ProcedureCard
from courses.services import procedures, reference
from lms.common import clock, text
from lms.common.listing import SortedSearchView
from lms.users.models import RoleGrant, User

KEPT = frozenset({"add", "change"})


class ProcedurePolicy(BasePermissionPolicy):
    """Wagtail's questions about rights, answered by role grants: authors look, editors keep."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in KEPT:
            return policies.may_keep_words(user)
        return action in {"view", "choose"} and policies.sections_written_by(user).exists()

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        if not {*KEPT, "view", "choose"} & set(actions):
            return User.objects.none()
        roles = policies.KEEPERS if set(actions) <= KEPT else (*policies.WRITERS, *policies.ADMINS)
        granted = RoleGrant.objects.filter(role__in=roles).values("person")
        return User.objects.filter(is_active=True, pk__in=granted)


class ProcedureForm(WagtailAdminModelForm):
    """Words as they are compared; a last day that is not before the first."""

    def clean_name(self) -> str:
        return " ".join(text.nfc(self.cleaned_data["name"]).split())

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        others = ProcedureCard.objects.exclude(pk=self.instance.pk)
        if others.filter(code__iexact=code).exists():
            raise ValidationError(_("Mã này đã có thẻ."))
        return str(code)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        first, last = (self.cleaned_data.get(name) for name in ("valid_from", "valid_to"))
        if first and last and last < first:
            self.add_error("valid_to", _("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
        return given


class Keeping:
    """Looks at the lessons that speak of a card in the transaction that writes it."""

    request: Any
    form: Any

    def save_instance(self) -> ProcedureCard:
        with transaction.atomic():
            pk = self.form.instance.pk
            before = ProcedureCard.objects.select_for_update().filter(pk=pk).first()
            card: ProcedureCard = super().save_instance()  # type: ignore[misc]  # Wagtail's views
            procedures.kept(card, before, by=self.request.user)
        return card


class ProcedureCreateView(Keeping, CreateView):
    pass


class ProcedureEditView(Keeping, EditView):
    pass


def _force(card: ProcedureCard) -> str:
    today = clock.today()
    if card.is_over(today):
        return _("hết hiệu lực")
    if card.valid_from and card.valid_from > today:
        return _("chưa tới ngày")
    return _("ví dụ") if card.is_example else _("đang dùng")


class ProcedureFilters(WagtailFilterSet):
    """In force or not, example or not."""

    force = django_filters.ChoiceFilter(
        label=gettext_lazy("Hiệu lực"),
        method="by_force",
        choices=[("now", gettext_lazy("Đang dùng")), ("over", gettext_lazy("Hết hiệu lực"))],
        empty_label=gettext_lazy("Tất cả"),
    )

    class Meta:
        model = ProcedureCard
        fields = ("is_example",)

    def by_force(
        self, cards: QuerySet[ProcedureCard], _name: str, value: str
    ) -> QuerySet[ProcedureCard]:
        today: date = clock.today()
        rows = ProcedureCard.objects
        wanted = rows.expired(today) if value == "over" else rows.in_force(today)
        return cards.filter(pk__in=wanted.values("pk"))


def preview(card: ProcedureCard) -> HttpResponse:
    """The page residents will see."""
    html = reference.card_html(card, today=clock.today(), release=settings.RELEASE)
    return HttpResponse(html)


class ProcedureViewSet(SnippetViewSet):
    """Cards of procedures: look through, add, mend, end."""

    model = ProcedureCard
    index_view_class = SortedSearchView
    add_view_class = ProcedureCreateView
    edit_view_class = ProcedureEditView
    icon = "clipboard-list"
    menu_label = gettext_lazy("Thủ tục")
    menu_order = 115
    add_to_admin_menu = True
    copy_view_enabled = False
    filterset_class = ProcedureFilters
    list_display = (
        "name",
        "code",
        Column("force", label=gettext_lazy("Hiệu lực"), accessor=_force),
    )
    ordering = ("name", "pk")
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("name", help_text=gettext_lazy("Như trên Cổng Dịch vụ công.")),
            FieldPanel("code", help_text=gettext_lazy("Ví dụ: 2.000635.")),
            FieldPanel("papers", help_text=gettext_lazy("Mỗi dòng một thứ giấy tờ.")),
            FieldPanel("days", help_text=gettext_lazy("Ghi 0 nếu xong trong ngày.")),
            FieldRowPanel(
                [
                    FieldPanel("fee_counter", help_text=gettext_lazy("Ví dụ: không mất tiền.")),
                    FieldPanel("fee_online", help_text=gettext_lazy("Chưa rõ thì để trống.")),
                ]
            ),
            FieldPanel(
                "legal_basis",
                help_text=gettext_lazy("Số văn bản và ngày. Không chắc thì để trống."),
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")])],
                heading=gettext_lazy("Hiệu lực"),
            ),
            FieldPanel(
                "is_example",
                help_text=gettext_lazy("Bà con sẽ thấy ghi rõ đây chỉ là ví dụ để tập."),
            ),
        ],
        base_form_class=ProcedureForm,
    )
