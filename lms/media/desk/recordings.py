"""The shelf of recorded voices in the editors' area."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from lms.media import recordings
from lms.media.desk.making import MakingPanel
from lms.media.desk.recording_forms import RecordingForm, RecordingUploadForm
from lms.media.desk.shelves import ShelfChooserViewSet, ShelfCreateView, ShelfViewSet
from lms.media.models import Recording


class RecordingCreateView(ShelfCreateView):
    ask = staticmethod(recordings.ask_for_clip)


class RecordingChooserViewSet(ShelfChooserViewSet):
    create_view_class = RecordingCreateView
    creation_form_class = RecordingUploadForm
    creation_tab_label = _("Tải bản ghi mới lên")


class RecordingViewSet(ShelfViewSet):
    """Recorded voices: upload, listen, say where sentences begin, see where they are used."""

    model = Recording
    icon = "voice"
    menu_label = _("Giọng đọc")
    menu_name = "recordings"
    menu_order = 120
    list_display = (
        "title",
        Column("telling", label=_("Tình trạng")),
        "collection",
        "created_at",
    )
    edit_handler = ObjectList(
        [
            MakingPanel(template="media/recording_state.html"),
            FieldPanel("title"),
            FieldPanel("file"),
            FieldPanel("collection"),
            FieldPanel("times"),
        ],
        base_form_class=RecordingForm,
    )
    chooser_viewset_class = RecordingChooserViewSet
