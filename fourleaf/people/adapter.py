"""How allauth behaves here: nobody signs themselves up, and who comes and goes is written down."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from fourleaf.people import actions
from fourleaf.people.models import Person


class Adapter(DefaultAccountAdapter):
    """People come from the directory (`fourleaf import people`), not from a sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["email", "name"]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "Successfully signed in": the page itself says so."""

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        actions.sign_in(actor=user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Person):
            actions.sign_out(actor=request.user)
        super().logout(request)

    def set_password(self, user: Person, password: str) -> None:
        actions.set_password(actor=user, person=user, password=password)
