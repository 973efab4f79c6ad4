"""The API, version 1, for our own pages; it publishes no description of itself."""

from django.urls import path, re_path
from ninja import NinjaAPI

from lms.api import errors, field, learning, locks, photos, placement

api = NinjaAPI(title="Học số", version="1", docs_url=None, openapi_url=None, urls_namespace="api")
api.add_router("/learning", learning.router)
api.add_router("/placement", placement.router)
api.add_router("/field/photos", photos.router)
api.add_router("/field/lock", locks.router)
api.add_router("/field", field.router)
errors.install(api)

urlpatterns = [
    path("v1/", api.urls),
    re_path(r"^(.*)$", errors.missing),
]
