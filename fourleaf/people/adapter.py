"""How allauth behaves here: nobody signs themselves up, and addresses are compared in lower case."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """People come from the directory (`fourleaf import people`), not from a sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["email", "name"]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "Successfully signed in": the page itself says so."""
