"""The second lock of documents, and the functions that number their updates."""

from fourleaf.documents import arriving_lock, bringing_lock, commenting_lock, reviewing_lock
from fourleaf.documents.terms_lock import (
    GOES,
    MINE_TO_JUDGE,
    OF_READABLE,
    OPEN_FOR_WRITING,
    of_kept,
    of_same,
)
from fourleaf.kit.lock import AppLock, Covered, definer
from fourleaf.sharing.lock import HOLDS
from fourleaf.spaces.lock import BY_ME, MINE, STANDING, where
from fourleaf.spaces.rights import VISITOR, Right, roles_with

READABLE = where("read")
OF_READABLE_SOURCE = "exists (select 1 from documents_document d where d.id = source_id)"


def roles(right: Right) -> str:
    """SQL: the roles that carry the right."""
    return "array[" + ", ".join(f"'{role.value}'" for role in roles_with(right)) + "]"


VISITORS_READ = str(Right.READ in VISITOR).lower()

THING_DOCUMENT = definer(
    "thing_document(wanted uuid)",
    "table (space_id uuid, owner_id uuid)",
    """
select d.space_id, d.made_by_id from documents_document d where d.id = wanted
   and not exists (select 1 from documents_withdrawal w where w.document_id = d.id)
""",
)

MAY_WRITE = definer(
    "may_write(document uuid)",
    "boolean",
    f"""
select exists (select 1 from documents_document d where d.id = document and {OPEN_FOR_WRITING} and (
  d.space_id = any(lock.spaces_where('post')) or d.id = any(lock.granted('document', 'editor'))))
""",
)

# Whom of these people each of these documents is open to, and whether to write; for the rooms of the gateway.
DOCUMENT_RIGHTS = definer(
    "document_rights(documents uuid[], people uuid[])",
    "table (document_id uuid, person_id uuid, writes boolean)",
    f"""
with asked as (
  select d.id, d.space_id, s.access, p.id as person, p.kind in ('staff', 'bot') as is_staff,
         {OPEN_FOR_WRITING} as is_open
    from unnest(documents, people) q(document, reader)
    join documents_document d on d.id = q.document join spaces_space s on s.id = d.space_id
    join people_person p on p.id = q.reader and p.deactivated_at is null
   where not exists (select 1 from documents_withdrawal w where w.document_id = d.id)
), held as (
  select q.id, q.person, m.role = any({roles(Right.POST)}) as writes from asked q
    join spaces_membership m on m.space_id = q.space_id and m.person_id = q.person and {STANDING}
   where m.role = any({roles(Right.READ)})
  union all
  select q.id, q.person, false from asked q where q.access = 'open' and q.is_staff and {VISITORS_READ}
  union all
  select q.id, q.person, g.role = 'editor' from asked q
    join sharing_grant g on g.kind = 'document' and g.object_id = q.id and {HOLDS}
    join lock.reached_pairs(array(
      select g.id from sharing_grant g where g.kind = 'document' and g.object_id = any(documents) and {HOLDS})) r
      on r.grant_id = g.id and r.person_id = q.person
)
select h.id, h.person, bool_or(h.writes and q.is_open)
  from held h join asked q on q.id = h.id and q.person = h.person group by 1, 2
""",
)

# Numbers and keeps updates, those of each document in the order given and without a gap, whichever process asks. What
# is archived or withdrawn by now takes none. Answers the number before the first new one, of each that took them. It
# is on disk when this commits, also where the asking role trusts to luck otherwise.
ACCEPT_UPDATES = definer(
    "accept_updates(documents uuid[], people uuid[], updates bytea[], instant timestamptz)",
    "table (document_id uuid, before bigint)",
    f"""
#variable_conflict use_column
begin
  perform set_config('synchronous_commit', 'on', true);
  perform 1 from documents_document d where d.id = any(documents) order by d.id for no key update;
  return query
  with given as (
    select * from unnest(documents, people, updates) with ordinality as g(document, person, data, place)
  ), counted as (select g.document, count(*) as number from given g group by 1
  ), bumped as (
    update documents_document d set sequence = d.sequence + c.number, changed_at = instant
      from counted c where d.id = c.document and {OPEN_FOR_WRITING}
      returning d.id, d.sequence - c.number as before
  ), written as (
    insert into documents_documentupdate (document_id, number, person_id, data, at)
      select b.id, b.before + row_number() over (partition by g.document order by g.place), g.person, g.data, instant
        from given g join bumped b on b.id = g.document
  )
  select b.id, b.before from bumped b;
end
""",
    language="plpgsql",
    kind="volatile",
)

