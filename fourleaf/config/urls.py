"""All addresses."""

from django.urls import include, path

from fourleaf.people.views import language

urlpatterns = [
    path("accounts/", include("fourleaf.people.accounts")),
    path("", include("fourleaf.inbox.urls")),
    path("people/", include("fourleaf.people.urls")),
    path("language/", language, name="language"),
    path("spaces/", include("fourleaf.spaces.urls")),
    path("", include("fourleaf.conversation.urls")),
    path("files/", include("fourleaf.conversation.file_urls")),
]
