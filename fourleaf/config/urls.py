"""All addresses."""

from django.urls import include, path

from fourleaf.config.api import api
from fourleaf.oversight.views.records import agreement
from fourleaf.people.views import language

urlpatterns = [
    path("api/v1/", api.urls),
    path("accounts/", include("fourleaf.people.accounts")),
    path("", include("fourleaf.inbox.urls")),
    path("me/", include("fourleaf.mine.urls")),
    path("people/", include("fourleaf.people.urls")),
    path("language/", language, name="language"),
    path("agreement/", agreement, name="agreement"),
    path("oversight/", include("fourleaf.oversight.urls")),
    path("spaces/", include("fourleaf.spaces.urls")),
    path("sheet/", include("fourleaf.sheet.urls")),
    path("search/", include("fourleaf.search.urls")),
    path("teams/", include("fourleaf.adoption.urls")),
    path("", include("fourleaf.sharing.urls")),
    path("", include("fourleaf.hooks.urls")),
    path("", include("fourleaf.conversation.urls")),
    path("", include("fourleaf.documents.urls")),
    path("files/", include("fourleaf.conversation.file_urls")),
]
