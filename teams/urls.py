"""Addresses of teams and of communes."""

from django.urls import path

from teams.views import (
    attendance,
    capture,
    cards,
    commune,
    manage,
    members,
    merging,
    neighbours,
    residents,
    review,
    sheets,
    team,
)

app_name = "teams"
RESIDENTS = "dia-ban/<uuid:unit_id>/danh-sach/"
RESIDENT_LIST = f"{RESIDENTS}<uuid:roster_id>/"

urlpatterns = [
    path("nho-giup/", neighbours.choose, name="help"),
    path("nho-giup/<slug:code>/", neighbours.team, name="help-team"),
    path("buoi/", capture.logs, name="logs"),
    path("buoi/ghi/", capture.log, name="log"),
    path("buoi/diem-danh/", capture.attend, name="attend"),
    path("buoi/ban/", capture.desk, name="desk"),
    path("to/", team.mine, name="mine"),
    path("to/<slug:code>/", team.team, name="team"),
    path("to/<slug:code>/nhan-goi/", neighbours.answer_calls, name="answer-calls"),
    path("to/<slug:code>/buoi/moi/", team.session_log, name="session-log"),
    path("to/<slug:code>/buoi/<uuid:record_id>/", team.session, name="session"),
    path("to/<slug:code>/buoi/<uuid:record_id>/sua/", team.session_edit, name="session-edit"),
    path("to/<slug:code>/buoi/<uuid:record_id>/bien-nhan/", team.receipt, name="receipt"),
    path("to/<slug:code>/buoi/<uuid:record_id>/thu-hoi/", team.withdraw, name="withdraw"),
    path("to/<slug:code>/buoi/<uuid:record_id>/ten/", team.names_forget, name="names-forget"),
    path(
        "to/<slug:code>/buoi/<uuid:record_id>/nguoi/<uuid:local_id>/", attendance.line, name="line"
    ),
    path("to/<slug:code>/the/", cards.cards, name="cards"),
    path("to/<slug:code>/the/moi/", cards.card_new, name="card-new"),
    path("to/<slug:code>/the/<slug:person>/", cards.card_again, name="card-again"),
    path("to/<slug:code>/the/<slug:person>/ma-pin/", cards.card_pin, name="card-pin"),
    path("to/<slug:code>/the/<slug:person>/dung/", cards.card_stop, name="card-stop"),
    path("xa/", commune.mine, name="communes"),
    path("xa/<slug:code>/", commune.commune, name="commune"),
    path("xa/<slug:code>/to/", manage.team_list, name="team-list"),
    path("xa/<slug:code>/to/lap/<uuid:unit_id>/", manage.team_open, name="team-open"),
    path("xa/<slug:code>/to/<slug:team_code>/", manage.team_manage, name="manage"),
    path("xa/<slug:code>/to/<slug:team_code>/sua/", manage.team_edit, name="team-edit"),
    path("xa/<slug:code>/to/<slug:team_code>/them/", members.member_add, name="member-add"),
    path("xa/<slug:code>/to/<slug:team_code>/<int:place_id>/", members.member, name="member"),
    path(
        "xa/<slug:code>/to/<slug:team_code>/<int:place_id>/vai-tro/",
        members.member_role,
        name="member-role",
    ),
    path(
        "xa/<slug:code>/to/<slug:team_code>/<int:place_id>/thoi/",
        members.member_end,
        name="member-end",
    ),
    path(
        "xa/<slug:code>/to/<slug:team_code>/<int:place_id>/lay-lai/",
        members.member_back,
        name="member-back",
    ),
    path("xa/<slug:code>/in/", commune.sheet, name="sheet"),
    path("xa/<slug:code>/gop/", merging.merge, name="merge"),
    path("xa/<slug:code>/duyet/", review.review_list, name="review-list"),
    path("xa/<slug:code>/duyet/<uuid:record_id>/", review.review, name="review"),
    path("xa/<slug:code>/duyet/<uuid:record_id>/xac-nhan/", review.verify, name="verify"),
    path("xa/<slug:code>/duyet/<uuid:record_id>/tra-lai/", review.send_back, name="send-back"),
    path("xa/<slug:code>/duyet/<uuid:record_id>/xem-lai/", review.look_again, name="look-again"),
    path("xa/<slug:code>/duyet/<uuid:record_id>/chon/", review.choose, name="review-choose"),
    path("xa/<slug:code>/duyet/<uuid:record_id>/trung/", review.merge_twin, name="merge-twin"),
    path(RESIDENTS, residents.residents_list, name="residents-list"),
    path(f"{RESIDENTS}mau.xlsx", residents.model, name="residents-model"),
    path(RESIDENT_LIST, residents.roster, name="residents"),
    path(f"{RESIDENT_LIST}chon/", residents.choose, name="residents-choose"),
    path(f"{RESIDENT_LIST}nhap/", residents.confirm, name="residents-confirm"),
    path(f"{RESIDENT_LIST}bo/", residents.cancel, name="residents-cancel"),
    path(f"{RESIDENT_LIST}lay-lai/", residents.undo, name="residents-undo"),
    path(f"{RESIDENT_LIST}thu-lai/", residents.again, name="residents-again"),
    path(f"{RESIDENT_LIST}khong-nhan.xlsx", residents.refused, name="residents-refused"),
    path(f"{RESIDENT_LIST}the/", sheets.print_cards, name="sheets-print"),
    path(f"{RESIDENT_LIST}the/<uuid:sheets_id>.pdf", sheets.download, name="sheets-pdf"),
    path(f"{RESIDENT_LIST}the/<uuid:sheets_id>/xoa/", sheets.delete, name="sheets-delete"),
]
