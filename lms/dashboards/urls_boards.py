"""Addresses of boards, below those of the dashboards."""

from django.urls import path

from lms.dashboards.views_boards import boards

urlpatterns = [
    path("bang/", boards.province, name="board"),
    path("bang/xa/<slug:key>/", boards.commune, name="board-commune"),
    path("bang/to/<slug:code>/", boards.team, name="board-team"),
]
