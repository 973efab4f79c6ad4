"""The shelf of videos in the editors' area."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from lms.media import films
from lms.media.desk.film_forms import FilmForm, FilmUploadForm
from lms.media.desk.making import MakingPanel
from lms.media.desk.shelves import ShelfChooserViewSet, ShelfCreateView, ShelfViewSet
from lms.media.models import Film


class FilmCreateView(ShelfCreateView):
    ask = staticmethod(films.ask_for_copies)


class FilmChooserViewSet(ShelfChooserViewSet):
    create_view_class = FilmCreateView
    creation_form_class = FilmUploadForm
    creation_tab_label = _("Tải video mới lên")


class FilmViewSet(ShelfViewSet):
    """Videos: upload, write captions, look at, see where they are used."""

    model = Film
    icon = "media"
    menu_label = _("Video")
    menu_name = "films"
    menu_order = 121
    list_display = (
        "title",
        Column("telling", label=_("Tình trạng")),
        "collection",
        "created_at",
    )
    edit_handler = ObjectList(
        [
            MakingPanel(template="media/film_state.html"),
            FieldPanel("title"),
            FieldPanel("file"),
            FieldPanel("collection"),
            FieldPanel("captions_file"),
            FieldPanel("captions"),
            FieldPanel("transcript"),
        ],
        base_form_class=FilmForm,
    )
    chooser_viewset_class = FilmChooserViewSet
