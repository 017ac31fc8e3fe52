"""The body of a request to an incoming webhook, as JSON or as a form with the field `payload`.

Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, whose error words are the answers.
"""

import json
from typing import Any
from urllib.parse import parse_qs

FORM = "payload="


class Unacceptable(Exception):
    """The message cannot be taken; `word` says why as Slack would."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def payload_of(body: bytes) -> dict[str, Any]:
    """The message in a body, whatever its content type claims; raises Unacceptable."""
    try:
        text = body.decode("utf-8").strip().lstrip("\ufeff")
        if text.startswith(FORM) or not text.startswith("{"):
            text = parse_qs(text, max_num_fields=50).get("payload", [""])[0]
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unacceptable("invalid_payload") from error
    if not isinstance(found, dict):
        raise Unacceptable("invalid_payload")
    return found
