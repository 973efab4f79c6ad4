"""Addresses for what phones could not send themselves."""

from django.urls import path

from lms.sync import views

app_name = "sync"

urlpatterns = [
    path("to/<slug:code>/gui-ho/", views.hand_over, name="hand-over"),
    path("to/<slug:code>/doi-may/", views.phones_of_team, name="phones"),
    path("to/<slug:code>/doi-may/<uuid:device>/", views.phone_stop, name="phone-stop"),
    path("to/<slug:code>/doi-may/<uuid:device>/dung-lai/", views.phone_use, name="phone-use"),
    path("toi/du-lieu/gui-ho/rut/", views.withdraw, name="withdraw"),
]
