"""Sessions behind the second lock: the web role can load one whose key it knows, and list none."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.http import HttpRequest

from fourleaf.kit import time
from fourleaf.kit.changes import of_session, touch
from fourleaf.kit.prepared import ask

SHARED = "shared_computer"
#: Minutes after which the session ends if nobody uses it; nothing where it may stay idle.
IDLE = "idle_minutes"
#: The page notes a use at most so often; the server waits that much longer.
SLACK = timedelta(minutes=1)


def is_shared(request: HttpRequest) -> bool:
    """Whether who signed in said that others use this computer as well: then nothing stays on it."""
    return bool(request.session.get(SHARED))


def digest(session_key: str) -> str:
    """What the table knows of a session key: its SHA-256 in hex."""
    return hashlib.sha256(session_key.encode()).hexdigest()


@dataclass(frozen=True)
class SignedIn:
    """One's session somewhere; `is_this` is the one that asks."""

    created_at: datetime
    expires_at: datetime
    is_this: bool


def own_sessions(session_key: str) -> list[SignedIn]:
    """Where the acting person is signed in, newest first."""
    rows = ask("select * from lock.own_sessions(%s)", [digest(session_key)])
    return [SignedIn(*row) for row in rows]


class SessionStore(SessionBase):
    """Django's session interface over `lock.session_*`. The data is signed by Django."""

    def load(self) -> dict[str, Any]:
        row = self._call("select lock.session_load(%s)", digest(self.session_key or ""))
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row)

    def exists(self, session_key: str) -> bool:
        return self._call("select lock.session_load(%s)", digest(session_key)) is not None

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        touch(of_session(digest(self.session_key)))
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        saved = self._call(
            "select lock.session_save(%s, %s, %s, %s)",
            digest(self.session_key),
            self.encode(data),
            self.get_expiry_date(),
            must_create,
        )
        if not saved:
            raise CreateError if must_create else UpdateError

    def extend(self) -> None:
        """Somebody uses it: an idle session ends that much later. Its pages in memory stay as they are."""
        if self.get(IDLE):
            self._call(
                "select lock.session_extend(%s, %s)", digest(self.session_key or ""), self.get_expiry_date()
            )

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """When the table lets go of it; the cookie itself lasts as long as any other."""
        minutes = self.get(IDLE)
        if minutes:
            return time.now() + timedelta(minutes=minutes) + SLACK
        ends: datetime = super().get_expiry_date(**kwargs)
        return ends

    def get_expire_at_browser_close(self) -> bool:
        """On a shared computer the cookie goes with the browser."""
        return bool(self.get(SHARED)) or super().get_expire_at_browser_close()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            touch(of_session(digest(key)))
            self._call("select lock.session_delete(%s)", digest(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Nothing to do by hand: saving a session sweeps the expired ones."""

    def _call(self, statement: str, *values: Any) -> Any:
        ((answer,),) = ask(statement, values)
        return answer
