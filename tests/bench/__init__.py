"""The bench itself, in miniature."""
