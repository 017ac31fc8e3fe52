"""A program of its own: sets `page.typ` in a folder as `out.pdf`, with so much memory and time and no more.

Run as a file (`python typesetting.py FOLDER FONTS SECONDS`), so that it starts without the rest of Fourleaf.
"""

import resource
import sys
from pathlib import Path

import typst

MEMORY = 2 * 1024**3


def main(folder: str, fonts: str, seconds: str) -> None:
    """Limit oneself, then set the page."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    page, made = Path(folder, "page.typ"), Path(folder, "out.pdf")
    try:
        typst.compile(str(page), output=str(made), root=folder, font_paths=[fonts], pdf_standards=["ua-1"])
    except typst.TypstError:  # a letter that no font here has: tagged all the same, but not by the standard
        typst.compile(str(page), output=str(made), root=folder, font_paths=[fonts])


if __name__ == "__main__":
    main(*sys.argv[1:])
