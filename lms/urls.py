"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from courses.editor import once, turns
from courses.editor.pictures import preview_picture
from lms.home.desk.account import account
from lms.home.desk.reverting import revert
from lms.media.views import clip, film_part

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("lms.api.urls")),
    path("", include("certificates.urls")),
    path("don-vi/", include("lms.places.urls")),
    path("", include("teams.urls")),
    path("", include("lms.sync.urls")),
    path("", include("lms.dashboards.urls")),
    path("", include("lms.meetings.urls")),
    path("", include("lms.reports.urls")),
    path("media/", include("lms.media.urls")),
    path("tep/xem-truoc/<int:image_id>", preview_picture),
    path("tep/xem-truoc/giong/<int:recording_id>", clip),
    path("tep/xem-truoc/phim/<int:film_id>/<slug:part>", film_part),
    path("", include("lms.users.urls")),
    path("", include("lms.users.staff_urls")),
    # Before Wagtail's own of the same address.
    path("quan-tri/account/", account),
    path(
        "quan-tri/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>"
        "/<int:parent_page_id>/",
        once.create_page,
    ),
    path("quan-tri/pages/<int:page_id>/edit/", turns.edit_page),
    path("quan-tri/pages/<int:page_id>/revisions/<int:revision_id>/revert/", revert),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("", include("courses.urls")),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("", include("lms.pwa.urls")),
    path("", include("lms.home.urls")),
    # Wagtail's own sign-in for closed pages knows no limits and no second factor.
    path("_util/login/", RedirectView.as_view(pattern_name="users:sign-in", query_string=True)),
    # Last: plain pages of the editors' tree.
    path("", include(wagtail_urls)),
]

handler400 = "lms.home.errors.bad_request"
handler500 = "lms.home.errors.server_error"
