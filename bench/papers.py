"""Makes documents as people do, and says of the text that is kept how much it is; a process that serves nobody.

Each line of standard input is `add`: a new document in the space of everybody, whose key is written. Or it is a key:
then a line of JSON says what is in that document and how long the same text is when it is written at once.
"""

import json
import os
import sys
from uuid import UUID

import django

os.environ["FOURLEAF_DATABASE_ROLE"] = "jobs"
os.environ["DJANGO_SETTINGS_MODULE"] = "fourleaf.config.settings"
django.setup()

from django.db import transaction  # noqa: E402

from bench.filling.plan import person_key, space_key  # noqa: E402
from fourleaf.documents import actions  # noqa: E402
from fourleaf.documents.content import opened  # noqa: E402
from fourleaf.documents.tree import yjs  # noqa: E402
from fourleaf.documents.tree.reading import plain_text  # noqa: E402
from fourleaf.people.models import Person  # noqa: E402
from fourleaf.spaces.models import Space  # noqa: E402


def main() -> None:
    """Until standard input ends."""
    for line in sys.stdin:
        print(added() if line.strip() == "add" else told(UUID(line.strip())), flush=True)


def added() -> str:
    """The key of a new document."""
    with transaction.atomic():
        actor, space = Person.objects.get(pk=person_key(0)), Space.objects.get(pk=space_key(0))
        return str(actions.add_document(actor=actor, title="Bench", space=space).pk)


def told(key: UUID) -> str:
    """How many updates a document has, and the bytes of its text, of all of it, and of that text written at once."""
    number, document = opened(key)
    tree = yjs.read(document)
    sizes = {
        "text": len(plain_text(tree).encode()),
        "whole": len(document.get_update()),
        "afresh": len(yjs.write(tree)),
    }
    return json.dumps({"updates": number, **sizes})


if __name__ == "__main__":
    main()
