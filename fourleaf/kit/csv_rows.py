"""Rows of a CSV text that people bring, with the lines on which they begin."""

import csv
import io
from collections.abc import Iterator


class RowError(Exception):
    """A row cannot be read: its quotation marks do not match, or a cell is `too_long`. `line` counts from 1."""

    def __init__(self, line: int, error: csv.Error) -> None:
        super().__init__(str(error))
        self.line = line
        self.too_long = "field larger" in str(error)


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank. Parted by commas, semicolons or tabs: what the first line has most of."""
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise RowError(line, error) from None
