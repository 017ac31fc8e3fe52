"""Conditions that several tables of documents share, in SQL on a row with the column `document_id`."""

OF_READABLE = "exists (select 1 from documents_document d where d.id = document_id)"
MAY_WRITE = "lock.may_write(document_id)"
#: Of a version `o`: `me` wrote what is new in it, or began the document.
MINE_TO_JUDGE = (
    " and ((select lock.me()) = any(o.authors) or exists (select 1 from documents_document d"
    " where d.id = o.document_id and d.made_by_id = (select lock.me())))"
)


def of_kept(right: str) -> str:
    """SQL: `me` has the right where the document is, for its own sake or as its author who writes there."""
    return (
        "exists (select 1 from documents_document d where d.id = document_id and ("
        "d.made_by_id = (select lock.me()) and d.space_id = any((select lock.spaces_where('post'))::uuid[])"
        f" or d.space_id = any((select lock.spaces_where('{right}'))::uuid[])"
        " and not exists (select 1 from spaces_space s where s.id = d.space_id and s.kind = 'direct')))"
    )


IS_WITHDRAWN = "exists (select 1 from documents_withdrawal w where w.document_id = {table}.document_id)"
GOES = f"{of_kept('withdraw')} and {IS_WITHDRAWN}"
OPEN_FOR_WRITING = """not exists (select 1 from documents_archival a where a.document_id = d.id)
   and not exists (select 1 from documents_withdrawal w where w.document_id = d.id)
   and not exists (select 1 from spaces_archival a where a.space_id = d.space_id)
   and not exists (select 1 from spaces_plannedstart p where p.space_id = d.space_id)"""


def goes(table: str) -> str:
    """SQL: the rows of a withdrawn document go with its text."""
    return GOES.format(table=f"documents_{table}")


def of_same(table: str, other: str, key: str, more: str = "") -> str:
    """SQL: the row's `key` leads to a row of the other table in the same document, of which `more` (on `o`) holds."""
    return (
        f"exists (select 1 from documents_{other} o where o.id = {key}"
        f" and o.document_id = documents_{table}.document_id{more})"
    )
