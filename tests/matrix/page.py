"""docs/reference/access-matrix.md, written from the lines: `python -m tests.matrix`."""

from pathlib import Path

from tests.matrix.calls import CALLS
from tests.matrix.lines import LINES
from tests.matrix.stage import Who

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "access-matrix.md"
HEAD = """# Who may do what

This page is written from `tests/matrix/lines.py` (`python -m tests.matrix`); a test fails when it is old. Each of its
{cells} cells is tried by a test of its own: over HTTP as that person and, where a row of the database is what is to be
read, under row-level security too. What can be done over the API as well bears a star, and is tried there once more
with a token of that person, {calls} times in all: the answer must be the same. What a role may do in a space comes from
[the one table of rights](rights.md).

It is about a hidden space, and one thing of each kind in it. Whoever has not signed in is asked to at every address,
whether or not there is anything.

- **yes**: it works.
- **no**: they know of it, and are told that it is not theirs to do (403).
- **–**: not even that there is such a thing (404, or no trace of it on the page).

| column | who that is |
| --- | --- |
{columns}

"""
COLUMNS = {
    "outsider": "staff who have nothing to do with the space; patients and relatives find no more than they",
    "reader": "belongs, as reader",
    "guest": "belongs until a last day, as guest",
    "member": "belongs, as member",
    "author": "belongs, as member, and wrote post and poll, began the document and its review, sent the file and the"
    " post that waits",
    "steward": "belongs, as steward, and made the announcement",
    "shown to read": "does not belong; thread and document are shown to them, to read",
    "shown to comment": "the same, to read, reply, react and comment",
    "shown to edit": "the same, as editor (of threads nobody can be made that today; of documents they can)",
    "break-glass": "does not belong, and has opened the space in an emergency",
    "privacy officer": "does not belong, and watches over the records of reading",
}


def written() -> str:
    """The whole page."""
    signed_in = [who for who in Who if who is not Who.STRANGER]
    assert list(COLUMNS) == signed_in
    columns = "\n".join(f"| {name} | {said} |" for name, said in COLUMNS.items())
    lines = []
    before = ""
    for line in LINES:
        if line.thing != before:
            before = line.thing
            titles = " | ".join(signed_in)
            lines += [f"## {before.capitalize()}\n", f"| | {titles} |", "| --- " * (len(signed_in) + 1) + "|"]
        cells = " | ".join(line.cells[who] for who in signed_in)
        ends = line is LINES[-1] or LINES[LINES.index(line) + 1].thing != before
        act = f"{line.act} *" if line.id in CALLS else line.act
        lines.append(f"| {act} | {cells} |" + ("\n" if ends else ""))
    many, also = (len(each) * len(signed_in) for each in (LINES, CALLS))
    head = HEAD.format(cells=many, calls=also, columns=columns)
    return head + "\n".join(lines).rstrip() + "\n"
