"""How allauth behaves here: nobody signs themselves up, and who comes and goes is written down."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fourleaf.people import actions
from fourleaf.people.idle import minutes_for
from fourleaf.people.models import Person
from fourleaf.people.sessions import IDLE, SHARED


class Adapter(DefaultAccountAdapter):
    """People come from the directory (`fourleaf import people`), not from a sign-up page."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail or the password is not right. Nothing was changed."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password until now."),
        "too_many_login_attempts": _("There were too many attempts. Try again in five minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail leads to the address in the settings, whatever host the request named."""
        address = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.PUBLIC_URL}{address.path}"

    def get_user_search_fields(self) -> list[str]:
        return ["email", "name"]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "Successfully signed in": the page itself says so."""

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        if request.POST.get("shared"):
            request.session[SHARED] = True
        if minutes := minutes_for(user, is_shared=bool(request.POST.get("shared"))):
            request.session[IDLE] = minutes
        actions.sign_in(actor=user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Person):
            actions.sign_out(actor=request.user)
        super().logout(request)

    def set_password(self, user: Person, password: str) -> None:
        actions.set_password(actor=user, person=user, password=password)
