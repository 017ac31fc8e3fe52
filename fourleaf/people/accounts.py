"""The addresses under /accounts/: those of allauth's pages that are in use, in our face."""

from collections.abc import Callable
from typing import Any

from allauth.account import views
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, re_path

from fourleaf.people.idle import activity, idle, resume

SHARED_COOKIE = "shared"
YEAR = 365 * 24 * 3600

View = Callable[..., HttpResponseBase]


def answering(view: View) -> View:
    """The same view; a form that was not accepted is answered with 422 instead of 200."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        form = (response.context_data or {}).get("form") if isinstance(response, TemplateResponse) else None
        if form is not None and form.is_bound and not form.is_valid():
            response.status_code = 422
        return response

    return answer


def entering(view: View) -> View:
    """The sign-in page; the device remembers that it is a shared one, so that nobody after has to say so again."""

    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and request.user.is_authenticated:
            resume(request, response)
            if request.POST.get("shared"):
                response.set_cookie(
                    SHARED_COOKIE,
                    "1",
                    max_age=YEAR,
                    httponly=True,
                    samesite="Lax",
                    secure=settings.SECURE_SITE,
                )
            elif SHARED_COOKIE in request.COOKIES:
                response.delete_cookie(SHARED_COOKIE, samesite="Lax")
        return response

    return enter


def leaving(view: View) -> View:
    """Signing out; the browser empties all that it keeps of these pages, also where no script runs."""

    def leave(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    return leave


def absent(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
    """Pages that allauth knows and we do not have: signing up, further addresses."""
    raise Http404


urlpatterns = [
    path("login/", entering(answering(views.login)), name="account_login"),
    path("logout/", leaving(views.logout), name="account_logout"),
    path("activity/", activity, name="activity"),
    path("idle/", idle, name="idle"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", answering(views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", answering(views.password_change), name="account_change_password"),
    path("password/set/", answering(views.password_set), name="account_set_password"),
    path("password/reset/", answering(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        answering(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("signup/", absent, name="account_signup"),
    path("email/", absent, name="account_email"),
    path("confirm-email/", absent, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", absent, name="account_confirm_email"),
]
