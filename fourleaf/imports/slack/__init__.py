"""Bring in the export of a Slack workspace: people, channels, messages. It can be run again without doubling."""

from fourleaf.imports.slack.command import add_arguments, import_export, run

__all__ = ["add_arguments", "import_export", "run"]
