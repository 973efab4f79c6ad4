"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from courses.editor.pictures import preview_picture

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("lms.api.urls")),
    path("", include("certificates.urls")),
    path("don-vi/", include("lms.places.urls")),
    path("", include("teams.urls")),
    path("media/", include("lms.media.urls")),
    path("tep/xem-truoc/<int:image_id>", preview_picture),
    path("", include("lms.users.urls")),
    path("", include("lms.users.staff_urls")),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("", include("courses.urls")),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("", include("lms.home.urls")),
    # Last: plain pages of the editors' tree.
    path("", include(wagtail_urls)),
]

handler400 = "lms.home.errors.bad_request"
handler500 = "lms.home.errors.server_error"
