"""The second lock of comments on texts."""

from fourleaf.documents.terms_lock import GOES, OF_READABLE, OPEN_FOR_WRITING, of_kept
from fourleaf.kit.lock import Covered, definer
from fourleaf.spaces.lock import BY_ME

# Who comments: who may post or react where it is, and whom it is shown to for that.
MAY_COMMENT = definer(
    "may_comment_on(document uuid)",
    "boolean",
    f"""
select exists (select 1 from documents_document d where d.id = document and {OPEN_FOR_WRITING} and (
  d.space_id = any(lock.spaces_where('post')) or d.space_id = any(lock.spaces_where('react'))
  or d.id = any(lock.granted('document', 'commenter'))))
""",
)

IS_THREAD_IN = definer(
    "is_thread_in(thread uuid, document uuid)",
    "boolean",
    "select exists (select 1 from documents_comment c where c.id = thread and c.document_id = document"
    " and c.thread_id is null)",
)

MAY_READ = definer(
    "may_read_document(document uuid)",
    "boolean",
    """
select exists (select 1 from documents_document d where d.id = document and (
  d.space_id = any(lock.spaces_where('read')) or d.id = any(lock.granted('document'))))
""",
)

# What those are called who commented on a document that `me` may read: who is shown it may know of nobody else.
COMMENTERS = definer(
    "commenters(document uuid)",
    "table (person_id uuid, name text)",
    """
select distinct p.id, p.name::text from people_person p
  join (select author_id as who, document_id from documents_comment
        union select by_id, document_id from documents_commentresolution) c on c.who = p.id
 where c.document_id = document and (not lock.is_bound() or lock.may_read_document(document))
""",
)

FUNCTIONS = (MAY_COMMENT, IS_THREAD_IN, MAY_READ, COMMENTERS)

MINE_TO_SAY = "author_id = (select lock.me()) and lock.may_comment_on(document_id)"
OF_COMMENT = (
    "exists (select 1 from documents_comment c"
    " where c.id = comment_id and c.document_id = {table}.document_id)"
)
OF_THREAD = "(thread_id is null or lock.is_thread_in(thread_id, document_id))"

TABLES = (
    Covered(
        "documents_comment",
        read=OF_READABLE,
        insert=f"{MINE_TO_SAY} and {OF_THREAD}",
        update=f"{MINE_TO_SAY} or {of_kept('withdraw')}",
        becomes=f"body = '' and ({MINE_TO_SAY} or {of_kept('withdraw')})",
        columns=("body", "quote", "prefix", "suffix"),
        delete=GOES.format(table="documents_comment"),
    ),
    Covered(
        "documents_commentresolution",
        read=OF_READABLE,
        insert=f"{BY_ME} and lock.may_comment_on(document_id)"
        f" and {OF_COMMENT.format(table='documents_commentresolution')}",
        delete=f"lock.may_comment_on(document_id) or {GOES.format(table='documents_commentresolution')}",
    ),
    Covered(
        "documents_commentwithdrawal",
        read=OF_READABLE,
        insert=f"{BY_ME} and {OF_COMMENT.format(table='documents_commentwithdrawal')} and ({of_kept('withdraw')}"
        " or exists (select 1 from documents_comment c where c.id = comment_id"
        " and c.author_id = (select lock.me()) and lock.may_comment_on(c.document_id)))",
        delete=GOES.format(table="documents_commentwithdrawal"),
    ),
)
