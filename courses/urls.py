"""Addresses of courses, their steps and their files."""

from django.urls import path, re_path

from courses.views import assets, learn

app_name = "courses"

urlpatterns = [
    path("khoa-hoc/<slug:code>/", learn.course, name="course"),
    path("hoc/<slug:public_id>/", learn.edition, name="edition"),
    path("hoc/<slug:public_id>/kiem-tra/", learn.final_test, name="test"),
    path("hoc/<slug:public_id>/xong/", learn.finish, name="finish"),
    path("hoc/<slug:public_id>/<slug:uid>/", learn.step, name="step"),
    re_path(
        r"^tep/(?P<sha256>[0-9a-f]{64})\.(?P<extension>[a-z0-9]{2,4})$", assets.asset, name="asset"
    ),
]
