"""How many things wait for somebody, counted by the database: on every page, hence not through the policies.

The queries are those of the list, as the ORM has them, each of which says itself what its person may read. Under the
policies of seventeen kinds of things the database would take longer over beginning than over counting.
"""

from fourleaf.inbox.waiting import keys_of
from fourleaf.kit.lock import definer
from fourleaf.kit.once import as_body
from fourleaf.people.models import Person
from fourleaf.spaces.lock import PLANNED_ONCE

STAFF = ", ".join(f"'{kind}'" for kind in Person.COLLEAGUES)


def _counted(kind: str) -> str:
    return f"select count(*) from ({as_body(keys_of, [Person(kind=kind)], ['reader'], 'instant')}) counted"


# To nobody but the person themselves, and to the role that no request has.
WAITING = definer(
    "waiting(reader uuid, instant timestamptz)",
    "bigint",
    f"""
begin
  if lock.is_bound() and reader is distinct from lock.me() then return 0; end if;
  if exists (select 1 from people_person p where p.id = reader and p.kind in ({STAFF})) then
    return ({_counted(Person.Kind.STAFF)});
  end if;
  return ({_counted(Person.Kind.PATIENT)});
end
""",
    language="plpgsql",
    settings=PLANNED_ONCE,
)
