"""All addresses."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("fourleaf.inbox.urls")),
    path("people/", include("fourleaf.people.urls")),
    path("spaces/", include("fourleaf.spaces.urls")),
    path("", include("fourleaf.conversation.urls")),
]
