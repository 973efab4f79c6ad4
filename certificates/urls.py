"""Addresses of certificates; the one in the QR is final."""

from django.urls import path, re_path

from certificates.views import check, holder, office, thanks

app_name = "certificates"

urlpatterns = [
    re_path(r"^[Kk]/?$", check.ask, name="ask"),
    re_path(r"^[Kk]/(?P<code>[^/]+)/?$", check.check, name="check"),
    path("toi/giay-chung-nhan/", holder.mine, name="mine"),
    path("toi/giay-chung-nhan/<str:code>.pdf", holder.download, name="download"),
    path("cap-giay/", office.register, name="register"),
    path("cap-giay/cam-on/", thanks.thanks, name="thanks"),
    path("cap-giay/<str:code>/", office.entry, name="entry"),
    path("cap-giay/<str:code>/thu-hoi/", office.revoke, name="revoke"),
    path("cap-giay/<str:code>/cap-lai/", office.replace, name="replace"),
]
