"""Whether a text holds what somebody typed."""

from fourleaf.people.search import folded


def fits(text: str, words: tuple[str, ...]) -> bool:
    """Every (folded) word begins a word of the text; case and accents do not count."""
    plain = f" {folded(text)}"
    return all(f" {word}" in plain for word in words)
