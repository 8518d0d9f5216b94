"""Addresses of the project."""

from django.contrib import admin
from django.urls import include, path

handler400 = "treatments.pages.errors.bad_request"
handler403 = "treatments.pages.errors.forbidden"
handler404 = "treatments.pages.errors.not_found"
handler500 = "treatments.pages.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("treatments.urls")),
]
