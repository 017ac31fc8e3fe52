"""Addresses of documents."""

from django.urls import path

from fourleaf.documents.views import authorship, copying, keeping, listing, moving, reading, revisions

urlpatterns = [
    path("documents/", listing.documents, name="documents"),
    path("documents/new/", listing.document_new, name="document-new"),
    path("documents/<uuid:document_id>/", reading.document, name="document"),
    path("documents/<uuid:document_id>/ticket/", reading.ticket, name="document-ticket"),
    path("documents/<uuid:document_id>/copy/", copying.copy, name="document-copy"),
    path("documents/<uuid:document_id>/title/", keeping.title, name="document-title"),
    path("documents/<uuid:document_id>/place/", moving.place, name="document-place"),
    path("documents/<uuid:document_id>/archival/", keeping.archival, name="document-archival"),
    path("documents/<uuid:document_id>/restoration/", keeping.restoration, name="document-restoration"),
    path("documents/<uuid:document_id>/withdrawal/", keeping.withdrawal, name="document-withdrawal"),
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
    path("spaces/<uuid:space_id>/documents/", listing.space_documents, name="space-documents"),
]
