"""Addresses of files."""

from django.urls import path

from fourleaf.conversation.views import files

urlpatterns = [
    path("", files.upload, name="files"),
    path("<uuid:attachment_id>/thumbnail", files.thumbnail, name="file-thumbnail"),
    path("<uuid:attachment_id>/removal/", files.remove, name="file-removal"),
    path("<uuid:attachment_id>/<str:name>", files.serve, name="file"),
]
