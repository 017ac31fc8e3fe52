"""Addresses of documents."""

from django.urls import path

from fourleaf.documents.views import (
    arriving,
    authorship,
    bringing,
    comments,
    copying,
    keeping,
    listing,
    mentioning,
    moving,
    pictures,
    reading,
    reviewing,
    revisions,
    suggestions,
    tasks,
)

urlpatterns = [
    path("documents/", listing.documents, name="documents"),
    path("documents/new/", listing.document_new, name="document-new"),
    path("documents/bringings/<uuid:bringing_id>/", bringing.bringing, name="document-bringing"),
    path("documents/<uuid:document_id>/", reading.document, name="document"),
    path("documents/<uuid:document_id>/ticket/", reading.ticket, name="document-ticket"),
    path("documents/<uuid:document_id>/copy/", copying.copy, name="document-copy"),
    path("documents/<uuid:document_id>/title/", keeping.title, name="document-title"),
    path("documents/<uuid:document_id>/place/", moving.place, name="document-place"),
    path("documents/<uuid:document_id>/archival/", keeping.archival, name="document-archival"),
    path("documents/<uuid:document_id>/restoration/", keeping.restoration, name="document-restoration"),
    path("documents/<uuid:document_id>/withdrawal/", keeping.withdrawal, name="document-withdrawal"),
    path("documents/<uuid:document_id>/pictures/", pictures.pictures, name="document-pictures"),
    path(
        "documents/<uuid:document_id>/pictures/<uuid:picture_id>/", pictures.picture, name="document-picture"
    ),
    path("documents/<uuid:document_id>/mentionable/", mentioning.mentionable, name="document-mentionable"),
    path("documents/<uuid:document_id>/people/", comments.people, name="document-people"),
    path("documents/<uuid:document_id>/suggestions/", suggestions.settlements, name="document-suggestions"),
    path("documents/<uuid:document_id>/comments/", comments.comments, name="document-comments"),
    path("documents/<uuid:document_id>/comments/new/", comments.comment_new, name="document-comment-new"),
    path(
        "documents/<uuid:document_id>/comments/<uuid:comment_id>/replies/",
        comments.replies,
        name="document-comment-replies",
    ),
    path(
        "documents/<uuid:document_id>/comments/<uuid:comment_id>/resolution/",
        comments.resolution,
        name="document-comment-resolution",
    ),
    path(
        "documents/<uuid:document_id>/comments/<uuid:comment_id>/withdrawal/",
        comments.withdrawal,
        name="document-comment-withdrawal",
    ),
    path("documents/<uuid:document_id>/revisions/", revisions.revisions, name="document-revisions"),
    path("documents/<uuid:document_id>/revisions/compare/", revisions.comparison, name="document-comparison"),
    path(
        "documents/<uuid:document_id>/revisions/<int:number>/", revisions.revision, name="document-revision"
    ),
    path(
        "documents/<uuid:document_id>/revisions/<int:number>/restoration/",
        revisions.restoration,
        name="document-revision-restoration",
    ),
    path(
        "documents/<uuid:document_id>/revisions/<int:number>/correction/",
        revisions.correction,
        name="document-revision-correction",
    ),
    path("documents/<uuid:document_id>/authors/", authorship.authors, name="document-authors"),
    path("documents/<uuid:document_id>/takings/", authorship.takings, name="document-takings"),
    path("documents/<uuid:document_id>/offers/<uuid:offer_id>/", authorship.offer, name="document-offer"),
    path("documents/<uuid:document_id>/review/", reviewing.review, name="document-review"),
    path("documents/<uuid:document_id>/rounds/<uuid:round_id>/", reviewing.round_page, name="document-round"),
    path(
        "documents/<uuid:document_id>/rounds/<uuid:round_id>/withdrawal/",
        reviewing.withdrawal,
        name="document-round-withdrawal",
    ),
    path("documents/<uuid:document_id>/tasks/", tasks.of_document, name="document-tasks"),
    path("documents/<uuid:document_id>/seen/", arriving.seen, name="document-seen"),
    path("documents/<uuid:document_id>/changes/", arriving.changes, name="document-changes"),
    path("documents/<uuid:document_id>/changes/<int:number>/", arriving.change, name="document-change"),
    path(
        "documents/<uuid:document_id>/changes/<int:number>/confirmation/",
        arriving.confirmation,
        name="document-change-confirmation",
    ),
    path(
        "documents/<uuid:document_id>/changes/<int:number>/marking/",
        arriving.marking,
        name="document-change-marking",
    ),
    path(
        "documents/<uuid:document_id>/changes/<int:number>/nudge/",
        arriving.nudge,
        name="document-change-nudge",
    ),
    path(
        "documents/<uuid:document_id>/dependences/<uuid:dependence_id>/removal/",
        arriving.dependence_removal,
        name="document-dependence-removal",
    ),
    path("tasks/", tasks.own, name="tasks"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/turning/", tasks.turning, name="task-turning"),
    path("spaces/<uuid:space_id>/tasks/", tasks.of_space, name="space-tasks"),
    path("spaces/<uuid:space_id>/documents/", listing.space_documents, name="space-documents"),
]
