"""Data keys and the second lock: the web role holds no table of them, and gets one wrapped key at a time."""

from fourleaf.kit.lock import AppLock, Sealed, definer

DATA_KEY = definer(
    "data_key(name uuid)",
    "table (wrapped bytea, outer_key text)",
    "select k.wrapped, k.outer_key::text from kit_datakey k"
    " where k.id = name and (not lock.is_bound() or lock.me() is not null)",
)

# Writers hold the shared lock until they commit, and a new key waits for them: nothing is sealed with an old key later.
PRESENT_DATA_KEY = definer(
    "present_data_key()",
    "uuid",
    """
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('data key', 0));
  return (select id from kit_datakey where retired_at is null);
end
""",
    language="plpgsql",
    kind="volatile",
)

FIRST_DATA_KEY = definer(
    "first_data_key(name uuid, bytes bytea, outer_name text, instant timestamptz)",
    "boolean",
    """
begin
  if lock.is_bound() and lock.me() is null then raise insufficient_privilege; end if;
  perform pg_advisory_xact_lock(hashtextextended('first data key', 0));
  insert into kit_datakey (id, wrapped, outer_key, made_at)
    select name, bytes, outer_name, instant where not exists (select from kit_datakey);
  return found;
end
""",
    language="plpgsql",
    kind="volatile",
)

LOCK = AppLock(
    tables=(Sealed("kit_datakey", "read one at a time by name, to unseal a value that one may read"),),
    functions=(DATA_KEY, PRESENT_DATA_KEY, FIRST_DATA_KEY),
)
