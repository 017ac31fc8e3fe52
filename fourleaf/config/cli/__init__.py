"""The command `fourleaf`."""

from fourleaf.config.cli.entry import main

__all__ = ["main"]
