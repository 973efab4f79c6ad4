"""Addresses of the app that works without a network."""

from django.urls import path

from lms.pwa import views

app_name = "pwa"

urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("da-tai/", views.kept, name="kept"),
]
