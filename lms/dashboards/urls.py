"""Addresses of indicators and figures."""

from django.urls import path

from lms.dashboards import urls_targets, views

app_name = "dashboards"

urlpatterns = [
    *urls_targets.urlpatterns,
    path("so-lieu/", views.catalogue, name="catalogue"),
    path("so-lieu/dan-so/", views.population, name="population"),
    path("so-lieu/dan-so/mau.xlsx", views.population_model, name="population-model"),
    path("so-lieu/dan-so/<uuid:batch_id>/", views.population_file, name="population-file"),
    path(
        "so-lieu/dan-so/<uuid:batch_id>/khong-nhan.xlsx",
        views.population_refused,
        name="population-refused",
    ),
    path(
        "so-lieu/dan-so/<uuid:batch_id>/nhap/", views.population_confirm, name="population-confirm"
    ),
    path("so-lieu/dan-so/<uuid:batch_id>/bo/", views.population_cancel, name="population-cancel"),
    path("so-lieu/dan-so/<uuid:batch_id>/lay-lai/", views.population_undo, name="population-undo"),
    path(
        "so-lieu/dan-so/<uuid:batch_id>/thu-lai/", views.population_again, name="population-again"
    ),
]