# Whose these client ids are in these documents from now on: of whoever used them first.
BIND_WRITERS = definer(
    "bind_writers(documents uuid[], clients bigint[], people uuid[], instant timestamptz)",
    "table (document_id uuid, client bigint, person_id uuid)",
    """
#variable_conflict use_column
begin
  insert into documents_writer (document_id, client, person_id, at)
    select g.document, g.client, g.person, instant
      from unnest(documents, clients, people) as g(document, client, person)
     order by 1, 2 on conflict (document_id, client) do nothing;
  return query select w.document_id, w.client, w.person_id from documents_writer w
    join (select distinct * from unnest(documents, clients) as g(document, client)) g
      on g.document = w.document_id and g.client = w.client;
end
""",
    language="plpgsql",
    kind="volatile",
)

# Deletes updates that nothing is made from any more: a compaction, a version and who wrote what hold all that they did.
DISPOSE_UPDATES = definer(
    "dispose_updates(until timestamptz, most bigint)",
    "setof text",
    """
delete from documents_documentupdate u using (
  select o.document_id, o.number from documents_documentupdate o
    join documents_document d on d.id = o.document_id
    join documents_documentstate s on s.document_id = o.document_id and s.upto >= o.number
    join documents_authorship a on a.document_id = o.document_id and a.upto >= o.number
   where o.at < until and not lock.is_held(array[o.person_id], d.space_id)
     and exists (select 1 from documents_revision r where r.document_id = o.document_id and r.upto >= o.number)
   limit most
) old where u.document_id = old.document_id and u.number = old.number
 returning u.document_id || ':' || u.number
""",
    kind="volatile",
)

# An update that a request makes: the same, for `me` alone.
ADD_UPDATE = definer(
    "add_update(document uuid, writer uuid, clients bigint[], content bytea, instant timestamptz)",
    "bigint",
    """
declare
  number bigint;
  places integer := cardinality(clients);
begin
  if lock.is_bound() and (writer is distinct from lock.me() or not lock.may_write(document)) then
    raise insufficient_privilege;
  end if;
  if exists (select 1 from lock.bind_writers(
      array_fill(document, array[places]), clients, array_fill(writer, array[places]), instant) b
    where b.person_id <> writer) then return null; end if;
  select a.before + 1 into number from lock.accept_updates(array[document], array[writer], array[content], instant) a;
  return number;
end
""",
    language="plpgsql",
    kind="volatile",
)

# Into another space, with all grants on it: who is shown it still is, and the stewards there can end that.
MOVE_DOCUMENT = definer(
    "move_document(document uuid, target uuid)",
    "boolean",
    f"""
begin
  if lock.is_bound() and not (target = any(lock.spaces_where('post')) and exists (
      select 1 from documents_document d where d.id = document and (
        d.made_by_id = lock.me() and d.space_id = any(lock.spaces_where('post'))
        or d.space_id = any(lock.spaces_where('steer'))
           and not exists (select 1 from spaces_space s where s.id = d.space_id and s.kind = 'direct')))) then
    raise insufficient_privilege;
  end if;
  update documents_document set space_id = target where id = document;
  update sharing_grant g set space_id = target where g.kind = 'document' and g.object_id = document and {HOLDS};
  return true;
end
""",
    language="plpgsql",
    kind="volatile",
)

# Where words that `me` wrote stand credited in other documents. Where that is, from what and by whom is told only as
# far as `me` may read the documents now.
MY_WORK = definer(
    "my_work()",
    "table (id uuid, at timestamptz, how text, words integer, document_id uuid, source_id uuid, by_id uuid)",
    """
with readable as (
  select d.id from documents_document d
   where d.id in (select unnest(array[c.document_id, c.source_id]) from documents_credit c
                   where c.author_id = lock.me())
     and (d.space_id = any(lock.spaces_where('read')) or d.id = any(lock.granted('document')))
)
select c.id, c.at, c.how, c.words, d.id, s.id, case when d.id is not null then c.by_id end
  from documents_credit c left join readable d on d.id = c.document_id left join readable s on s.id = c.source_id
 where c.author_id = lock.me()
""",
)

