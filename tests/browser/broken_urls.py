"""The product's addresses, and some that answer with each of its error pages."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path

from lms import urls as product


def raising(error):
    def view(request):
        raise error

    return view


def too_often(request):
    return HttpResponse(render_to_string("429.html"), status=429)


urlpatterns = [
    path("hong/", raising(RuntimeError())),
    path("cam/", raising(PermissionDenied())),
    path("la/", raising(SuspiciousOperation())),
    path("to-qua/", raising(RequestDataTooBig())),
    path("nhieu-qua/", too_often),
    *product.urlpatterns,
]
handler400, handler500 = product.handler400, product.handler500
