"""What documents keep about a person."""

from django.utils.translation import gettext_lazy as _

from fourleaf.documents.models import (
    Archival,
    Correction,
    Document,
    DocumentUpdate,
    Revision,
    Withdrawal,
    Writer,
)
from fourleaf.people.parts import Fate, Part

PARTS = (
    Part(
        "documents", "work", _("Documents you began"),
        lambda p: Document.objects.filter(made_by=p).select_related("space").order_by("made_at"),
        {"id": "pk", "space": "space.name", "title": "title", "made_at": "made_at", "changed_at": "changed_at"},
        url="/documents/", fate=Fate.RENAMED,
    ),
    Part(
        "document_updates", "work", _("What you typed into documents"),
        lambda p: DocumentUpdate.objects.filter(person=p).defer("data"),
        {"document": "document_id", "number": "number", "at": "at"}, fate=Fate.RENAMED,
    ),
    Part(
        "document_writers", "work", _("From which open windows you wrote into documents"),
        lambda p: Writer.objects.filter(person=p).order_by("at"),
        {"document": "document_id", "window": "client", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "documents_archived", "work", _("Documents you archived"),
        lambda p: Archival.objects.filter(by=p).order_by("at"),
        {"document": "document_id", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "documents_withdrawn", "work", _("Documents you withdrew"),
        lambda p: Withdrawal.objects.filter(by=p).order_by("at"),
        {"document": "document_id", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "document_versions", "work", _("Versions of documents that you named or restored"),
        lambda p: Revision.objects.filter(by=p).defer("tree").order_by("at"),
        {"document": "document_id", "number": "number", "how": "kind", "name": "name", "at": "at"},
        fate=Fate.PROOF,
    ),
    Part(
        "document_corrections", "work", _("Versions of which you said whether they were major"),
        lambda p: Correction.objects.filter(by=p).select_related("revision").defer("revision__tree"),
        {"document": "document_id", "number": "revision.number", "is_major": "is_major", "why": "why", "at": "at"},
        fate=Fate.RENAMED,
    ),
)  # fmt: skip
