"""Addresses of our own pages inside the editors' area."""

from django.urls import path

from courses.editor import (
    covering,
    deleting,
    documents,
    figures,
    freshness,
    making,
    parcels,
    retiring,
    reusing,
    reviewing,
    sayings,
    takes,
    views,
)
from courses.editor.checks import ChecksView

app_name = "courses_editor"

urlpatterns = [
    path("can-xem-lai/", freshness.queue, name="redoing"),
    path("can-xem-lai/<int:mark_id>/", freshness.answer, name="redoing_answer"),
    path("ung-dung/", freshness.apps, name="apps"),
    path("<int:page_id>/phu-trach/", freshness.owner, name="owner"),
    path("<int:page_id>/soat/", ChecksView.as_view(), name="checks"),
    path("<int:page_id>/giong/", takes.take, name="take"),
    path("<int:page_id>/cau/<int:number>/", takes.SentencesView.as_view(), name="sentences"),
    path("<int:page_id>/phat-hanh/", views.publish, name="publish"),
    path("<int:page_id>/duyet/", reviewing.review, name="review"),
    path("<int:page_id>/thu-hoi/", views.withdraw, name="withdraw"),
    path("<int:page_id>/nhan-ban/", reusing.clone, name="clone"),
    path("<int:page_id>/dung-lai-bai/", reusing.share, name="share"),
    path("<int:page_id>/tach-bai/", reusing.part, name="part"),
    path("<int:page_id>/khep-lai/", retiring.retire, name="retire"),
    path("<int:page_id>/goi/", parcels.out, name="parcel_out"),
    path("goi/<uuid:parcel_id>/tai/", parcels.fetch, name="parcel_fetch"),
    path("nhan/", parcels.bring, name="bring"),
    path("nhan/<uuid:brought_id>/", parcels.take, name="parcel_in"),
    path("noi-gui/", parcels.senders, name="senders"),
    path("noi-gui/<int:site_id>/bo/", parcels.distrust, name="distrust"),
    path("thung-rac/", deleting.bin_page, name="bin"),
    path("thung-rac/<int:entry_id>/lay-lai/", deleting.bring_back, name="bring_back"),
    path("thung-rac/<int:entry_id>/xoa-han/", deleting.destroy, name="destroy"),
    path("khoa-mau/", reusing.templates, name="templates"),
    path("<int:page_id>/so-lieu/", figures.figures, name="figures"),
    path("ba-con-noi/", sayings.sayings, name="sayings"),
    path("ba-con-noi/cau-hoi/<uuid:question_id>/", sayings.question, name="question"),
    path("ba-con-noi/cau-hoi/<uuid:question_id>/tieng/", sayings.voice, name="question_voice"),
    path("ba-con-noi/loi/<slug:edition_id>/<slug:step>/", sayings.settle, name="fault_settle"),
    path("hinh/<int:image_id>/che/", covering.cover, name="cover"),
    path("<int:page_id>/bai-tu-anh/", making.begin, name="sketches"),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/", making.sketch, name="sketch"),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/anh/", making.take_shot, name="sketch_shot"),
    path(
        "<int:page_id>/bai-tu-anh/<uuid:sketch_id>/giong/", making.take_voice, name="sketch_voice"
    ),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/giu/", making.keep, name="sketch_keep"),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/tao/", making.make, name="sketch_make"),
    path("<int:page_id>/bai-tu-anh/<uuid:sketch_id>/bo/", making.drop, name="sketch_drop"),
    path("<int:page_id>/bai-tu-tep/", documents.begin, name="documents"),
    path("<int:page_id>/bai-tu-tep/<uuid:draft_id>/", documents.document, name="document"),
]
