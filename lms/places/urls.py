from django.urls import path

from lms.places import views

app_name = "places"

urlpatterns = [
    path("tim/", views.find, name="find"),
]
