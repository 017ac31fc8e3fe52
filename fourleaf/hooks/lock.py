"""The second lock of hooks: stewards make them, readers see that they are there, and a key leads to a bot alone."""

from fourleaf.kit.lock import AppLock, Covered, definer
from fourleaf.spaces.lock import where

# Whose hook is it? Asked by nobody in particular, with the digest of a secret of 256 bits. Only ever answers a bot.
HOOK_WITH = definer(
    "hook_with(key_digest text)",
    "table (incoming uuid, space uuid, bot uuid)",
    """
select i.id, i.space_id, i.bot_id
  from hooks_key k join hooks_incoming i on i.id = k.incoming_id join people_person p on p.id = i.bot_id
 where k.digest = key_digest and i.ended_at is null and p.kind = 'bot' and p.deactivated_at is null
""",
)

MADE_BY_ME = "by_id = (select lock.me()) and ended_at is null and ended_by_id is null"
# Else a steward could make an address that writes in somebody else's name.
OF_MY_BOT = (
    "exists (select 1 from people_person p where p.id = bot_id and p.kind = 'bot'"
    " and p.sponsor_id = (select lock.me()))"
)
ENDED_BY_ME = "ended_by_id = (select lock.me()) and ended_at is not null"
# A steward may change where it goes and what it tells, or end it; who made it, for which bot and where, nobody may.
CHANGED = f"((ended_at is null and ended_by_id is null) or ({ENDED_BY_ME}))"
OF_STEERED_INCOMING = (
    f"exists (select 1 from hooks_incoming i where i.id = incoming_id and i.{where('steer')})"
)
OF_STEERED_OUTGOING = (
    f"exists (select 1 from hooks_outgoing o where o.id = outgoing_id and o.{where('steer')})"
)
OF_READ_OUTGOING = "exists (select 1 from hooks_outgoing o where o.id = outgoing_id)"

LOCK = AppLock(
    tables=(
        Covered(
            "hooks_incoming",
            read=where("read"),
            insert=f"{where('steer')} and {MADE_BY_ME} and {OF_MY_BOT}",
            update=f"ended_at is null and {where('steer')}",
            becomes=f"{ENDED_BY_ME} and {where('steer')}",
            columns=("ended_at", "ended_by_id"),
        ),
        Covered(
            "hooks_key",
            read=OF_STEERED_INCOMING,
            insert=OF_STEERED_INCOMING,
            update=OF_STEERED_INCOMING,
            columns=("digest", "at"),
            delete=OF_STEERED_INCOMING,
        ),
        Covered(
            "hooks_outgoing",
            read=where("read"),
            insert=f"{where('steer')} and {MADE_BY_ME} and {OF_MY_BOT}",
            update=f"ended_at is null and {where('steer')}",
            becomes=f"{CHANGED} and {where('steer')}",
            columns=("host", "kinds", "with_text", "ended_at", "ended_by_id"),
        ),
        Covered(
            "hooks_target",
            read=OF_STEERED_OUTGOING,
            insert=OF_STEERED_OUTGOING,
            update=OF_STEERED_OUTGOING,
            columns=("url", "generation", "renewed_at"),
            delete=OF_STEERED_OUTGOING,
        ),
        Covered("hooks_stoppage", read=OF_READ_OUTGOING, delete=OF_STEERED_OUTGOING),
        Covered("hooks_delivery", read=OF_STEERED_OUTGOING),
    ),
    functions=(HOOK_WITH,),
)
