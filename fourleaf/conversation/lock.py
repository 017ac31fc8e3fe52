"""The second lock of conversations."""

from fourleaf.conversation import asking_lock, behalf_lock, news_lock
from fourleaf.conversation.facts_lock import FACTS_OF
from fourleaf.conversation.seen_lock import COPIED, SEEN
from fourleaf.kit.lock import AppLock, Covered, definer
from fourleaf.spaces.lock import MINE, STANDING, here, where

AUTHOR = "author_id = (select lock.me())"
BY_ME = "by_id = (select lock.me())"
READABLE = where("read")
#: Of a post that `me` may read, be it where it stands or by a grant.
OF_READABLE_POST = "exists (select 1 from conversation_post p where p.id = post_id)"
# The shape keeps the ordered index: grants are looked up once, and only when a row of another space is met.
OR_SHOWN = (
    f"case when {READABLE} then true else id = any((select lock.granted('post'))::uuid[])"
    " or coalesce(root_id, id) = any((select lock.granted('thread'))::uuid[]) end"
)
FILE_OR_SHOWN = (
    f"case when {READABLE} then true else id = any((select lock.granted('file'))::uuid[])"
    f" or {OF_READABLE_POST} end"
)


def of_post(right: str, and_author: bool = False) -> str:
    """SQL: the row's post lies in a space where `me` has the right (and is `me`'s own, if asked)."""
    own = " and p.author_id = (select lock.me())" if and_author else ""
    return (
        "exists (select 1 from conversation_post p where p.id = post_id and "
        f"p.space_id = any((select lock.spaces_where('{right}'))::uuid[]){own})"
    )


IS_ONES_TO_CHANGE = (
    f"{AUTHOR} and ({where('post')} or root_id is not null and lock.may_comment(root_id, space_id))"
)
STANDS_THERE = (
    "exists (select 1 from conversation_post p where p.id = conversation_mark.post_id"
    " and p.space_id = conversation_mark.space_id and p.sequence = conversation_mark.sequence)"
)
WITHDRAWN = "body = '' and html = ''"
# One's own reply in a thread that is shown to `me` to comment on.
OWN_COMMENT = (
    "exists (select 1 from conversation_post p where p.id = post_id and p.author_id = (select lock.me())"
    " and p.root_id is not null and lock.may_comment(p.root_id, p.space_id))"
)
MAY_CHANGE = f"({of_post('post', and_author=True)} or {OWN_COMMENT})"
MAY_WITHDRAW = f"({MAY_CHANGE} or {of_post('withdraw')})"

IS_WITHDRAWN = (
    "exists (select 1 from conversation_withdrawal w where w.post_id = conversation_revision.post_id)"
)

IS_ROOT_IN = definer(
    "is_root_in(root uuid, space uuid)",
    "boolean",
    "select exists (select 1 from conversation_post p where p.id = root and p.space_id = space and p.root_id is null)",
)

# Who is shown a thread to comment on may reply in it, while its space is written in.
MAY_COMMENT = definer(
    "may_comment(root uuid, space uuid)",
    "boolean",
    """
select root = any(lock.granted('thread', 'commenter')) and lock.is_root_in(root, space)
   and not exists (select 1 from spaces_archival a where a.space_id = space)
   and not exists (select 1 from spaces_plannedstart p where p.space_id = space)
""",
)
COMMENTABLE = (
    "exists (select 1 from conversation_post p where p.id = post_id"
    " and lock.may_comment(coalesce(p.root_id, p.id), p.space_id))"
)

# What can be shown to others (`sharing`): where it is, and whose it is. A thread is nobody's own.
THINGS = (
    definer(
        "thing_post(wanted uuid)",
        "table (space_id uuid, owner_id uuid)",
        """
select p.space_id, p.author_id from conversation_post p where p.id = wanted
   and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)
""",
    ),
    definer(
        "thing_thread(wanted uuid)",
        "table (space_id uuid, owner_id uuid)",
        "select p.space_id, null::uuid from conversation_post p where p.id = wanted and p.root_id is null",
    ),
    definer(
        "thing_file(wanted uuid)",
        "table (space_id uuid, owner_id uuid)",
        "select a.space_id, a.uploader_id from conversation_attachment a where a.id = wanted and a.post_id is not null",
    ),
)

# Only who can read a post can be mentioned in it.
READS = definer(
    "reads(person uuid, post uuid)",
    "boolean",
    f"""
select exists (
  select 1 from conversation_post c join spaces_space s on s.id = c.space_id join people_person p on p.id = person
   where c.id = post and p.deactivated_at is null and (
         s.access = 'open' and p.kind in ('staff', 'bot')
      or exists (select 1 from spaces_membership m where m.space_id = s.id and m.person_id = p.id and {STANDING})))
""",
)

