"""Addresses of reports."""

from django.urls import path

from lms.reports.views import (
    deciding,
    files,
    lists,
    paying,
    selfsaving,
    setting,
    tables,
    teams,
    writing,
)

app_name = "reports"
REPORT = "bao-cao/<uuid:round_id>/<uuid:unit_id>/"
ROUND = "bao-cao/dot/<uuid:round_id>/"

urlpatterns = [
    path("bao-cao/", lists.home, name="home"),
    path("bao-cao/xa/<slug:code>/", lists.commune, name="commune"),
    path("bao-cao/to/<slug:code>/", teams.month, name="team"),
    path("bao-cao/tinh/", lists.province, name="province"),
    path("bao-cao/bieu-mau/<slug:code>/", setting.form, name="form"),
    path("bao-cao/bang/<uuid:period_id>/", tables.tables, name="tables"),
    path("bao-cao/in/", files.order, name="file-order"),
    path("bao-cao/tep/<uuid:file_id>/", files.file, name="file"),
    path("bao-cao/tep/<uuid:file_id>/tai/", files.download, name="file-download"),
    path("bao-cao/tep/<uuid:file_id>/thu-lai/", files.again, name="file-again"),
    path("bao-cao/chi-tra/muc/<uuid:unit_id>/", paying.rate, name="pay-rate"),
    path("bao-cao/chi-tra/<uuid:unit_id>/", paying.commune, name="pay"),
    path("bao-cao/chi-tra/<uuid:unit_id>/<uuid:period_id>/", paying.sheet, name="pay-sheet"),
    path("bao-cao/chi-tra/<uuid:unit_id>/<uuid:period_id>/chot/", paying.freeze, name="pay-freeze"),
    path(ROUND, lists.round_, name="round"),
    path(f"{ROUND}nhac/", setting.remind, name="round-remind"),
    path(f"{ROUND}han/", setting.due, name="round-due"),
    path(REPORT, writing.report, name="report"),
    path(f"{REPORT}tu-luu/", selfsaving.save, name="report-save"),
    path(f"{REPORT}nop/", writing.submit, name="report-submit"),
    path(f"{REPORT}lay-lai/", writing.take_back, name="report-take-back"),
    path(f"{REPORT}tra-lai/", deciding.send_back, name="report-return"),
    path(f"{REPORT}duyet/", deciding.approve, name="report-approve"),
    path(f"{REPORT}so/", deciding.issue, name="report-issue"),
    path(f"{REPORT}mo-lai/", deciding.reopen, name="report-reopen"),
    path(f"{REPORT}ban/<int:number>/", deciding.version, name="report-version"),
]