LOCK = AppLock(
    tables=(
        Covered(
            "documents_document",
            read=f"case when {READABLE} then true else id = any((select lock.granted('document'))::uuid[]) end",
            insert=f"made_by_id = (select lock.me()) and sequence = 0 and {where('post')}",
            update="lock.may_write(id)",
            columns=("title",),
        ),
        Covered(
            "documents_archival",
            read=OF_READABLE,
            insert=f"{BY_ME} and {of_kept('steer')}",
            delete=of_kept("steer"),
        ),
        Covered("documents_withdrawal", read=OF_READABLE, insert=f"{BY_ME} and {of_kept('withdraw')}"),
        Covered(
            "documents_documentupdate",
            read=OF_READABLE,
            delete=GOES.format(table="documents_documentupdate"),
        ),
        Covered(
            "documents_documentstate", read=OF_READABLE, delete=GOES.format(table="documents_documentstate")
        ),
        Covered("documents_writer", read=OF_READABLE),
        Covered(
            "documents_revision",
            read=OF_READABLE,
            insert=f"({BY_ME} or by_id is null and kind = 'automatic') and lock.may_write(document_id)",
            delete=GOES.format(table="documents_revision"),
        ),
        Covered(
            "documents_correction",
            read=OF_READABLE,
            insert=f"{BY_ME} and lock.may_write(document_id)"
            f" and {of_same('correction', 'revision', 'revision_id', MINE_TO_JUDGE)}",
            delete=GOES.format(table="documents_correction"),
        ),
        Covered("documents_authorship", read=OF_READABLE, delete=GOES.format(table="documents_authorship")),
        Covered(
            "documents_fingerprints", read=OF_READABLE, delete=GOES.format(table="documents_fingerprints")
        ),
        Covered(
            "documents_taking",
            read=f"(person_id = (select lock.me()) or blueprint <> '') and {OF_READABLE}",
            insert=f"person_id = (select lock.me()) and used_at is null and lock.may_write(document_id)"
            f" and (source_id is null or {OF_READABLE_SOURCE})",
        ),
        Covered("documents_credit", read=OF_READABLE),
        Covered(
            "documents_offer",
            read=f"writer_id = (select lock.me()) and {OF_READABLE} and {OF_READABLE_SOURCE}",
            update="writer_id = (select lock.me()) and answered_at is null and lock.may_write(document_id)",
            becomes="writer_id = (select lock.me()) and answered_at is not null and is_accepted is not null",
            columns=("answered_at", "is_accepted"),
        ),
        Covered(
            "documents_picture",
            read=OF_READABLE,
            insert="uploader_id = (select lock.me()) and lock.may_write(document_id)",
            update="lock.may_write(document_id)",
            columns=("at",),
            delete=GOES.format(table="documents_picture"),
        ),
        Covered("documents_contribution", read="person_id = (select lock.me())"),
        Covered("documents_notice", read=f"{MINE} and {OF_READABLE}"),
        *reviewing_lock.TABLES,
        *arriving_lock.TABLES,
        *bringing_lock.TABLES,
        *commenting_lock.TABLES,
    ),
    functions=(
        THING_DOCUMENT,
        MAY_WRITE,
        *commenting_lock.FUNCTIONS,
        DOCUMENT_RIGHTS,
        ACCEPT_UPDATES,
        BIND_WRITERS,
        ADD_UPDATE,
        DISPOSE_UPDATES,
        MOVE_DOCUMENT,
        MY_WORK,
        *arriving_lock.FUNCTIONS,
    ),
    system_only=(
        "document_rights(uuid[], uuid[])",
        "accept_updates(uuid[], uuid[], bytea[], timestamptz)",
        "bind_writers(uuid[], bigint[], uuid[], timestamptz)",
        "dispose_updates(timestamptz, bigint)",
        *arriving_lock.SYSTEM_ONLY,
    ),
)
