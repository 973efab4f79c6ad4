"""Addresses of the home page, the search and the watchers."""

from django.urls import path

from lms.home import guide, health, inbox, lost_form, mine, searching, views

app_name = "home"

urlpatterns = [
    path("", views.home, name="home"),
    path("tim/", searching.find, name="find"),
    path("toi/", mine.mine, name="mine"),
    path("toi/tin/", inbox.notices, name="inbox"),
    path("toi/tin/nhac/", inbox.remind_me, name="remind-me"),
    path("huong-dan/xa-va-tinh/", guide.offices, name="guide"),
    path("gui-lai/", lost_form.lost_form, name="lost-form"),
    path("trinh-duyet/", views.browser, name="browser"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
