"""Those pages of allauth we use, under our addresses; its names are its own and have no namespace.

No other page of allauth exists here: no sign-up by e-mail, no list of e-mail addresses.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path
from django.views.decorators.cache import never_cache

from lms.users.devices import with_device
from lms.users.views import factor, oidc, passwords

urlpatterns = [
    path("dang-nhap/can-bo/", with_device(account.login), name="account_login"),
    path("dang-xuat/", never_cache(account.logout), name="account_logout"),
    path("dang-nhap/tam-khoa/", account.account_inactive, name="account_inactive"),
    path("dang-nhap/mat-khau-lai/", account.reauthenticate, name="account_reauthenticate"),
    path("toi/mat-khau/", account.password_change, name="account_change_password"),
    path("toi/mat-khau/dat/", passwords.first, name="account_set_password"),
    path("dang-nhap/quen-mat-khau/", account.password_reset, name="account_reset_password"),
    path(
        "dang-nhap/quen-mat-khau/ma/",
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "dang-nhap/quen-mat-khau/moi/",
        account.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "dang-nhap/quen-mat-khau/xong/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("dang-nhap/hai-lop/ma/", with_device(mfa.authenticate), name="mfa_authenticate"),
    path("dang-nhap/hai-lop/lai/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "dang-nhap/dinh-danh/<slug:provider_id>/ve/", oidc.callback, name="openid_connect_callback"
    ),
    path("toi/hai-lop/", mfa.index, name="mfa_index"),
    path("toi/hai-lop/bat/", factor.set_up, name="mfa_activate_totp"),
    path("toi/hai-lop/doi-may/", factor.move_away, name="mfa_deactivate_totp"),
    path("toi/hai-lop/du-phong/", factor.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "toi/hai-lop/du-phong/moi/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "toi/hai-lop/du-phong/tai-ve/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
