"""How documents come into the index: by their title at once, by their words when the worker has read them."""

from fourleaf.kit.lock import definer

# A text with very many different words is more than a tsvector can hold: its beginning then has to do.
WORDS_THAT_FIT = definer(
    "search_words_that_fit(said text)",
    "tsvector",
    """
declare
  most int := length(said);
begin
  loop
    begin
      return lock.search_words(left(said, most));
    exception when program_limit_exceeded then
      most := most / 2;
    end;
  end loop;
end
""",
    language="plpgsql",
    kind="immutable",
)

# `d` is the document, `t` its text, where there is one yet. The words of the title are the first.
DOCUMENT_ROW = """
select d.id, 'document', d.space_id, null, d.made_by_id, d.changed_at, coalesce('link' = any(t.holds), false),
       lock.search_words_that_fit(d.title || E'\n' || coalesce(t.text, ''))
"""
INTO = (
    "insert into search_indexed as i (object_id, kind, space_id, thread_id, author_id, at, has_link, words)"
)
ANEW = """
on conflict (object_id) do update
  set space_id = excluded.space_id, at = excluded.at, has_link = excluded.has_link, words = excluded.words
"""
NOT_WITHDRAWN = "not exists (select 1 from documents_withdrawal w where w.document_id = d.id)"

INDEX_DOCUMENT = definer(
    "search_index_document()",
    "trigger",
    f"""
begin
  if tg_op = 'DELETE' then
    delete from search_plaintext where document_id = old.id;
    delete from search_indexed where object_id = old.id;
  else
    perform 1 from search_plaintext t where t.document_id = new.id for share;
    {INTO} {DOCUMENT_ROW} from (select new.*) d left join search_plaintext t on t.document_id = d.id
     where {NOT_WITHDRAWN} {ANEW};
  end if;
  return null;
end
""",
    language="plpgsql",
    kind="volatile",
)
# Before the text is kept: that of what is withdrawn meanwhile is not. No lock that would keep anybody from typing.
INDEX_TEXT = definer(
    "search_index_text()",
    "trigger",
    f"""
begin
  perform 1 from documents_document d where d.id = new.document_id for key share;
  {INTO} {DOCUMENT_ROW} from documents_document d cross join (select new.*) t
   where d.id = new.document_id and {NOT_WITHDRAWN} {ANEW};
  return case when found then new end;
end
""",
    language="plpgsql",
    kind="volatile",
)
INDEX_DOCUMENT_WITHDRAWAL = definer(
    "search_index_document_withdrawal()",
    "trigger",
    """
begin
  perform 1 from documents_document d where d.id = new.document_id for update;
  delete from search_plaintext where document_id = new.document_id;
  delete from search_indexed where object_id = new.document_id;
  return null;
end
""",
    language="plpgsql",
    kind="volatile",
)
FUNCTIONS = (WORDS_THAT_FIT, INDEX_DOCUMENT, INDEX_TEXT, INDEX_DOCUMENT_WITHDRAWAL)
