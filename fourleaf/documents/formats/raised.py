"""Raised and lowered letters, which the schema has no mark for: 10⁹/L must never become 109/L."""

_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def raised(words: str) -> str:
    """The same raised: as letters that are, or behind a ^."""
    return _as_letters(words, _RAISED, "^")


def lowered(words: str) -> str:
    """The same lowered: as letters that are, or behind a _."""
    return _as_letters(words, _LOWERED, "_")


def _as_letters(words: str, letters: dict[int, int], sign: str) -> str:
    bare = words.replace("−", "-")
    if all(ord(letter) in letters for letter in bare):
        return bare.translate(letters)
    return f"{sign}({words})" if len(words) > 1 else f"{sign}{words}"
