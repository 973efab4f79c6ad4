"""Addresses of indicators and figures."""

from django.urls import URLPattern, path

from lms.dashboards import urls_boards, urls_public, urls_targets
from lms.dashboards import views_boundaries as boundaries
from lms.dashboards.models import DataImport
from lms.dashboards.views import catalogue, entering, files, groups, indicator, wording

app_name = "dashboards"


def _file(home: str, kind: str) -> list[URLPattern]:
    """What can be done with one file, the same for each kind."""
    acts = {
        "": (files.file, "file"),
        "khong-nhan.xlsx": (files.refused, "refused"),
        "nhap/": (files.confirm, "confirm"),
        "bo/": (files.cancel, "cancel"),
        "lay-lai/": (files.undo, "undo"),
        "thu-lai/": (files.again, "again"),
    }
    return [
        path(f"{home}<uuid:batch_id>/{end}", view, {"kind": kind}, name=f"{kind}-{name}")
        for end, (view, name) in acts.items()
    ]


urlpatterns = [
    *urls_targets.urlpatterns,
    *urls_boards.urlpatterns,
    *urls_public.urlpatterns,
    path("so-lieu/", catalogue.catalogue, name="catalogue"),
    path("so-lieu/dan-so/", files.population, name="population"),
    path("so-lieu/dan-so/mau.xlsx", files.population_model, name="population-model"),
    *_file("so-lieu/dan-so/", DataImport.Kind.POPULATION.value),
    path("so-lieu/nganh/", files.figures, name="figures"),
    path("so-lieu/nganh/mau.xlsx", files.figures_model, name="figures-model"),
    *_file("so-lieu/nganh/", DataImport.Kind.FIGURES.value),
    path("so-lieu/ranh-gioi/", boundaries.boundaries, name="boundaries"),
    path("so-lieu/ranh-gioi/bo/", boundaries.remove, name="boundaries-remove"),
    path("so-lieu/nhap/", entering.sheet, name="entry-sheet"),
    path("so-lieu/duyet/", entering.waiting, name="entry-waiting"),
    path("so-lieu/duyet/<uuid:entry_id>/", entering.decide, name="entry-decide"),
    path("so-lieu/minh-chung/<uuid:entry_id>/", entering.evidence, name="entry-evidence"),
    path("so-lieu/nhom/<slug:code>/", groups.group, name="group"),
    path("so-lieu/doi-chieu/", groups.contribution, name="contribution"),
    path("so-lieu/nhom/<slug:code>/sua/", wording.group, name="group-wording"),
    path("so-lieu/chi-so/<slug:code>/", indicator.indicator, name="indicator"),
    path("so-lieu/chi-so/<slug:code>/sua/", wording.indicator, name="indicator-wording"),
]
