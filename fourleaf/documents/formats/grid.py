"""A table laid out: every place taken once, by cells whose spans end where the table does."""

from dataclasses import dataclass

from fourleaf.documents.tree.schema import NODES, Tree, sound

#: No table is wider.
MOST_COLUMNS = 1000
_EMPTY: Tree = {"type": "tableCell", "content": [{"type": "paragraph"}]}


@dataclass(frozen=True)
class Placed:
    """A cell at its column (from 0), so many rows and columns large."""

    cell: Tree
    column: int
    rows: int
    columns: int

    @property
    def align(self) -> str | None:
        align: str | None = sound(NODES[self.cell["type"]], self.cell.get("attrs", {}))["align"]
        return align


@dataclass(frozen=True)
class Grid:
    """The rows of a table. The first is its head if `is_headed`: only headings, one row high."""

    width: int
    rows: list[list[Placed]]
    is_headed: bool


def grid(table: Tree) -> Grid:
    """This table laid out as a browser does, and then clipped and filled up so that it is a rectangle."""
    lines = [row.get("content", []) for row in table.get("content", [])]
    is_headed = bool(lines and lines[0]) and all(cell["type"] == "tableHeader" for cell in lines[0])
    free_from = [0] * MOST_COLUMNS
    rows = []
    for number, cells in enumerate(lines):
        left = 1 if is_headed and number == 0 else len(lines) - number
        rows.append(_row(cells, number, left, free_from))
    width = max((place.column + place.columns for row in rows for place in row), default=1)
    taken = [[False] * width for _ in rows]
    for number, row in enumerate(rows):
        for place in row:
            for line in taken[number : number + place.rows]:
                line[place.column : place.column + place.columns] = [True] * place.columns
    for row, line in zip(rows, taken, strict=True):
        row += [Placed(_EMPTY, column, 1, 1) for column in range(width) if not line[column]]
        row.sort(key=lambda place: place.column)
    return Grid(width, rows, is_headed)


def _row(cells: list[Tree], number: int, left: int, free_from: list[int]) -> list[Placed]:
    """The cells of a row in its free places; `free_from` has for each column the first row that is free."""
    placed: list[Placed] = []
    column = 0
    for cell in cells:
        while column < MOST_COLUMNS and free_from[column] > number:
            column += 1
        attrs = sound(NODES[cell["type"]], cell.get("attrs", {}))
        rows, columns = min(attrs["rowspan"], left), 0
        while (
            columns < attrs["colspan"]
            and column + columns < MOST_COLUMNS
            and free_from[column + columns] <= number
        ):
            free_from[column + columns] = number + rows
            columns += 1
        if columns:
            placed.append(Placed(cell, column, rows, columns))
        column += columns
    return placed
