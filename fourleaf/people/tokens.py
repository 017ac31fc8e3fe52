"""Tokens behind the second lock: the web role learns whose a token is by showing it, and lists none but one's own."""

from fourleaf.kit.api.door import Bearer
from fourleaf.kit.api.scopes import Scope
from fourleaf.kit.prepared import ask
from fourleaf.people.models import Token

READ = Scope(Token.Scope.READ)
POSTS = Scope(Token.Scope.POSTS)
DOCUMENTS = Scope(Token.Scope.DOCUMENTS)
FILES = Scope(Token.Scope.FILES)
SPACES = Scope(Token.Scope.SPACES)
ME = Scope(Token.Scope.ME)


def bearer_of(digest: str) -> Bearer | None:
    """Whose token has this digest, if it is alive: as whom the transaction acts from now on. Notes that it was used."""
    for token, person, scopes, language in ask(
        "select token, person, scopes, language from lock.bearer(%s)", [digest]
    ):
        return Bearer(token, person, frozenset(scopes), language)
    return None
