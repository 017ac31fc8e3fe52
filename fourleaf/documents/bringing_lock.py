"""The second lock of files on their way to becoming documents: whose they are brings them, the worker does the rest."""

from fourleaf.kit.lock import Covered
from fourleaf.spaces.lock import MINE

OF_MINE = (
    "exists (select 1 from documents_bringing b where b.id = bringing_id and b.person_id = (select lock.me())"
)
TABLES = (
    Covered(
        "documents_bringing",
        read=MINE,
        insert=f"{MINE} and stage = 'waiting' and steps = 0 and steps_of = 0 and tries = 0 and document_id is null"
        " and done_at is null and failed_at is null and why = ''",
    ),
    Covered(
        "documents_broughtfile",
        read=f"{OF_MINE})",
        insert=f"{OF_MINE} and b.done_at is null and b.failed_at is null)",
    ),
)
