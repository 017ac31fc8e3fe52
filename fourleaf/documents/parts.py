"""What documents keep about a person."""

from django.utils.translation import gettext_lazy as _

from fourleaf.documents.models import (
    Answer,
    Archival,
    Bringing,
    Comment,
    CommentResolution,
    CommentWithdrawal,
    Contribution,
    Correction,
    Credit,
    Dependence,
    Document,
    DocumentCursor,
    DocumentUpdate,
    MustSee,
    Notice,
    Nudge,
    Offer,
    Picture,
    Reviewer,
    Revision,
    Round,
    RoundEnding,
    SeenClick,
    Taking,
    Task,
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
        "document_pictures", "work", _("Pictures you brought into documents"),
        lambda p: Picture.objects.filter(uploader=p).order_by("at"),
        {
            "id": "pk", "document": "document_id", "media_type": "media_type", "size": "size", "digest": "digest",
            "at": "at",
        },
        fate=Fate.RENAMED,
    ),
    Part(
        "document_files", "work", _("Large files that you brought as documents"),
        lambda p: Bringing.objects.filter(person=p).order_by("at"),
        {"title": "title", "document": "document_id", "at": "at", "done_at": "done_at", "failed_at": "failed_at"},
        fate=Fate.DELETED,
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
    Part(
        "document_rounds", "work", _("Versions that you submitted for review"),
        lambda p: Round.objects.filter(by=p).order_by("at"),
        {"document": "document_id", "version": "revision_id", "due_on": "due_on", "note": "note", "at": "at"},
        fate=Fate.RENAMED,
    ),
    Part(
        "document_reviewers", "work", _("Versions that you were asked to review"),
        lambda p: Reviewer.objects.filter(person=p),
        {"document": "document_id", "round": "round_id"}, fate=Fate.RENAMED,
    ),
    Part(
        "document_answers", "work", _("What you said of versions in review"),
        lambda p: Answer.objects.filter(person=p).order_by("at"),
        {"document": "document_id", "round": "round_id", "approves": "approves", "note": "note", "at": "at"},
        fate=Fate.RENAMED,
    ),
    Part(
        "document_rounds_ended", "work", _("Reviews that ended with what you did"),
        lambda p: RoundEnding.objects.filter(by=p).order_by("at"),
        {"document": "document_id", "round": "round_id", "how": "how", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "document_tasks", "work", _("Tasks in documents that are yours"),
        lambda p: Task.objects.filter(owner=p).order_by("at"),
        {"document": "document_id", "words": "words", "state": "state", "due_on": "due_on", "at": "at"},
        url="/tasks/", fate=Fate.RENAMED,
    ),
    Part(
        "document_cursors", "reading", _("How far you had documents open last"),
        lambda p: DocumentCursor.objects.filter(person=p).order_by("at"),
        {"document": "document_id", "upto": "upto", "at": "at"}, fate=Fate.DELETED,
    ),
    Part(
        "document_notices", "work", _("What waits for you in documents"),
        lambda p: Notice.objects.filter(person=p).order_by("at"),
        {"document": "document_id", "kind": "kind", "count": "count", "at": "at"}, fate=Fate.DELETED,
    ),
    Part(
        "document_must_sees", "work", _("Versions of which you said that they must be seen"),
        lambda p: MustSee.objects.filter(by=p).order_by("at"),
        {"document": "document_id", "version": "revision_id", "what": "what", "at": "at"}, fate=Fate.RENAMED,
    ),
    Part(
        "document_confirmations", "work", _("Versions that you said you have read"),
        lambda p: SeenClick.objects.filter(person=p).order_by("at"),
        {"document": "document_id", "version": "revision_id", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "document_nudges", "work", _("When you had others reminded of a version"),
        lambda p: Nudge.objects.filter(by=p).order_by("at"),
        {"document": "document_id", "version": "revision_id", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "document_dependences", "work", _("Documents that you said depend on others"),
        lambda p: Dependence.objects.filter(by=p).order_by("at"),
        {"document": "document_id", "on": "on_id", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "document_comments", "work", _("What you said about documents"),
        lambda p: Comment.objects.filter(author=p).order_by("at"),
        {"id": "pk", "document": "document_id", "thread": "thread_id", "body": "body", "quote": "quote", "at": "at"},
        fate=Fate.RENAMED,
    ),
    Part(
        "document_comments_settled", "work", _("Comments on documents that you settled"),
        lambda p: CommentResolution.objects.filter(by=p).order_by("at"),
        {"comment": "comment_id", "document": "document_id", "at": "at"}, fate=Fate.PROOF,
    ),
    Part(
        "document_comments_withdrawn", "work", _("Comments on documents that you withdrew"),
        lambda p: CommentWithdrawal.objects.filter(by=p).order_by("at"),
        {"comment": "comment_id", "document": "document_id", "at": "at"}, fate=Fate.PROOF,
    ),
)  # fmt: skip
