"""The rules by which reading looks like misuse. Each is one statement over the access records of an hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

from fourleaf.oversight.models import Alert

HOUR = timedelta(hours=1)
MASS = """
select person_id, count(distinct object_id), min(at), max(at) from chronicle_access
 where at > %(since)s and why not in ('audit', 'export', 'refused') and person_id is not null
 group by person_id having count(distinct object_id) >= %(limit)s
"""
# A colleague's post in a shared space is no look-up; a patient, a relative, or whoever is read from outside is.
SURNAME = """
select a.person_id, count(*), min(a.at), max(a.at) from chronicle_access a
  join people_person reader on reader.id = a.person_id
  join people_person whose on whose.id = a.whose_id
 where a.at > %(since)s and a.person_id <> a.whose_id and a.why <> 'refused'
   and reader.family_name <> '' and lower(reader.family_name) = lower(whose.family_name)
   and (whose.kind in ('patient', 'relative') or a.why in ('break-glass', 'grant'))
 group by a.person_id having count(*) >= %(limit)s
"""
REFUSALS = """
select person_id, count(*), min(at), max(at) from chronicle_access
 where at > %(since)s and why = 'refused' and person_id is not null
 group by person_id having count(*) >= %(limit)s
"""


@dataclass(frozen=True)
class Suspicion:
    """What a rule found: whose reading, how much, from when to when."""

    kind: Alert.Kind
    person: UUID
    count: int
    from_at: datetime
    until_at: datetime


def suspicions(now: datetime) -> Iterator[Suspicion]:
    """What the rules find in the hour up to now."""
    agreement = settings.AGREEMENT
    for kind, rule, limit in (
        (Alert.Kind.MASS_VIEWING, MASS, agreement.mass_viewing),
        (Alert.Kind.SAME_SURNAME, SURNAME, 1),
        (Alert.Kind.REFUSALS, REFUSALS, agreement.refusals),
    ):
        with connection.cursor() as cursor:
            cursor.execute(rule, {"since": now - HOUR, "limit": limit})
            for row in cursor.fetchall():
                yield Suspicion(kind, *row)
