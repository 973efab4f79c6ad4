"""Addresses of committees, what they decide and what they give to do."""

from django.urls import path

from lms.meetings.views import actions, committee, meeting, papers, praising, sharing, showing

app_name = "meetings"

urlpatterns = [
    path("ban-chi-dao/", committee.committees, name="committees"),
    path("ban-chi-dao/<uuid:unit_id>/", committee.committee, name="committee"),
    path("ban-chi-dao/<uuid:unit_id>/hop-moi/", committee.call, name="call"),
    path("ban-chi-dao/<uuid:unit_id>/tai-lieu/", committee.pack, name="pack"),
    path("ban-chi-dao/hop/<uuid:meeting_id>/", meeting.meeting, name="meeting"),
    path("ban-chi-dao/hop/<uuid:meeting_id>/ket-luan/", meeting.decide, name="decide"),
    path("ban-chi-dao/hop/<uuid:meeting_id>/ket-thuc/", meeting.close, name="close"),
    path("ban-chi-dao/ket-luan/<uuid:decision_id>/gach/", meeting.strike, name="strike"),
    path("ban-chi-dao/ket-luan/<uuid:decision_id>/giao/", meeting.give, name="give"),
    path("ban-chi-dao/tai-lieu/<uuid:paper_id>/", papers.paper, name="paper"),
    path("ban-chi-dao/tai-lieu/<uuid:paper_id>/tep.pdf", papers.paper_pdf, name="paper-pdf"),
    path("ban-chi-dao/tai-lieu/<uuid:paper_id>/in-lai/", papers.paper_again, name="paper-again"),
    path("viec-giao/", actions.actions, name="actions"),
    path("viec-giao/<uuid:action_id>/", actions.action, name="action"),
    path("viec-giao/<uuid:action_id>/xong/", actions.done, name="done"),
    path("viec-giao/<uuid:action_id>/xac-nhan/", actions.confirm, name="confirm"),
    path("viec-giao/<uuid:action_id>/tra-lai/", actions.hand_back, name="hand-back"),
    path("viec-giao/<uuid:action_id>/gia-han/", actions.extend, name="extend"),
    path("viec-giao/<uuid:action_id>/nguoi/", actions.name, name="name"),
    path("viec-giao/minh-chung/<uuid:event_id>/", actions.evidence, name="evidence"),
    path("neu-guong/", showing.exemplars, name="exemplars"),
    path("neu-guong/cua-toi/", showing.mine, name="exemplars-mine"),
    path("neu-guong/dong-y/<slug:public_id>/", showing.agree, name="agree"),
    path("neu-guong/ap-dung/<int:adoption_id>/bo/", showing.give_up, name="give-up"),
    path("neu-guong/tieu-chi/", praising.bars, name="criteria"),
    path("neu-guong/ho-so/", praising.desk, name="desk"),
    path("neu-guong/ho-so/<slug:public_id>/", praising.file, name="file"),
    path("neu-guong/ho-so/<slug:public_id>/chon/", praising.approve, name="approve"),
    path("neu-guong/ho-so/<slug:public_id>/khong-chon/", praising.decline, name="decline"),
    path("neu-guong/ho-so/<slug:public_id>/cong-bo/", praising.publish, name="publish"),
    path("neu-guong/ho-so/<slug:public_id>/go/", praising.take_down, name="take-down"),
    path("neu-guong/nguoi/<int:place_id>/", praising.consent, name="consent"),
    path("neu-guong/danh-sach/<uuid:unit_id>/", praising.listed, name="listed"),
    path("neu-guong/danh-sach/<uuid:unit_id>/tep.xlsx", praising.listed_file, name="listed-file"),
    path("neu-guong/danh-sach/<uuid:unit_id>/in/", praising.listed_print, name="listed-print"),
    path("neu-guong/de-nghi/<uuid:unit_id>/", praising.propose, name="propose"),
    path("neu-guong/<slug:public_id>/", showing.exemplar, name="exemplar"),
    path("neu-guong/<slug:public_id>/da-ap-dung/", showing.adopt, name="adopt"),
    path("xa/<slug:code>/chia-se/", sharing.commune, name="share-commune"),
    path("xa/<slug:code>/chia-se/anh.png", sharing.commune_picture, name="picture-commune"),
    path("to/<slug:code>/chia-se/", sharing.team, name="share-team"),
    path("to/<slug:code>/chia-se/anh.png", sharing.team_picture, name="picture-team"),
]
