"""Who lets whom write for them: given and taken back by leaders, and no post says more than that allows."""

from fourleaf.kit.lock import Covered, definer

# Whether `me` may write for this leader now.
WRITES_FOR = definer(
    "writes_for(leader uuid)",
    "boolean",
    "select exists (select 1 from conversation_delegation d join people_person p on p.id = d.leader_id"
    " where d.leader_id = leader and d.delegate_id = lock.me() and d.ended_at is null and p.deactivated_at is null)",
)

GIVEN = "leader_id = (select lock.me())"
CONCERNS = f"({GIVEN} or delegate_id = (select lock.me()))"
MY_POST = (
    "exists (select 1 from conversation_post p where p.id = post_id and p.author_id = (select lock.me()))"
)

TABLES = (
    Covered(
        "conversation_delegation",
        read=CONCERNS,
        insert=f"{GIVEN} and ended_at is null and delegate_id <> leader_id and lock.leads()",
        update=f"{CONCERNS} and ended_at is null",
        becomes=f"{CONCERNS} and ended_at is not null",
        columns=("ended_at",),
    ),
    Covered(
        "conversation_writtenfor",
        read="exists (select 1 from conversation_post p where p.id = post_id)",
        insert=f"{MY_POST} and lock.writes_for(leader_id)",
    ),
)
