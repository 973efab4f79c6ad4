"""Addresses of courses, their steps and their files."""

from django.urls import path, re_path

from courses.views import assets, duties, learn, packages, paper, placement, procedures, sayings

app_name = "courses"

urlpatterns = [
    path("co-quan/", duties.mine, name="agencies"),
    path("co-quan/<str:code>/", duties.agency, name="agency"),
    path("co-quan/<str:code>/giao/", duties.assign, name="duty-assign"),
    path("co-quan/<str:code>/viec-hoc/<uuid:rule_id>/", duties.rule, name="duty-rule"),
    path("co-quan/<str:code>/viec-hoc/<uuid:rule_id>/bo/", duties.cancel, name="duty-cancel"),
    path("co-quan/<str:code>/viec-hoc/<uuid:rule_id>/xuat.xlsx", duties.export, name="duty-export"),
    path("thu-suc/", placement.sheet, name="placement"),
    path("thu-suc/<int:number>/", placement.sheet, name="placement-round"),
    path("toi/thu-suc/", placement.result, name="placement-result"),
    path("toi/cau-hoi/", sayings.mine, name="questions-mine"),
    path("thu-tuc/", procedures.listing, name="procedures"),
    re_path(r"^thu-tuc/(?P<code>[0-9A-Za-z.-]{1,40})/$", procedures.card, name="procedure"),
    path("khoa-hoc/<slug:code>/", learn.course, name="course"),
    path("hoc/<slug:public_id>/", learn.edition, name="edition"),
    path("hoc/<slug:public_id>/kiem-tra/", learn.final_test, name="test"),
    path("hoc/<slug:public_id>/xong/", learn.finish, name="finish"),
    path("hoc/<slug:public_id>/gop-y/", learn.say, name="say"),
    path("hoc/<slug:public_id>/on-lai/", learn.refresher, name="refresher"),
    path(
        "hoc/<slug:public_id>/on-lai/xong/", learn.refresher, {"end": "end"}, name="refresher-end"
    ),
    path("hoc/<slug:public_id>/on-lai/<int:number>/", learn.refresher_step, name="refresher-step"),
    path("hoc/<slug:public_id>/in/", paper.poster, name="poster"),
    path("hoc/<slug:public_id>/in/<int:number>/", paper.card, name="card"),
    path("hoc/<slug:public_id>/goi.json", packages.package, name="package"),
    re_path(
        r"^hoc/(?P<public_id>[-a-zA-Z0-9_]+)/goi/(?P<name>[0-9a-f]{64})$",
        packages.part,
        name="package-part",
    ),
    # As it stands on paper; thirteen signs name a step, a few figures count it.
    re_path(
        r"^hoc/(?P<public_id>[0-9a-zA-Z]+)/(?P<number>[0-9]{1,4})/?$",
        learn.numbered,
        name="step-numbered",
    ),
    # No longer than a name is: pages are kept under it.
    re_path(
        r"^hoc/(?P<public_id>[-a-zA-Z0-9_]+)/(?P<uid>[-a-zA-Z0-9_]{1,13})/$",
        learn.step,
        name="step",
    ),
    re_path(
        r"^tep/(?P<sha256>[0-9a-f]{64})\.(?P<extension>[a-z0-9]{2,4})$", assets.asset, name="asset"
    ),
]
