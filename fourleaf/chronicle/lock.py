"""The second lock of the chronicle: append-only, each person writes only their own deeds."""

from fourleaf.kit.lock import AppLock, Covered, Sealed, definer

NEXT_SEQUENCE = definer(
    "next_sequence(space uuid, count bigint default 1)",
    "bigint",
    "insert into chronicle_stream as s (space_id, last) values (space, count) "
    "on conflict (space_id) do update set last = s.last + count returning last",
    kind="volatile",
)

LOCK = AppLock(
    tables=(
        Covered(
            "chronicle_entry",
            read="space_id = any((select lock.spaces_where('read'))::uuid[]) or actor_id = (select lock.me())",
            insert="actor_id is not distinct from (select lock.me())",
        ),
        Sealed("chronicle_stream", "numbers are given out by lock.next_sequence alone"),
    ),
    functions=(NEXT_SEQUENCE,),
)
