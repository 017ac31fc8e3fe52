"""Addresses of a person's own page."""

from django.urls import path

from fourleaf.mine import views

urlpatterns = [
    path("", views.me, name="me"),
    path("looks/", views.looks, name="me-looks"),
    path("shown/", views.shown, name="me-shown"),
    path("work/", views.work, name="me-work"),
    path("sessions/", views.end_sessions, name="me-sessions"),
    path("clearing/", views.clear, name="me-clearing"),
    path("erasure/", views.erasure, name="me-erasure"),
    path("erasures/", views.erasures, name="erasures"),
    path("erasure/<uuid:person_id>/", views.erasure, name="erasure"),
    path("copies/", views.ask_copy, name="me-copies"),
    path("copies/<uuid:copy_id>/", views.fetch, name="copy"),
]
