"""What documents keep about a person."""

from django.utils.translation import gettext_lazy as _

from fourleaf.documents.models import (
    Archival,
    Contribution,
    Correction,
    Credit,
    Document,
    DocumentUpdate,
    Offer,
    Revision,
    Taking,
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
    Part(
        "document_takings", "work", _("Where you took text of others from"),
        lambda p: Taking.objects.filter(person=p).order_by("at"),
        {"document": "document_id", "source": "source_id", "blueprint": "blueprint", "how": "how", "at": "at"},
        is_hidden=True, fate=Fate.RENAMED,
    ),
    Part(
        "credit_offers", "work", _("Whom you were asked to credit"),
        lambda p: Offer.objects.filter(writer=p).order_by("at"),
        {
            "document": "document_id", "source": "source_id", "words": "words", "at": "at",
            "answered_at": "answered_at", "credited": "is_accepted",
        },
        is_hidden=True,
    ),
    Part(
        "work_reused", "work", _("What of yours others have used, and credited"),
        # Where it went is told on the person's own page, as far as they may see it now.
        lambda p: Credit.objects.filter(author=p).order_by("at"),
        {"source": "source_id", "words": "words", "how": "how", "at": "at"},
        is_hidden=True, fate=Fate.RENAMED,
    ),
    Part(
        "contributions", "work", _("What became of the words you wrote"),
        lambda p: Contribution.objects.filter(person=p),
        {"document": "document_id", "written": "written", "present": "present", "lasted": "lasted", "at": "at"},
        url="/me/work/", fate=Fate.RENAMED,
    ),
)  # fmt: skip
