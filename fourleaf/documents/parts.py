"""What documents keep about a person."""

from django.utils.translation import gettext_lazy as _

from fourleaf.documents.models import Archival, Document, DocumentUpdate, Withdrawal, Writer
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
)  # fmt: skip
