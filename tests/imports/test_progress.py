"""How far a long import is."""

import io

from fourleaf.imports.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with progress("Posts", 3000, stream) as step:
        step(1000)
        step(2000)
    assert stream.getvalue().startswith("Posts: 3,000 of 3,000, ")
    assert stream.getvalue().count("\n") == 1


def test_a_bar_on_a_terminal() -> None:
    stream = Terminal()
    with progress("Posts", 3000, stream) as step:
        step(1000)
        step(2000)
    assert "3000/3000" in stream.getvalue()
