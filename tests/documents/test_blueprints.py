"""The organisation's blueprints."""

from pathlib import Path

import pytest

from fourleaf.documents import blueprints
from fourleaf.documents.blueprints import BLUEPRINTS, Blueprint
from fourleaf.documents.formats.marking import to_markdown
from fourleaf.documents.formats.pdf import to_pdf
from fourleaf.documents.tree.checking import faults
from fourleaf.documents.tree.level import level
from fourleaf.documents.tree.reading import nodes, outline, plain_text
from fourleaf.documents.tree.yjs import read, write

EACH = pytest.mark.parametrize("blueprint", BLUEPRINTS.values(), ids=list(BLUEPRINTS))


def test_each_file_is_a_blueprint() -> None:
    files = {path.stem for path in Path(blueprints.__file__).parent.glob("*.md")}
    assert files == BLUEPRINTS.keys()
    assert [each.key for each in BLUEPRINTS.values() if each.is_for_patients] == ["patient_leaflet"]


@EACH
def test_a_blueprint_fits_the_schema_and_survives_the_editor(blueprint: Blueprint) -> None:
    tree = blueprint.tree()
    assert not faults(tree)
    assert read(write(tree)) == tree
    assert to_markdown(tree) == (Path(blueprints.__file__).parent / f"{blueprint.key}.md").read_text()
    assert to_pdf(tree, str(blueprint.name)).startswith(b"%PDF")


@EACH
def test_a_blueprint_has_sections_and_guidance_in_plain_words(blueprint: Blueprint) -> None:
    tree = blueprint.tree()
    assert len(outline(tree)) >= 5
    quotes = [child for child, _ in nodes(tree) if child["type"] == "blockquote"]
    assert len(quotes) >= 2
    guidance = level({"type": "doc", "content": quotes}, "en")
    assert guidance
    assert guidance.grade is not None
    assert guidance.grade <= 8, plain_text({"type": "doc", "content": quotes})


def test_meeting_notes_have_decisions_and_tasks() -> None:
    kinds = [child["type"] for child, _ in nodes(BLUEPRINTS["meeting_notes"].tree())]
    assert kinds.count("decision") == 2
    assert kinds.count("taskItem") == 3
