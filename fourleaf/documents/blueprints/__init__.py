"""What a new document can begin with: the organisation's blueprints, kept as Markdown beside this file.

Quotes in them are guidance for the writer, in plain words; whoever writes replaces them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.tree.schema import Tree


@dataclass(frozen=True)
class Blueprint:
    """One kind of document. `is_for_patients`: its page shows how hard the text is to read."""

    key: str
    name: Any
    about: Any
    is_for_patients: bool = False

    def tree(self) -> Tree:
        """The text that a document of this kind begins with. Not to be changed in place."""
        return _read(self.key)


BLUEPRINTS = {
    each.key: each
    for each in (
        Blueprint(
            "care_pathway", _("Care pathway"), _("Who does what, when, with doses and when to call for help.")
        ),
        Blueprint("handbook_chapter", _("Handbook chapter"), _("How something is done here, step by step.")),
        Blueprint("policy", _("Policy"), _("A rule, whom it binds, and how we see that it works.")),
        Blueprint("meeting_notes", _("Meeting notes"), _("What was decided, and who does what by when.")),
        Blueprint(
            "patient_leaflet",
            _("Patient leaflet"),
            _("For patients and families, with a meter of how hard it is to read."),
            is_for_patients=True,
        ),
    )
}


@cache
def _read(key: str) -> Tree:
    return from_markdown((Path(__file__).parent / f"{key}.md").read_text("utf-8"))
