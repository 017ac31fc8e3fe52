"""Where programs write to, with the answers that Slack would give.

Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, "Handling errors".
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fourleaf.hooks import actions, secrets
from fourleaf.hooks.slack import Unacceptable, payload_of
from fourleaf.kit.api.rates import Quota, rates
from fourleaf.kit.identity import become
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

LARGEST = 256 * 1024
#: As in Slack: bursts are taken, and in the long run about one message a second.
QUOTA = Quota("hook", 60)


@dataclass(frozen=True)
class Found:
    """Whose address it is: the hook, the space, and the bot that speaks."""

    incoming: UUID
    space: UUID
    bot: UUID


@csrf_exempt
@require_POST
def incoming(request: HttpRequest, key: str) -> HttpResponse:
    """A program says something. No session, no cookie: the secret in the address is all there is."""
    found = _found(key)
    if found is None:
        return _answer("no_service", 404)
    allowance = rates(settings.DATA).spend(found.incoming.bytes, QUOTA)
    if allowance.is_spent:
        return _answer("rate_limited", 429, {"Retry-After": allowance.retry_after})
    body = _body(request)
    if body is None:
        return _answer("invalid_payload", 413)
    become(found.bot)
    return _said(found, body)


def _said(found: Found, body: bytes) -> HttpResponse:
    """What the bot may do is asked of policy and database as of anybody else."""
    bot = Person.objects.get(pk=found.bot)
    space = (
        Space.objects.readable_by(bot)
        .select_related("archival", "planned_start")
        .filter(pk=found.space)
        .first()
    )
    if space is None:
        return _answer("action_prohibited", 403)
    if space.is_archived:
        return _answer("channel_is_archived", 410)
    try:
        actions.say(actor=bot, space=space, message=payload_of(body))
    except Unacceptable as refused:
        return _answer(refused.word, 400)
    except Refused:
        return _answer("action_prohibited", 403)
    except Invalid:
        return _answer("invalid_payload", 400)
    return _answer("ok", 200)


def _found(key: str) -> Found | None:
    with connection.cursor() as cursor:
        cursor.execute("select incoming, space, bot from lock.hook_with(%s)", [secrets.digest(key)])
        row = cursor.fetchone()
    return Found(*row) if row else None


def _body(request: HttpRequest) -> bytes | None:
    """The body, unless it is larger than any message."""
    try:
        body = request.body
    except RequestDataTooBig:
        return None
    return body if len(body) <= LARGEST else None


def _answer(word: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(word, status=status, content_type="text/plain; charset=utf-8", headers=headers)