# A stored fragment is emptied by whatever changes what it shows, in the same transaction and whoever does it. The
# triggers wait until the commit, when all other locks are taken: so nobody waits for a fragment while holding one.
RENEW = definer(
    "renew_fragments(posts uuid[])",
    "void",
    """
insert into conversation_fragment as f (post_id, space_id, version, made_by, html)
  select p.id, p.space_id, 1, '', '' from conversation_post p where p.id = any(posts) order by p.id
  on conflict (post_id) do update set version = f.version + 1, html = ''
""",
    kind="volatile",
)
RENEW_POST = definer(
    "renew_post()",
    "trigger",
    """
begin
  perform lock.renew_fragments(case tg_op
    when 'INSERT' then array[new.post_id] when 'DELETE' then array[old.post_id]
    else array[old.post_id, new.post_id] end);
  return null;
end
""",
    language="plpgsql",
    kind="volatile",
)
RENEW_THREAD = definer(
    "renew_thread()",
    "trigger",
    """
begin
  perform lock.renew_fragments(case tg_op
    when 'INSERT' then array[new.root_id] when 'DELETE' then array[old.root_id]
    else array[new.id, new.root_id] end);
  return null;
end
""",
    language="plpgsql",
    kind="volatile",
)
RENEW_POSTS_OF = definer(
    "renew_posts_of(people uuid[])",
    "void",
    """
select lock.renew_fragments(array(
    select id from conversation_post where author_id = any(people)
    union select root_id from conversation_post where author_id = any(people) and root_id is not null
    union select post_id from conversation_reaction where person_id = any(people)
    union select post_id from conversation_withdrawal where by_id = any(people)
    union select post_id from conversation_writtenfor where leader_id = any(people)))
""",
    kind="volatile",
)
RENEW_PERSON = definer(
    "renew_person()",
    "trigger",
    "begin perform lock.renew_posts_of(array[new.id]); return null; end",
    language="plpgsql",
    kind="volatile",
)
RENEW_SITE = definer(
    "renew_site()",
    "trigger",
    "begin perform lock.renew_posts_of(array(select id from people_person where site_id = new.id)); return null; end",
    language="plpgsql",
    kind="volatile",
)
# That it is shown to others stands on a post.
RENEW_SHOWN = definer(
    "renew_shown()",
    "trigger",
    "begin perform lock.renew_fragments(array[new.object_id]); return null; end",
    language="plpgsql",
    kind="volatile",
)
#: Tables whose rows a post shows; each names it in `post_id`.
SHOWN = tuple(
    f"conversation_{name}"
    for name in (
        "reaction",
        "mark",
        "resolution",
        "withdrawal",
        "revision",
        "attachment",
        "poll",
        "announcedpost",
        "reuse",
        "writtenfor",
    )
)
#: What a post shows of people and their sites.
FACE = ("kind", "name", "job_title", "site_id")
IS_ANOTHER_FACE = " or ".join(f"old.{column} is distinct from new.{column}" for column in FACE)


def _renew(function: str, event: str, table: str, when: str = "true") -> str:
    return (
        f"create constraint trigger {function}_{event.split()[0]} after {event} on {table} "
        f"deferrable initially deferred for each row when ({when}) execute function lock.{function}()"
    )


RENEWALS = (
    RENEW,
    RENEW_POST,
    RENEW_THREAD,
    RENEW_POSTS_OF,
    RENEW_PERSON,
    RENEW_SITE,
    RENEW_SHOWN,
    *(_renew("renew_post", "insert or update or delete", table) for table in SHOWN),
    _renew("renew_thread", "insert", "conversation_post", "new.root_id is not null"),
    _renew("renew_thread", "update or delete", "conversation_post"),
    _renew("renew_person", f"update of {', '.join(FACE)}", "people_person", IS_ANOTHER_FACE),
    _renew("renew_shown", "insert or update", "sharing_grant"),
    _renew("renew_site", "update of name", "people_site", "old.name is distinct from new.name"),
)

# Where one's own post of this key is, also in a space that one cannot read any more: keys are for one deed for ever.
# The same message sent four times at once comes here one by one: each sees what the one before it has done.
SENT_WITH = definer(
    "sent_with(author uuid, post_key uuid)",
    "table (space_id uuid, root_id uuid)",
    """
begin
  perform pg_advisory_xact_lock(hashtextextended('post key ' || author || ' ' || post_key, 0));
  return query select p.space_id, p.root_id from conversation_post p
    where p.author_id = author and p.key = post_key and (author = lock.me() or not lock.is_bound());
end
""",
    language="plpgsql",
    kind="volatile",
)

