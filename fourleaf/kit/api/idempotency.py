"""A write that is sent again is done once: the answer is kept for a day beside the deed, in its transaction.

`Idempotency-Key` as draft-ietf-httpapi-idempotency-key-header-07 says. What a refused request asked for was not done,
so its key stays free.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast
from uuid import UUID, uuid5

from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view

from fourleaf.kit import time
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.problems import Problem, fault
from fourleaf.kit.turns import take_turns

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_FOR = timedelta(days=1)
_KEY = re.compile(r'"?([!#-\[\]-~]{1,255})"?')  # a structured string (RFC 9651), or the same without quotes
_PERSONS_KEY = UUID("8ff62d2c-9c36-5c6e-a0a5-6f5c35f06a51")  # the name space of keys that are no UUIDs

FIND = "select digest, status, body from kit_keptanswer where person_id = %s and key = %s and at > %s"
FORGET = "delete from kit_keptanswer where person_id = %s and at <= %s"
KEEP = """
insert into kit_keptanswer (person_id, key, digest, status, body, at) values (%s, %s, %s, %s, %s, %s)
"""

Run = Callable[..., HttpResponse]


def key_of(request: HttpRequest) -> UUID | None:
    """The key that the request carries; a text that is no UUID is made one, the same for the same text."""
    text = request.headers.get(HEADER)
    if text is None:
        return None
    found = _KEY.fullmatch(text.strip())
    if found is None:
        detail = "A key is 1 to 255 printable characters; a UUID is best."
        raise Problem(422, detail, errors=[fault(detail, "header", HEADER)])
    try:
        return UUID(found[1])
    except ValueError:
        return uuid5(_PERSONS_KEY, found[1])


def forget_old() -> None:
    """Drop the answers of people who have sent no key since; for the worker, whose role sees all of them."""
    with connection.cursor() as cursor:
        cursor.execute("delete from kit_keptanswer where at <= %s", [time.now() - KEPT_FOR])


def key_reused() -> Problem:
    """422: this key has been used for something else."""
    detail = "This key was used for another request. Send it again with a key of its own."
    return Problem(422, detail, errors=[fault(detail, "header", HEADER)])


def _once(run: Run) -> Run:
    @wraps(run)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        key = key_of(request)
        if key is None:
            return run(request, **values)
        person, digest = cast(ApiRequest, request).bearer.person, _digest(request)
        take_turns("api key", person, key)
        oldest = time.now() - KEPT_FOR
        with connection.cursor() as cursor:
            cursor.execute(FORGET, [person, oldest])
            cursor.execute(FIND, [person, key, oldest])
            kept = cursor.fetchone()
        if kept:
            return _replayed(kept, digest)
        response = run(request, **values)
        if response.status_code < 400:
            with connection.cursor() as cursor:
                text = response.content.decode()
                cursor.execute(KEEP, [person, key, digest, response.status_code, text, time.now()])
        return response

    return answer


#: For an operation that makes something: `@router.post(…)`, then `@once`.
once = decorate_view(_once)


def _replayed(kept: tuple[str, int, str], digest: str) -> HttpResponse:
    was, status, body = kept
    if was != digest:
        raise key_reused()
    return HttpResponse(
        body, status=status, content_type="application/json; charset=utf-8", headers={REPLAYED: "true"}
    )


def _digest(request: HttpRequest) -> str:
    """What makes a request the same: where it goes and all that it says."""
    said = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            said.update(repr((name, values)).encode())
        for name, file in sorted(request.FILES.items()):
            said.update(repr((name, getattr(file, "name", ""))).encode())
            for chunk in file.chunks():  # type: ignore[union-attr]
                said.update(chunk)
    else:
        said.update(request.body)
    return said.hexdigest()
