"""The second lock of review rounds and of tasks in the text."""

from fourleaf.documents.models import RoundEnding
from fourleaf.documents.terms_lock import MAY_WRITE, OF_READABLE, goes, of_same
from fourleaf.kit.lock import Covered
from fourleaf.spaces.lock import BY_ME, MINE

OPEN = "not exists (select 1 from documents_roundending e where e.round_id = documents_{table}.round_id)"
IN_ROUND = (
    "exists (select 1 from documents_reviewer w where w.round_id = documents_{table}.round_id"
    " and w.document_id = documents_{table}.document_id and w.person_id = (select lock.me()))"
)

OF_SUBMITTED = of_same("round", "revision", "revision_id", " and o.kind = 'submitted'")
WRITES_THERE = (
    "exists (select 1 from documents_document d where d.id = document_id"
    " and d.space_id = any((select lock.spaces_where('post'))::uuid[]))"
)
DECIDED = ", ".join(f"'{how}'" for how in RoundEnding.DECIDED)

# How the last answers of all who are asked decide a round: "approved", "changes", or nothing while one is missing.
DECISION = """(
select case when bool_and(a.approves is not null) then
         case when bool_and(a.approves) then 'approved' else 'changes' end end
  from documents_reviewer w left join lateral (
    select a.approves from documents_answer a where a.round_id = w.round_id and a.person_id = w.person_id
     order by a.at desc, a.id desc limit 1) a on true
 where w.round_id = documents_roundending.round_id)"""

TABLES = (
    Covered(
        "documents_round",
        read=OF_READABLE,
        insert=f"{BY_ME} and {MAY_WRITE} and {WRITES_THERE} and reminded_on is null and {OF_SUBMITTED}",
        delete=goes("round"),
    ),
    Covered(
        "documents_reviewer",
        read=OF_READABLE,
        insert=f"{of_same('reviewer', 'round', 'round_id', more=' and o.by_id = (select lock.me())')}"
        f" and {OPEN.format(table='reviewer')}",
        delete=goes("reviewer"),
    ),
    Covered(
        "documents_answer",
        read=OF_READABLE,
        insert=f"{MINE} and {OF_READABLE} and {IN_ROUND.format(table='answer')} and {OPEN.format(table='answer')}",
        delete=goes("answer"),
    ),
    Covered(
        "documents_roundending",
        read=OF_READABLE,
        insert=f"{BY_ME} and {OF_READABLE} and {of_same('roundending', 'round', 'round_id')}"
        f" and case when how in ({DECIDED})"
        f" then {IN_ROUND.format(table='roundending')} and how = {DECISION} else {MAY_WRITE} end",
        delete=goes("roundending"),
    ),
    Covered(
        "documents_task",
        read=OF_READABLE,
        update=MAY_WRITE,
        columns=("state", "owner_id", "due_on", "changed_at"),
        delete=goes("task"),
    ),
    Covered("documents_taskreading", read=OF_READABLE, delete=goes("taskreading")),
)
