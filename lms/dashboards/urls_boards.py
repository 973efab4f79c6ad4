"""Addresses of boards, below those of the dashboards."""

from django.urls import URLPattern, path

from lms.dashboards.services.boards import showing
from lms.dashboards.views_boards import boards, kept

KINDS = ("xlsx", "csv", "png")
HOMES = {
    showing.PROVINCE: ("bang/", "board"),
    showing.COMMUNE: ("bang/xa/<slug:key>/", "board-commune"),
    showing.TEAM: ("bang/to/<slug:key>/", "board-team"),
    showing.AGENCY: ("bang/co-quan/<str:key>/", "board-agency"),
}


def _files() -> list[URLPattern]:
    """A board as a file, in each kind and of each level."""
    return [
        path(
            f"{home}bang.{kind}",
            boards.export,
            {"level": level, "kind": kind},
            name=f"{name}-{kind}",
        )
        for level, (home, name) in HOMES.items()
        for kind in KINDS
    ]


urlpatterns = [
    path("bang/", boards.province, name="board"),
    path("bang/xa/<slug:key>/", boards.commune, name="board-commune"),
    path("bang/to/<slug:key>/", boards.team, name="board-team"),
    path("bang/co-quan/<str:key>/", boards.agency, name="board-agency"),
    *_files(),
    path("bang/luu/", kept.keep, name="board-keep"),
    path("bang/da-luu/", kept.listed, name="board-views"),
    path("bang/xem/<uuid:view_id>/", kept.look, name="board-view"),
    path("bang/da-luu/<uuid:view_id>/sua/", kept.change, name="board-view-change"),
    path("bang/da-luu/<uuid:view_id>/thoi-gui/", kept.stop, name="board-view-stop"),
    path("bang/da-luu/<uuid:view_id>/xoa/", kept.drop, name="board-view-drop"),
]
