"""Addresses of teams and of communes."""

from django.urls import path

from teams.views import commune, team

app_name = "teams"

urlpatterns = [
    path("to/", team.mine, name="mine"),
    path("to/<slug:code>/", team.team, name="team"),
    path("to/<slug:code>/buoi/moi/", team.session_log, name="session-log"),
    path("to/<slug:code>/buoi/<uuid:record_id>/", team.session, name="session"),
    path("to/<slug:code>/buoi/<uuid:record_id>/sua/", team.session_edit, name="session-edit"),
    path("xa/", commune.mine, name="communes"),
    path("xa/<slug:code>/", commune.commune, name="commune"),
    path("xa/<slug:code>/duyet/", commune.review_list, name="review-list"),
    path("xa/<slug:code>/duyet/<uuid:record_id>/", commune.review, name="review"),
    path("xa/<slug:code>/duyet/<uuid:record_id>/xac-nhan/", commune.verify, name="verify"),
    path("xa/<slug:code>/duyet/<uuid:record_id>/tra-lai/", commune.send_back, name="send-back"),
]
