"""Addresses for what phones could not send themselves."""

from django.urls import path

from lms.sync import views

app_name = "sync"

urlpatterns = [
    path("to/<slug:code>/gui-ho/", views.hand_over, name="hand-over"),
    path("toi/du-lieu/gui-ho/rut/", views.withdraw, name="withdraw"),
]
