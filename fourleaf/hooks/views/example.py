"""How to try an incoming webhook from a terminal."""

import json
import shlex
from urllib.parse import unquote

from django.utils.translation import gettext as _


def example(address: str) -> str:
    """A curl command that posts to the address."""
    message = json.dumps({"text": _("*Hello* from another program")}, ensure_ascii=False)
    return f"curl --json {shlex.quote(message)} \\\n  {unquote(address)}"