# All that a new post writes, in one go. It runs as whoever calls it, under each table's own policies, and may nothing
# that they could not do by themselves. From the entry's number to the commit whoever else writes in the space waits.
ADD_POST = """
create or replace function lock.add_post(actor uuid, place uuid, thread uuid, entry uuid, instant timestamptz,
  facts jsonb, post uuid, text text, markup text, written_at timestamptz, once uuid)
returns bigint language plpgsql volatile set search_path = public, pg_temp as $body$
declare
  number bigint;
begin
  delete from conversation_draft where person_id = actor and space_id = place and root_id is not distinct from thread;
  insert into chronicle_entry (id, name, actor_id, space_id, at, facts)
    values (entry, 'PostAdded', actor, place, instant, facts) returning sequence into number;
  insert into conversation_post (id, space_id, root_id, author_id, body, html, sequence, at, key)
    values (post, place, thread, actor, text, markup, number, written_at, once);
  insert into conversation_following as f (root_id, person_id, space_id, is_muted, read_to, newest, since)
    values (coalesce(thread, post), actor, place, false, number, 0, instant)
    on conflict (root_id, person_id) do update set read_to = greatest(f.read_to, excluded.read_to);
  return number;
end
$body$
"""

LOCK = AppLock(
    tables=(
        Covered(
            "conversation_post",
            read=OR_SHOWN,
            insert=f"{AUTHOR} and ({here('post')} and (root_id is null or lock.is_root_in(root_id, space_id))"
            " or lock.may_comment(root_id, space_id))",
            update=f"{IS_ONES_TO_CHANGE} or {where('withdraw')}",
            becomes=f"{IS_ONES_TO_CHANGE} or ({WITHDRAWN} and {where('withdraw')})",
            columns=("body", "html"),
        ),
        Covered(
            "conversation_revision",
            read=f"({of_post('read')} or {OWN_COMMENT})",  # whoever is shown a post sees it as it is now
            insert=MAY_CHANGE,
            delete=f"{MAY_WITHDRAW} and {IS_WITHDRAWN}",
        ),
        Covered(
            "conversation_reuse",
            read=of_post("read"),
            insert=f"{BY_ME} and {of_post('post', and_author=True)}"
            " and exists (select 1 from conversation_post o where o.id = source_id)",
        ),
        *behalf_lock.TABLES,
        Covered("conversation_withdrawal", read=OF_READABLE_POST, insert=f"{BY_ME} and {MAY_WITHDRAW}"),
        Covered(
            "conversation_mark",
            read=f"case when {READABLE} then true else {OF_READABLE_POST} end",
            insert=f"{BY_ME} and {of_post('post')} and {STANDS_THERE}",
            update=of_post("post"),
            becomes=f"{BY_ME} and {of_post('post')}",
            columns=("kind", "by_id", "at"),
            delete=f"({of_post('post')} or {OWN_COMMENT})",
        ),
        Covered(
            "conversation_resolution",
            read=OF_READABLE_POST,
            insert=f"{BY_ME} and {of_post('post')}",
            delete=of_post("post"),
        ),
        news_lock.TABLE,
        Covered(
            "conversation_reaction",
            read=OF_READABLE_POST,
            insert=f"{MINE} and ({of_post('react')} or {COMMENTABLE})",
            delete=f"{MINE} or {MAY_WITHDRAW}",
        ),
        Covered(
            "conversation_mention",
            read=f"{MINE} or {of_post('read', and_author=True)} or {of_post('withdraw')}",
            insert=f"{of_post('post', and_author=True)} and lock.reads(person_id, post_id)",
            update=MINE,
            columns=("handled_at",),
            delete=MAY_WITHDRAW,
        ),
        Covered(
            "conversation_attachment",
            read=f"case when post_id is null then uploader_id = (select lock.me()) else {FILE_OR_SHOWN} end",
            insert=f"uploader_id = (select lock.me()) and post_id is null and {here('post')}",
            update="post_id is null and uploader_id = (select lock.me())",
            becomes=f"uploader_id = (select lock.me()) and {of_post('post', and_author=True)}",
            columns=("post_id",),
            delete=f"(post_id is null and uploader_id = (select lock.me())) or {MAY_WITHDRAW}",
        ),
        Covered("conversation_fragment", read=READABLE),
        Covered("conversation_bookmark", read=MINE, insert=f"{MINE} and {OF_READABLE_POST}", delete=MINE),
        Covered(
            "conversation_draft",
            read=MINE,
            insert=f"{MINE} and {READABLE}",
            update=MINE,
            delete=MINE,
        ),
        *asking_lock.TABLES,
    ),
    functions=(
        IS_ROOT_IN,
        MAY_COMMENT,
        *THINGS,
        READS,
        SENT_WITH,
        ADD_POST,
        FACTS_OF,
        SEEN,
        COPIED,
        *RENEWALS,
        behalf_lock.WRITES_FOR,
        *news_lock.FUNCTIONS,
        *asking_lock.FUNCTIONS,
    ),
    system_only=("renew_fragments(uuid[])", "renew_posts_of(uuid[])"),
)
