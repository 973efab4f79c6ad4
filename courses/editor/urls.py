"""Addresses of our own pages inside the editors' area."""

from django.urls import path

from courses.editor import covering, views
from courses.editor.checks import ChecksView

app_name = "courses_editor"

urlpatterns = [
    path("<int:page_id>/soat/", ChecksView.as_view(), name="checks"),
    path("<int:page_id>/phat-hanh/", views.publish, name="publish"),
    path("<int:page_id>/thu-hoi/", views.withdraw, name="withdraw"),
    path("hinh/<int:image_id>/che/", covering.cover, name="cover"),
]
