"""The second lock of a person's own page: copies are asked for by who they are of, and made by the worker alone."""

from fourleaf.kit.lock import AppLock, Covered
from fourleaf.spaces.lock import MINE

LOCK = AppLock(
    tables=(
        Covered(
            "mine_copy",
            read=MINE,
            insert=f"{MINE} and steps = 0 and steps_of = 0 and size = 0 and done_at is null and failed_at is null"
            " and key is null and taken_at is null",
            update=f"{MINE} and taken_at is null",
            becomes=f"{MINE} and taken_at is not null",
            columns=("taken_at",),
        ),
        Covered(
            "mine_erasure",
            read=f"{MINE} or (select lock.holds('privacy_officer'))",
            insert=f"by_id = (select lock.me()) and ({MINE} or (select lock.holds('privacy_officer')))"
            " and done_at is null and refused_at is null and report = '[]'",
        ),
    )
)
