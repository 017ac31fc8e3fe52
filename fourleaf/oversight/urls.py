"""Addresses of oversight."""

from django.urls import path

from fourleaf.oversight.views import holding, records

urlpatterns = [
    path("", records.reading, name="oversight"),
    path("deeds/", records.deeds, name="oversight-deeds"),
    path("export/", records.take_out, name="oversight-export"),
    path("holds/", holding.holds, name="oversight-holds"),
    path("holds/<uuid:hold_id>/", holding.preserved, name="hold"),
    path("holds/<uuid:hold_id>/files/<uuid:preserved_id>/<int:place>/", holding.file, name="hold-file"),
    path("holds/<uuid:hold_id>/ending/", holding.ending, name="hold-ending"),
    path("alerts/", records.alerts, name="oversight-alerts"),
    path("alerts/<uuid:alert_id>/review/", records.review, name="alert-review"),
]
