"""What programs send that believe they speak to Slack: read, and made into our Markdown."""

from fourleaf.hooks.slack.messages import markdown_of
from fourleaf.hooks.slack.payloads import Unacceptable, payload_of

__all__ = ["Unacceptable", "markdown_of", "payload_of"]
