"""Addresses of targets and reporting periods, below those of the dashboards."""

from django.urls import path

from lms.dashboards.views_targets import answering, giving, lists, periods

urlpatterns = [
    path("chi-tieu/", lists.home, name="targets"),
    path("chi-tieu/giao/", giving.assign, name="target-assign"),
    path("chi-tieu/xa/<slug:code>/", lists.commune, name="targets-commune"),
    path("chi-tieu/co-quan/<str:code>/", lists.agency, name="targets-agency"),
    path("chi-tieu/to/<slug:code>/", lists.team, name="targets-team"),
    path("chi-tieu/ky/", periods.periods, name="periods"),
    path("chi-tieu/ky/<uuid:period_id>/", periods.period, name="period"),
    path("chi-tieu/ky/<uuid:period_id>/dong/", periods.close, name="period-close"),
    path("chi-tieu/ky/<uuid:period_id>/khoa/", periods.lock, name="period-lock"),
    path("chi-tieu/ky/<uuid:period_id>/mo-lai/", periods.reopen, name="period-reopen"),
    path("chi-tieu/<uuid:target_id>/", giving.target, name="target"),
    path("chi-tieu/<uuid:target_id>/phan-bo/", giving.break_down, name="target-break-down"),
    path("chi-tieu/<uuid:target_id>/nhan/", answering.accept, name="target-accept"),
    path("chi-tieu/<uuid:target_id>/xem-lai/", answering.dispute, name="target-dispute"),
    path("chi-tieu/<uuid:target_id>/tra-loi/", answering.settle, name="target-settle"),
    path("chi-tieu/<uuid:target_id>/dieu-chinh/", answering.change, name="target-change"),
    path("chi-tieu/<uuid:target_id>/rut/", answering.withdraw, name="target-withdraw"),
    path("chi-tieu/<uuid:target_id>/lay-lai/", answering.restore, name="target-restore"),
]
