"""Addresses of what everybody may read."""

from django.urls import path

from lms.dashboards import views_public as public

urlpatterns = [
    path("cong-khai/", public.province, name="public"),
    path("cong-khai/so-lieu.csv", public.province_table, name="public-table"),
    path("cong-khai/<slug:key>/", public.commune, name="public-commune"),
    path("cong-khai/<slug:key>/so-lieu.csv", public.commune_table, name="public-commune-table"),
]
