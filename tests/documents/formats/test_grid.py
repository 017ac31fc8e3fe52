"""Tables laid out."""

from hypothesis import given
from hypothesis import strategies as st

from fourleaf.documents.formats.grid import MOST_COLUMNS, grid
from fourleaf.documents.tree.schema import Tree, node

SPAN = st.sampled_from([1, 1, 1, 2, 3, 1000])
CELL = st.builds(
    lambda kind, rows, columns: node(kind, node("paragraph"), rowspan=rows, colspan=columns),
    st.sampled_from(["tableCell", "tableHeader"]),
    SPAN,
    SPAN,
)
TABLES = st.lists(st.lists(CELL, max_size=5).map(lambda cells: node("tableRow", *cells)), max_size=6)


@given(TABLES.map(lambda rows: node("table", *rows)))
def test_every_place_is_taken_once(table: Tree) -> None:
    laid = grid(table)
    assert 1 <= laid.width <= MOST_COLUMNS
    taken = [
        (number + down, place.column + right)
        for number, row in enumerate(laid.rows)
        for place in row
        for down in range(place.rows)
        for right in range(place.columns)
    ]
    assert sorted(taken) == [(row, column) for row in range(len(laid.rows)) for column in range(laid.width)]
    if laid.is_headed:
        assert all(place.rows == 1 for place in laid.rows[0])


def test_a_cell_over_two_rows_pushes_the_next_ones_aside() -> None:
    cell = node("tableCell", node("paragraph"))
    tall = node("tableCell", node("paragraph"), rowspan=2)
    laid = grid(node("table", node("tableRow", tall, cell), node("tableRow", cell)))
    assert [[place.column for place in row] for row in laid.rows] == [[0, 1], [1]]
