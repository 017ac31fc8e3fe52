"""What people type."""


def one_line(text: str) -> str:
    """The same on one line, with one blank between words; without the character 0, which PostgreSQL does not take."""
    return " ".join(text.replace("\0", "").split())
