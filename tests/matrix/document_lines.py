"""The lines of the matrix that are about documents."""

from fourleaf.spaces.rights import Right
from tests.matrix.cells import SIGNED_IN, Cell, Line, by, fields, known_to_all, only
from tests.matrix.stage import GRANTEES, TITLE_WORD, Who

NOTHING = fields()
AUTHOR, STEWARD, GLASS = Who.AUTHOR, Who.STEWARD, Who.GLASS
SPACE, DOCUMENT = ("space",), ("document",)
READS = by(Right.READ, also=GRANTEES)
WRITES = by(Right.POST, also=[Who.SHOWN_TO_EDIT], told=(Who.SHOWN_TO_READ, Who.SHOWN_TO_COMMENT))
KEEPS = by(Right.STEER, also=[AUTHOR], told=GRANTEES)

DOCUMENT_LINES = [
    Line("document", "read it", "document", DOCUMENT, READS, row=("documents_document", "document")),
    Line(
        "document",
        "find it by searching",
        "search",
        (),
        READS,
        query={"q": TITLE_WORD},
        trace="document",
        row=("documents_document", "document"),
    ),
    Line("document", "see those of a space", "space-documents", SPACE, by(Right.READ), trace="document"),
    Line("document", "take a copy of it", "document-copy", DOCUMENT, READS, query={"as": "md"}),
    Line("document", "open it live", "document-ticket", DOCUMENT, READS | {GLASS: Cell.NO}),
    Line("document", "write in it, rename it", "document-title", DOCUMENT, WRITES, fields(title="Rails")),
    Line("document", "begin one", "document-new", (), known_to_all(*SIGNED_IN), fields(title="Rails")),
    Line("document", "move it to another space", "document-place", DOCUMENT, KEEPS),
    Line("document", "archive it", "document-archival", DOCUMENT, KEEPS, NOTHING),
    Line(
        "document",
        "withdraw it",
        "document-withdrawal",
        DOCUMENT,
        by(Right.WITHDRAW, also=[AUTHOR], told=GRANTEES),
        NOTHING,
    ),
    Line(
        "document",
        "show it to somebody",
        "show-to",
        ("kind document", "document"),
        by(Right.STEER, also=[AUTHOR], told=GRANTEES),
    ),
    Line(
        "document version",
        "see it",
        "document-revision",
        ("document", "1"),
        READS,
        row=("documents_revision", "version"),
    ),
    Line(
        "document version",
        "compare two",
        "document-comparison",
        DOCUMENT,
        READS,
        query={"from": "1", "to": "2"},
    ),
    Line(
        "document version",
        "keep one under a name",
        "document-revisions",
        DOCUMENT,
        WRITES,
        fields(name="Third"),
    ),
    Line(
        "document version",
        "restore it",
        "document-revision-restoration",
        ("document", "1"),
        WRITES,
        NOTHING,
    ),
    Line(
        "document version",
        "say whether it was major (its authors)",
        "document-revision-correction",
        ("document", "2"),
        only(AUTHOR, Who.MEMBER, told=(Who.READER, Who.GUEST, STEWARD, GLASS, *GRANTEES)),
        fields(is_major="yes", why="It is."),
    ),
]
