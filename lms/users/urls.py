"""Sign-in, second factor and one's own data."""

from django.urls import path

from lms.users.views import cards, entrance, factor, personal, phones, pins, proof, rosters

app_name = "users"
ROSTER = "co-quan/<str:code>/danh-sach/<uuid:roster_id>/"
urlpatterns = [
    path("dang-nhap/", entrance.sign_in, name="sign-in"),
    path("dang-nhap/ma/", entrance.code, name="code"),
    path("dang-nhap/ma/lai/", entrance.code_again, name="code-again"),
    path("dang-nhap/ma/goi/", entrance.code_call, name="code-call"),
    path("dang-nhap/ai/", entrance.who, name="who"),
    path("dang-nhap/ai/pin/", entrance.own_pin, name="own-pin"),
    path("dang-nhap/lau-roi/", entrance.long_ago, name="long-ago"),
    path("dang-nhap/ten/", entrance.arrive, name="arrive"),
    path("the/", cards.ask_code),
    path("the/<str:code>/", cards.scan, name="card-scan"),
    path("dang-nhap/the/", cards.code, name="card"),
    path("dang-nhap/the/pin/", cards.pin, name="card-pin"),
    path("dang-nhap/hai-lop/", factor.gate, name="factor"),
    path("dang-nhap/dung-nguoi/", proof.prove, name="prove"),
    path("dang-nhap/dung-nguoi/ma/", proof.prove_code, name="prove-code"),
    path("dang-nhap/dung-nguoi/ma/lai/", proof.prove_again, name="prove-code-again"),
    path("dang-nhap/dung-nguoi/ma/goi/", proof.prove_call, name="prove-code-call"),
    path("dang-nhap/dung-nguoi/pin/", proof.prove_pin, name="prove-pin"),
    path("toi/du-lieu/", personal.my_data, name="my-data"),
    path("toi/du-lieu/ten/", personal.about_me, name="about-me"),
    path("toi/du-lieu/tai-ve/", personal.download, name="download"),
    path("toi/du-lieu/dong-y/<slug:purpose>/rut/", personal.withdraw, name="withdraw"),
    path("toi/du-lieu/may-khac/", personal.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("toi/du-lieu/ma-pin/", pins.choose, name="pin-choose"),
    path("toi/du-lieu/ma-pin/bo/", pins.drop, name="pin-drop"),
    path("toi/du-lieu/so/", phones.add, name="phone-add"),
    path("toi/du-lieu/so/ma/", phones.code, name="phone-code"),
    path("toi/du-lieu/so/ma/lai/", phones.code_again, name="phone-code-again"),
    path("toi/du-lieu/so/ma/goi/", phones.code_call, name="phone-code-call"),
    path("toi/du-lieu/so/gop/", phones.claim, name="claim"),
    path("toi/du-lieu/so/<int:pk>/bo/", phones.remove, name="phone-remove"),
    path("toi/du-lieu/xoa/", personal.erase, name="erase"),
    path("toi/du-lieu/xoa/xac-nhan/", personal.erase_for_good, name="erase-for-good"),
    path("toi/du-lieu/da-xoa/", personal.erased, name="erased"),
    path("co-quan/<str:code>/danh-sach/", rosters.rosters, name="rosters"),
    path("co-quan/<str:code>/danh-sach/mau.xlsx", rosters.model, name="roster-model"),
    path(ROSTER, rosters.roster, name="roster"),
    path(f"{ROSTER}nhap/", rosters.confirm, name="roster-confirm"),
    path(f"{ROSTER}bo/", rosters.cancel, name="roster-cancel"),
    path(f"{ROSTER}thu-lai/", rosters.again, name="roster-again"),
    path(f"{ROSTER}khong-nhan.xlsx", rosters.refused, name="roster-refused"),
]
