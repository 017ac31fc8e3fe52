"""What holds an erasure up: a legal hold on the person, or on a space in which they wrote."""

from django.db import connection
from django.utils.translation import gettext as _

from fourleaf.people.models import Person

HELD = """
select lock.is_held(array[%(person)s]::uuid[], null) or exists (
  select from (select space_id from conversation_post where author_id = %(person)s
    union select d.space_id from documents_document d where d.made_by_id = %(person)s or exists (
      select from documents_documentupdate u where u.document_id = d.id and u.person_id = %(person)s) or exists (
      select from documents_writer w where w.document_id = d.id and w.person_id = %(person)s)) wrote
   where lock.is_held('{}'::uuid[], wrote.space_id))
"""


def legal_hold(person: Person) -> str:
    """A sentence, or nothing. It does not say what for: that is the privacy officer's to tell."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"person": person.pk})
        is_held = cursor.fetchone()[0]
    return _("Something of this has to be kept for now. Ask the privacy officer.") if is_held else ""
