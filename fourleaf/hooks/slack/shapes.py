"""Values out of JSON that somebody else wrote: what is not of the shape we know is as if it were not there."""

from typing import Any

#: Slack shortens longer texts too.
LONGEST = 40_000


def string(value: Any) -> str:
    """The text of a value, fit for any database; numbers count as text, everything else is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:LONGEST].encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def rows(value: Any) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def row(value: Any) -> dict[str, Any]:
    """An object."""
    return value if isinstance(value, dict) else {}


def web_address(value: Any) -> str:
    """An address that a reader may follow: http or https, else empty."""
    text = string(value).strip()
    return text if text.lower().startswith(("https://", "http://")) else ""
