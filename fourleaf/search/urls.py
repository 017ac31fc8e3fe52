"""Addresses of search."""

from django.urls import path

from fourleaf.search import views

urlpatterns = [
    path("", views.search, name="search"),
    path("completions/", views.complete, name="search-completions"),
]
