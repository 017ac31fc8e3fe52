"""The second lock of oversight: all of it is the privacy officer's."""

from fourleaf.kit.lock import AppLock, Covered, View, definer

OFFICER = "(select lock.holds('privacy_officer'))"

# Names for the keys in records: the officer may not belong where these people and spaces are.
NAMES = definer(
    "overseen_names(keys uuid[])",
    "table (id uuid, name text, kind text)",
    """
select p.id, p.name::text, 'person' from people_person p where p.id = any(keys) and lock.holds('privacy_officer')
union all
select s.id, s.name::text, s.kind::text from spaces_space s where s.id = any(keys) and lock.holds('privacy_officer')
""",
)
# Somebody whom the officer may not see as a colleague: no more than it takes to have them erased.
OVERSEEN = definer(
    "overseen_person(key uuid)",
    "table (name text, kind text)",
    "select p.name::text, p.kind::text from people_person p where p.id = key and lock.holds('privacy_officer')",
)
FOUND = definer(
    "overseen_found(words text)",
    "table (id uuid)",
    """
select p.id from people_person p where lock.holds('privacy_officer') and strpos(lower(p.name), lower(words)) > 0
union all
select s.id from spaces_space s where lock.holds('privacy_officer') and s.name <> ''
   and strpos(lower(s.name), lower(words)) > 0
""",
)
# Asked by whatever erases or lets go, also on floors below this one.
IS_HELD = definer(
    "is_held(people uuid[], space uuid)",
    "boolean",
    "select exists (select 1 from oversight_legalhold h where h.ended_at is null"
    " and (h.person_id = any(people) or h.space_id = space))",
)
# What is about to be withdrawn, if a hold is on who said it or on where it stands; asked by floors below this one.
PRESERVE = definer(
    "preserve(made uuid, wanted text, thing uuid, instant timestamptz)",
    "void",
    """
insert into oversight_preserved (id, kind, object_id, space_id, author_id, said_at, by_id, at, words)
select made, 'post', p.id, p.space_id, p.author_id, p.at, lock.me(), instant, jsonb_build_object(
    'body', p.body,
    'versions', coalesce((select jsonb_agg(jsonb_build_object('at', r.at, 'body', r.body) order by r.at, r.id)
       from conversation_revision r where r.post_id = p.id), '[]'),
    'options', coalesce((select jsonb_agg(o.text order by o.place)
       from conversation_polloption o where o.poll_id = p.id), '[]'),
    'files', coalesce((select jsonb_agg(jsonb_build_object(
         'name', a.name, 'type', a.media_type, 'size', a.size, 'digest', a.digest) order by a.at, a.id)
       from conversation_attachment a where a.post_id = p.id), '[]'))
  from conversation_post p
 where wanted = 'post' and p.id = thing and lock.is_held(array[p.author_id], p.space_id)
   and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)
union all
select made, 'comment', c.id, d.space_id, c.author_id, c.at, lock.me(), instant,
       jsonb_build_object('body', c.body, 'quote', c.quote)
  from documents_comment c join documents_document d on d.id = c.document_id
 where wanted = 'comment' and c.id = thing and lock.is_held(array[c.author_id], d.space_id)
   and not exists (select 1 from documents_commentwithdrawal w where w.comment_id = c.id)
on conflict (object_id) do nothing
""",
    kind="volatile",
)
# Whether the bytes of a file are kept for what is preserved.
PRESERVES = definer(
    "preserves(digest text)",
    "boolean",
    "select exists (select 1 from oversight_preserved k"
    " where k.words->'files' @> jsonb_build_array(jsonb_build_object('digest', digest)))",
)
# Lets go what no hold is on any more; harmless, whoever asks.
RELEASE = definer(
    "release_preserved()",
    "setof uuid",
    "delete from oversight_preserved k where not lock.is_held(array[k.author_id], k.space_id) returning k.id",
    kind="volatile",
)
DISPOSE = definer(
    "dispose_access(until timestamptz, made_before uuid)",
    "setof uuid",
    """
delete from chronicle_access a where a.at < until and a.id < made_before
   and not lock.is_held(array[a.person_id, a.whose_id], a.space_id) returning a.id
""",
    kind="volatile",
)
EMPTY = definer(
    "empty_facts(until timestamptz, deeds text[])",
    "setof uuid",
    """
update chronicle_entry e set facts = '{}' where e.at < until and e.name = any(deeds) and e.facts <> '{}'
   and not lock.is_held(array[e.actor_id], e.space_id) returning e.id
""",
    kind="volatile",
)
DEEDS = """
select e.id, e.name, e.actor_id, e.space_id, e.at,
       case when e.facts->>'person' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            then (e.facts->>'person')::uuid end as whose_id,
       case when e.name = 'RecordsDisposed' then e.facts end as proof
  from chronicle_entry e where """

LOCK = AppLock(
    tables=(
        Covered(
            "oversight_alert",
            read=OFFICER,
            update=f"reviewed_at is null and {OFFICER}",
            becomes=f"{OFFICER} and reviewed_by_id = (select lock.me()) and reviewed_at is not null",
            columns=("reviewed_at", "reviewed_by_id", "note"),
        ),
        Covered(
            "oversight_legalhold",
            read=OFFICER,
            insert=f"{OFFICER} and by_id = (select lock.me()) and ended_at is null",
            update=f"ended_at is null and {OFFICER}",
            becomes=f"{OFFICER} and ended_by_id = (select lock.me()) and ended_at is not null",
            columns=("ended_at", "ended_by_id"),
        ),
        Covered("oversight_preserved", read=OFFICER),
    ),
    functions=(NAMES, OVERSEEN, FOUND, IS_HELD, PRESERVE, PRESERVES, RELEASE, DISPOSE, EMPTY),
    system_only=("dispose_access(timestamptz, uuid)", "empty_facts(timestamptz, text[])"),
    views=(View("oversight_deed", DEEDS + OFFICER, "rows for the privacy officer alone"),),
)
