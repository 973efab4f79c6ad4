from django.urls import re_path

from lms.media import views

app_name = "media"
urlpatterns = [
    re_path(
        r"^(?P<folder>images|original_images)/(?P<name>[\w.-]+)$", views.picture, name="picture"
    ),
]
