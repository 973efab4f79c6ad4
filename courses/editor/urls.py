"""Addresses of our own pages inside the editors' area."""

from django.urls import path

from courses.editor import covering, making, takes, views
from courses.editor.checks import ChecksView

app_name = "courses_editor"

urlpatterns = [
    path("<int:page_id>/soat/", ChecksView.as_view(), name="checks"),
    path("<int:page_id>/giong/", takes.take, name="take"),
    path("<int:page_id>/cau/<int:number>/", takes.SentencesView.as_view(), name="sentences"),
    path("<int:page_id>/phat-hanh/", views.publish, name="publish"),
    path("<int:page_id>/thu-hoi/", views.withdraw, name="withdraw"),
    path("hinh/<int:image_id>/che/", covering.cover, name="cover"),
    path("<int:page_id>/bai-tu-anh/", making.begin, name="sketches"),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/", making.sketch, name="sketch"),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/anh/", making.take_shot, name="sketch_shot"),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/giu/", making.keep, name="sketch_keep"),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/tao/", making.make, name="sketch_make"),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/bo/", making.drop, name="sketch_drop"),
]
