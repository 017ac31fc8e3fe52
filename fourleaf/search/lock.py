"""The second lock of search: how the index is kept, and the one function that reads it.

Text search is not leakproof, so under row-level security PostgreSQL reads every visible row instead of the index (see
ADR 0009). The index is sealed therefore; `lock.search` asks it for `me` alone, and what it finds is loaded through the
policies of its tables.
"""

from fourleaf.kit.lock import AppLock, Covered, Sealed, definer
from fourleaf.search import asking_lock, documents_lock, words_lock
from fourleaf.search.documents_lock import DOCUMENT_ROW, INTO

# What of a post and a file is in the index. `of` are posts; row locks keep a withdrawal from being overtaken.
POST_ROW = """
select p.id, 'post', p.space_id, p.root_id, p.author_id, p.at, p.html ~ ' href="https?:',
       lock.search_words(lock.search_plain(p.html))
"""
FILE_ROW = """
select a.id, 'file', a.space_id, a.post_id, a.uploader_id, a.at, false, lock.search_words(a.name)
"""
ANEW = """
on conflict (object_id) do update set space_id = excluded.space_id, thread_id = excluded.thread_id,
  has_link = excluded.has_link, words = excluded.words
"""
NOT_WITHDRAWN = "not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)"

INDEX_POST = definer(
    "search_index_post()",
    "trigger",
    f"""
declare
  p conversation_post := case when tg_op = 'DELETE' then old else new end;
begin
  if tg_op = 'DELETE' or not ({NOT_WITHDRAWN}) then
    delete from search_indexed where object_id = p.id;
  else
    {INTO} {POST_ROW} {ANEW};
  end if;
  return null;
end
""",
    language="plpgsql",
    kind="volatile",
)
INDEX_WITHDRAWAL = definer(
    "search_index_withdrawal()",
    "trigger",
    "begin delete from search_indexed where object_id = new.post_id; return null; end",
    language="plpgsql",
    kind="volatile",
)
INDEX_FILE = definer(
    "search_index_file()",
    "trigger",
    f"""
declare
  a conversation_attachment := case when tg_op = 'DELETE' then old else new end;
begin
  if tg_op = 'DELETE' or a.post_id is null then
    delete from search_indexed where object_id = a.id;
  else
    {INTO} {FILE_ROW} {ANEW};
  end if;
  return null;
end
""",
    language="plpgsql",
    kind="volatile",
)


def _trigger(function: str, event: str, table: str, moment: str = "after") -> str:
    name = f"{function}_{event.split()[0]}"
    return (
        f"create trigger {name} {moment} {event} on {table} for each row execute function lock.{function}()"
    )


TRIGGERS = (
    _trigger("search_index_post", "insert or delete", "conversation_post"),
    _trigger("search_index_post", "update of html", "conversation_post"),
    _trigger("search_index_withdrawal", "insert", "conversation_withdrawal"),
    _trigger("search_index_file", "insert or delete", "conversation_attachment"),
    _trigger("search_index_file", "update of post_id, name", "conversation_attachment"),
    _trigger("search_index_document", "insert or delete", "documents_document"),
    _trigger("search_index_document", "update of title, space_id", "documents_document"),
    _trigger("search_index_document_withdrawal", "insert", "documents_withdrawal"),
    _trigger("search_index_text", "insert or update", "search_plaintext", "before"),
)


def _older(table: str) -> str:
    return f"""
    select array_agg(id) into keys from (
      select id from {table} where progress.reached is null or id < progress.reached order by id desc limit batch) k;
"""


# Takes in what was there before the index, newest first, a batch in a transaction; answers how many things that were.
FILL = definer(
    "search_fill(wanted text, by_version text, batch int)",
    "int",
    f"""
declare
  progress search_progress;
  keys uuid[];
begin
  insert into search_progress as s (kind, version, is_done, at) values (wanted, by_version, false, now())
    on conflict (kind) do update set reached = null, is_done = false, version = by_version
      where s.version <> by_version;
  select * into progress from search_progress s where s.kind = wanted for update;
  if progress.is_done then return 0; end if;
  if wanted = 'post' then
    {_older("conversation_post")}
    {INTO} {POST_ROW} from (select * from conversation_post where id = any(keys) for share) p
     where {NOT_WITHDRAWN} {ANEW};
  elsif wanted = 'document' then
    {_older("documents_document")}
    {INTO} {DOCUMENT_ROW} from (select * from documents_document where id = any(keys) for key share) d
      left join search_plaintext t on t.document_id = d.id
     where {documents_lock.NOT_WITHDRAWN} {documents_lock.ANEW};
  else
    {_older("conversation_attachment")}
    {INTO} {FILE_ROW} from (select * from conversation_attachment where id = any(keys) for share) a
     where a.post_id is not null {ANEW};
  end if;
  update search_progress s
     set reached = coalesce(keys[cardinality(keys)], s.reached), is_done = coalesce(cardinality(keys), 0) < batch,
         at = now()
   where s.kind = wanted;
  return coalesce(cardinality(keys), 0);
end
""",
    language="plpgsql",
    kind="volatile",
)

# Whether all that was there before the index is in it; what is in it, nobody learns here.
IS_WHOLE = definer(
    "search_is_whole(by_version text)",
    "boolean",
    "select count(*) > 0 and bool_and(is_done and version = by_version) from search_progress",
)

LOCK = AppLock(
    tables=(
        Sealed("search_indexed", "words of everything; they leave through lock.search alone"),
        Covered(
            "search_plaintext",
            read="exists (select 1 from documents_document d where d.id = document_id)",
        ),
        Sealed("search_progress", "how far the index is, for the worker and the doctor"),
    ),
    functions=(
        *words_lock.FUNCTIONS,
        *documents_lock.FUNCTIONS,
        INDEX_POST,
        INDEX_WITHDRAWAL,
        INDEX_FILE,
        *TRIGGERS,
        FILL,
        IS_WHOLE,
        *asking_lock.FUNCTIONS,
    ),
    system_only=("search_fill(text, text, integer)", "search_guess(tsquery)"),
)
