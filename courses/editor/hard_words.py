"""The list of hard words in the editors' area: editors of any section keep it for all authors.

Nothing is deleted there: a word that shipped would come back, so it is no longer reminded of.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from courses import policies
from courses.editor.own_choices import OwnChoicesForm
from courses.models import HardWord
from courses.services import vocabulary
from lms.common import text
from lms.common.listing import SortedSearchView
from lms.users.models import RoleGrant, User

ALLOWED = frozenset({"add", "change", "view"})


class HardWordPolicy(BasePermissionPolicy):
    """Wagtail's questions about rights, answered by role grants."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ALLOWED and policies.may_keep_words(user)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        if not ALLOWED & set(actions):
            return User.objects.none()
        granted = RoleGrant.objects.filter(role__in=policies.KEEPERS).values("person")
        return User.objects.filter(is_active=True, pk__in=granted)


class HardWordForm(OwnChoicesForm):
    """Kept as it is looked for, so that capitals and keyboards make no second line."""

    def clean_word(self) -> str:
        word = vocabulary.as_looked_for(self.cleaned_data["word"])
        others = HardWord.objects.exclude(pk=self.instance.pk)
        if others.filter(word=word).exists():
            raise ValidationError(_("Từ này đã có trong danh sách."))
        return word

    def clean_plain(self) -> str:
        return text.nfc(self.cleaned_data["plain"])

    def clean_sentence(self) -> str:
        return text.nfc(self.cleaned_data["sentence"])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        word, plain = self.cleaned_data.get("word"), self.cleaned_data.get("plain", "")
        if word and vocabulary.as_looked_for(plain) == word:
            self.add_error("plain", _("Chỗ này ghi một cách nói khác, dễ hơn."))
        if self.cleaned_data.get("voice") and not self.cleaned_data.get("sentence"):
            self.add_error("sentence", _("Ghi câu mà bản ghi đọc, để bà con vừa nghe vừa thấy."))
        return given


def _said(row: HardWord) -> str:
    return _("có") if row.is_checked else _("không")


class HardWordViewSet(SnippetViewSet):
    """Hard words: look through, add, say it better, stop reminding."""

    model = HardWord
    index_view_class = SortedSearchView
    icon = "openquote"
    menu_label = gettext_lazy("Từ khó")
    menu_order = 140
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = (
        "word",
        "plain",
        Column(
            "is_checked",
            label=gettext_lazy("Đang nhắc"),
            accessor=_said,
            sort_key="is_checked",
        ),
    )
    list_filter = ("is_checked",)
    search_fields = ("word", "plain")
    ordering = ("word",)
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("word", help_text=gettext_lazy("Từ bà con hay không hiểu.")),
            FieldPanel(
                "plain", help_text=gettext_lazy("Cách nói thay. Nhiều cách thì ngăn bằng dấu phẩy.")
            ),
            FieldPanel(
                "sentence",
                help_text=gettext_lazy(
                    "Một câu dễ hiểu. Bà con chạm vào từ này trong bài thì hiện ra, cả khi không "
                    "có mạng. Bài đã phát hành thì phát hành lại mới có câu mới."
                ),
            ),
            FieldPanel(
                "voice",
                help_text=gettext_lazy(
                    "Bản ghi đọc đúng câu trên. Không có thì điện thoại tự đọc, nếu máy biết đọc "
                    "tiếng Việt."
                ),
            ),
            FieldPanel(
                "is_explained",
                help_text=gettext_lazy("Bỏ đánh dấu thì từ này trong bài không chạm được nữa."),
            ),
            FieldPanel(
                "is_checked",
                help_text=gettext_lazy("Bỏ đánh dấu thì không nhắc người biên soạn về từ này nữa."),
            ),
        ],
        base_form_class=HardWordForm,
    )
