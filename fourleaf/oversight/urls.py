"""Addresses of oversight."""

from django.urls import path

from fourleaf.oversight import views

urlpatterns = [
    path("", views.reading, name="oversight"),
    path("deeds/", views.deeds, name="oversight-deeds"),
    path("export/", views.take_out, name="oversight-export"),
    path("alerts/", views.alerts, name="oversight-alerts"),
    path("alerts/<uuid:alert_id>/review/", views.review, name="alert-review"),
]
