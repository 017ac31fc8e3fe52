"""What holds an erasure up: a legal hold on the person, or on a space in which they wrote."""

from django.db import connection
from django.utils.translation import gettext as _

from fourleaf.people.models import Person

HELD = """
select lock.is_held(array[%(person)s]::uuid[], null) or exists (
  select from (select distinct space_id from conversation_post where author_id = %(person)s) wrote
   where lock.is_held('{}'::uuid[], wrote.space_id))
"""


def legal_hold(person: Person) -> str:
    """A sentence, or nothing. It does not say what for: that is the privacy officer's to tell."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"person": person.pk})
        is_held = cursor.fetchone()[0]
    return _("Something of this has to be kept for now. Ask the privacy officer.") if is_held else ""
